import type { LogFault } from '../../../application/log/log-chain';
import { missingText, poisonText, stoppedText } from '../../../application/projecting/standing';
import { rightSideOf } from '../../../application/verifying/right-side';
import type { RowExplained } from '../../../application/verifying/row-origins';
import type { Verified } from '../../../application/verifying/verify';
import type { LogVerified } from '../../../application/verifying/verify-log';
import type { AnswerRow } from '../../../read-models/kit/report';
import { positionOrNull } from '../terminal/context';
import type { LastVerified } from './last-verified';
import type { Printable } from '../terminal/output';

/** What a verify found. `log` undefined where only read models were asked for. */
export interface VerifyFound {
  readonly log: LogVerified | undefined;
  readonly verified: readonly Verified[];
  /** Why the read models can't be compared with this log at all. */
  readonly refusal?: string;
}

/** What is wrong with a read model beside its rows, and what to do. */
const faultText = ({ projection, poison, ...standing }: Verified, isLogAtFault: boolean): string | undefined => {
  if (!poison) return lackText({ projection, ...standing });
  return isLogAtFault
    ? `the read model ${projection} stopped at ${poisonText(poison)}. ${AFTER_LOG}`
    : stoppedText(projection, poison);
};

const lackText = ({ projection, outcome, position, head, missing }: Omit<Verified, 'poison'>): string | undefined => {
  if (missing.length > 0)
    return `${missingText(projection, missing)}. ${KEEP_A_COPY}, where you want to know who did it`;
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
  'then nothing shows the difference any more. The events that each row rests on are listed under restsOn, and under rows ' +
  'which side is right, as far as the digests of the log tell; else compare these events with a backup of the log.';

const LOG_CHANGED =
  'The log says something else than when its digests were taken, in the places that are named. Either the log was changed ' +
  `around Letopis, or the digests that are kept beside the read models were. ${KEEP_A_COPY}; then compare the named events ` +
  'with a backup, or with what was exported elsewhere (letopis export --stored). Fill no read model anew before that is ' +
  'settled: the rows may still say what the log said. Where you restored the log yourself: letopis verify --begin-anew.';

const UNSOUND =
  'Some events say what Letopis does not write (unsound): another program wrote them, or somebody changed them before ' +
  `digests were taken, or they are of a later version. ${KEEP_A_COPY}; then compare them with a backup, or run the version ` +
  'that wrote them.';

const UNFOLLOWED =
  'Some events are not followed by what has to follow from them (unfollowed). The upkeep of a running service (letopis ' +
  'serve) does it within seconds; where a rule rejects it, GET /health says which, and a person has to look.';

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

/** What the events of the log are by themselves. */
const soundnessNotes = ({ unsound, unfollowed }: LogVerified): readonly string[] => [
  ...(unsound.length > 0 ? [UNSOUND] : []),
  ...(unfollowed.length > 0 ? [UNFOLLOWED] : []),
];

const digestNotes = (log: LogVerified): readonly string[] => {
  const keptSince = log.keptSince === undefined ? [] : [keptSinceText(log)];
  if (log.outcome === 'different') return [...(log.isOtherLog ? [OTHER_LOG] : []), LOG_CHANGED, ...keptSince];
  return keptSince.length === 0 ? [unkeptText(log)] : [asKeptText(log), ...keptSince];
};

const logNotes = (log: LogVerified): readonly string[] => [...digestNotes(log), ...soundnessNotes(log)];

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

const faultRows = (faults: readonly LogFault[]): readonly AnswerRow[] =>
  faults.map(({ position, event, what }) => ({ position: String(position), what, ...eventCells(event) }));

const unfollowedRows = ({ unfollowed }: LogVerified): readonly AnswerRow[] =>
  unfollowed.map(({ position, command, commandId }) => ({ position: String(position), command, commandId }));

interface RowOfModel {
  readonly projection: string;
  readonly row: RowExplained;
}

const placeCells = ({ projection, row: { table, key } }: RowOfModel): AnswerRow => ({
  projection,
  table,
  key: key.join('/'),
});

const sideRows = (rows: readonly RowOfModel[], log: LogVerified | undefined): readonly AnswerRow[] =>
  rows.map((each) => ({ ...placeCells(each), finding: each.row.finding, ...rightSideOf(each.row, log) }));

const originRows = (rows: readonly RowOfModel[]): readonly AnswerRow[] =>
  rows.flatMap((each) =>
    each.row.origins.map(({ position, id, type, stream, revision, occurredAt, recordedAt, columns }) => ({
      ...placeCells(each),
      position: String(position),
      type,
      eventId: id,
      stream,
      revision,
      occurredAt,
      recordedAt,
      wrote: columns,
    })),
  );

const summaryRow = ({ projection, outcome, position, head, poison, missing, ...digests }: Verified): AnswerRow => ({
  projection,
  outcome,
  position: positionOrNull(position),
  logEndsAt: positionOrNull(head),
  stoppedAt: poison ? poisonText(poison) : null,
  missing: missing.join(' ') || null,
  fingerprint: digests.fingerprint ?? null,
  rebuilt: digests.rebuiltFingerprint ?? null,
});

const filled = (sections: Printable['sections']): Printable['sections'] =>
  Object.fromEntries(Object.entries(sections).filter(([, rows]) => rows.length > 0));

/** What was checked, as sections; of faults only those that there are. */
export const verifiedSections = ({ log, verified }: VerifyFound): Printable['sections'] => {
  const rows = verified.flatMap(({ projection, rows: ofModel }) => ofModel.map((row) => ({ projection, row })));
  const ofLog = log && {
    log: [logRow(log)],
    ...filled({ logFaults: faultRows(log.faults), unsound: faultRows(log.unsound), unfollowed: unfollowedRows(log) }),
  };
  return {
    ...ofLog,
    verified: verified.map(summaryRow),
    ...filled({ differences: differenceRows(verified), rows: sideRows(rows, log), restsOn: originRows(rows) }),
  };
};

const verifiedNotes = (verified: readonly Verified[], isLogAtFault: boolean): readonly string[] => {
  if (verified.every(({ outcome }) => outcome === 'equal'))
    return ['Every read model holds the whole log and agrees with it.'];
  const faults = verified.flatMap((each) => faultText(each, isLogAtFault) ?? []);
  return verified.some(({ outcome }) => outcome === 'different') ? [...faults, DIFFERENCE_NOTE] : faults;
};

const notedText = ({ isAsNoted }: LogVerified, { at, log: { position } }: LastVerified): string => {
  const noted = at === undefined ? 'The digest that was given' : `The digest that verify noted at ${at}`;
  return `${noted}, of position ${position}: the log ${isAsNoted ? 'comes to it again' : 'does not come to it any more'}.`;
};

export const verifyNotes = (
  { log, verified, refusal }: VerifyFound,
  noted: LastVerified | undefined,
): readonly string[] => [
  ...(log ? logNotes(log) : []),
  ...(log?.isAsNoted !== undefined && noted ? [notedText(log, noted)] : []),
  ...(refusal === undefined ? verifiedNotes(verified, log?.outcome === 'different') : [`Not compared: ${refusal}`]),
];
