import type { LogFault } from '../../application/log/log-chain';
import { poisonText, stoppedText } from '../../application/projecting/standing';
import type { Verified } from '../../application/projecting/verify';
import type { LogVerified } from '../../application/projecting/verify-log';
import type { AnswerRow } from '../../read-models/report';
import { positionOrNull } from './context';
import type { Printable } from './output';

/** What is wrong with a read model beside its rows, and what to do. */
const faultText = (
  { projection, outcome, position, head, poison }: Verified,
  isLogAtFault: boolean,
): string | undefined => {
  if (poison && isLogAtFault) return `the read model ${projection} stopped at ${poisonText(poison)}. ${AFTER_LOG}`;
  if (poison) return stoppedText(projection, poison);
  if (outcome === 'missing')
    return `the read model ${projection} is not there: letopis rebuild ${projection} fills it, or the start of the service`;
  if (outcome === 'behind')
    return (
      `the read model ${projection} ends at position ${position ?? 0n}, the log at ${head ?? 0n}, and nothing fills it at ` +
      'this moment: start the service (letopis serve), or see in letopis projections and on /health what it waits for'
    );
  return undefined;
};

const differenceRows = (verified: readonly Verified[]): readonly AnswerRow[] =>
  verified.flatMap(({ projection, differences }) =>
    differences.map(({ table, key, column, live, rebuilt }) => ({
      projection,
      table,
      key: key.join('/'),
      column: column ?? '(row)',
      live: live ?? null,
      rebuilt: rebuilt ?? null,
    })),
  );

const AFTER_LOG = 'First settle what is said above of the log: the event may be one that was changed';

/** Nothing here may lead to the loss of what shows that something was changed. */
const KEEP_A_COPY =
  'First keep a copy of the log, of the read models and of the keys as they are now (stop the service, copy the data ' +
  'folder, and the databases where they are elsewhere)';

const DIFFERENCE_NOTE =
  'Some rows differ from what the log gives. Either the read model was changed (or a fault made it wrong), or the log was ' +
  `changed after these rows were made. ${KEEP_A_COPY}: a read model that is filled anew says what the log says now, and ` +
  'then nothing shows the difference any more. Then compare the events of these keys with a backup of the log.';

const LOG_CHANGED =
  'The log says something else than when its digests were taken, in the places that are named. Either the log was changed ' +
  `around Letopis, or the digests that are kept beside the read models were. ${KEEP_A_COPY}; then compare the named events ` +
  'with a backup, or with what was exported elsewhere (letopis export --stored). Fill no read model anew before that is ' +
  'settled: the rows may still say what the log said. Where you restored the log yourself: letopis verify --begin-anew.';

const OTHER_LOG =
  'The digests are of a log that begins with another event: this is another log, or its first event was changed.';

const keptSinceText = ({ keptSince, unknownUntil }: LogVerified): string =>
  unknownUntil === undefined
    ? `Digests are kept since ${keptSince ?? ''}.`
    : `Digests are kept since ${keptSince ?? ''}: there is nothing to compare with for what was changed earlier than that ` +
      `in the events up to position ${unknownUntil}.`;

const unkeptText = ({ head = 0n, mayBeDeleted }: LogVerified): string =>
  `There is nothing to compare the log with before position ${head}: no digest of it was kept. The order of its events is ` +
  `right. ${mayBeDeleted ? MAY_BE_DELETED : ''}Digests are taken now: changes from here on will be named.`;

const MAY_BE_DELETED =
  'Read models are kept here, though: either a version of Letopis that took no digests filled them, or the digests were ' +
  'deleted. A service, an import and verify take them; where one of these ran before, look who deleted them. ';

const asKeptText = ({ comparedUntil = 0n, digest = '' }: LogVerified): string =>
  `The log says what it said when its digests were taken, up to position ${comparedUntil}. Its digest there is ${digest}: ` +
  'noted elsewhere, it is a witness that nobody can change here.';

export const logNotes = (log: LogVerified): readonly string[] => {
  if (log.outcome === 'equal') return [asKeptText(log), keptSinceText(log)];
  if (log.outcome === 'unkept') return [unkeptText(log)];
  const otherLog = log.isOtherLog ? [OTHER_LOG] : [];
  return [...otherLog, LOG_CHANGED, ...(log.keptSince === undefined ? [] : [keptSinceText(log)])];
};

const logRow = ({ outcome, events, compared, comparedUntil, keptSince, digest }: LogVerified): AnswerRow => ({
  outcome,
  events,
  compared,
  comparedUntil: positionOrNull(comparedUntil),
  keptSince: keptSince ?? null,
  digest: digest ?? null,
});

const eventCells = (event: LogFault['event']): AnswerRow =>
  event
    ? { type: event.type, eventId: event.id, stream: event.stream, revision: event.revision }
    : { type: null, eventId: null, stream: null, revision: null };

const faultRows = ({ faults }: LogVerified): readonly AnswerRow[] =>
  faults.map(({ position, event, what }) => ({ position: String(position), what, ...eventCells(event) }));

const summaryRow = ({ projection, outcome, position, head, poison, ...digests }: Verified): AnswerRow => ({
  projection,
  outcome,
  position: positionOrNull(position),
  logEndsAt: positionOrNull(head),
  stoppedAt: poison ? poisonText(poison) : null,
  fingerprint: digests.fingerprint ?? null,
  rebuilt: digests.rebuiltFingerprint ?? null,
});

/** What was checked, as sections. */
export const verifiedSections = (
  log: LogVerified | undefined,
  verified: readonly Verified[],
): Printable['sections'] => {
  const logFaults = log ? faultRows(log) : [];
  const differences = differenceRows(verified);
  return {
    ...(log && { log: [logRow(log)] }),
    ...(logFaults.length > 0 && { logFaults }),
    verified: verified.map(summaryRow),
    ...(differences.length > 0 && { differences }),
  };
};

export const verifiedNotes = (verified: readonly Verified[], isLogAtFault: boolean): readonly string[] => {
  if (verified.every(({ outcome }) => outcome === 'equal'))
    return ['Every read model holds the whole log and agrees with it.'];
  const faults = verified.flatMap((each) => faultText(each, isLogAtFault) ?? []);
  return verified.some(({ outcome }) => outcome === 'different') ? [...faults, DIFFERENCE_NOTE] : faults;
};
