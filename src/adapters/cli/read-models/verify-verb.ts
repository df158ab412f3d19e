import { InvalidArgumentError, type Command } from 'commander';
import type { Letopis } from '../../../application/core';
import type { LocalCopyChecked } from '../../../application/log/local-copy/check-local-copy';
import { beginDigestsAnew, catchUpLogDigests } from '../../../application/verifying/log-digests';
import type { Verified } from '../../../application/verifying/verify';
import { verifyLog, type LogVerified, type NotedDigest } from '../../../application/verifying/verify-log';
import { owedAfter } from '../../../application/executing/following';
import type { StoredDomainEvent } from '../../../application/log/codec';
import { isStoreError } from '../../../application/log/event-store';
import {
  digestPorts,
  exitCodes,
  formatOf,
  UsageError,
  withCommonOptions,
  withLetopis,
  type CliPorts,
  type CommonOptions,
} from '../terminal/context';
import { printSections, render, type Printable } from '../terminal/output';
import { withProgressLine } from '../terminal/progress';
import { namedFacts } from './rebuild-verb';
import { upToDate } from '../reports/report-verbs';
import { lastVerified, noteVerified, type LastVerified } from './last-verified';
import { verifiedSections, verifyNotes, type VerifyFound } from './verify-texts';

interface VerifyAsked extends CommonOptions {
  readonly logCopy?: boolean;
  readonly beginAnew?: boolean;
  readonly noted?: NotedDigest;
}

const asPrintable = ({ outcome, events, differs, keptIn }: LocalCopyChecked): Printable => {
  const after = differs?.after === undefined ? 'the start' : String(differs.after);
  const until = String(differs?.until);
  const note = differs
    ? `The copy differs after ${after}, up to ${until}. Either the copy was changed, or the server holds another log than ` +
      'before, or streams were deleted there. ' +
      (keptIn === undefined
        ? 'Another process has begun a new copy meanwhile. '
        : `What the copy said is kept in ${keptIn}, and a new copy is filled from the server: compare the two before you ` +
          'delete it, for the old one may say what the log said. ') +
      'Keep a copy of the read models, too, before you fill them anew (letopis verify compares them).'
    : 'The copy agrees with the server.';
  return {
    sections: { logCopy: [{ outcome, events, ...(differs && { after, until, keptIn: keptIn ?? null }) }] },
    notes: [note],
  };
};

/** Compares the local copy of the log with the log, and names the first range that differs. */
const verifyLocalCopy = async (ports: CliPorts, { logCopy }: Letopis, asked: CommonOptions): Promise<void> => {
  if (!logCopy)
    throw new UsageError(
      'there is no local copy of the log: one is kept only where the log is on EventStoreDB (LETOPIS_LOG_COPY)',
    );
  const checked = await withProgressLine((line) => logCopy.check(line.showing('comparing, events')));
  ports.write(render(asPrintable(checked), formatOf(asked), ports));
  if (checked.outcome === 'different') process.exitCode = exitCodes.difference;
};

/** `position:digest`, as an earlier verify said it. */
const notedDigest = (text: string): NotedDigest => {
  const [, position, digest] = /^(\d+):([\w-]{43})$/.exec(text) ?? [];
  if (position === undefined || digest === undefined)
    throw new InvalidArgumentError('it must be a position and a digest, as verify says them: 1234:<digest>');
  return { position: BigInt(position), digest };
};

const checkLog = (letopis: Letopis, noted: NotedDigest | undefined): Promise<LogVerified> => {
  const { side, vault } = letopis;
  const ports = {
    ...digestPorts(letopis),
    decode: side.decode,
    owedBy: (event: StoredDomainEvent) => owedAfter(event, vault),
  };
  return withProgressLine((line) => verifyLog(ports, { noted, onProgress: line.showing('reading the log, events') }));
};

/** The read models, or why they can't be compared with this log at all. */
const checkReadModels = async (
  letopis: Letopis,
  chosen: readonly string[] | undefined,
): Promise<{ readonly verified: readonly Verified[]; readonly refusal?: string }> => {
  try {
    await upToDate(letopis);
    return { verified: await letopis.work.verify(chosen) };
  } catch (error) {
    if (!isStoreError(error, 'corrupt')) throw error;
    return { verified: [], refusal: error.message };
  }
};

/** Both at once: the read models are compared in other threads. */
const checkBoth = async (
  letopis: Letopis,
  chosen: readonly string[] | undefined,
  noted: NotedDigest | undefined,
): Promise<VerifyFound> => {
  const checking = chosen === undefined ? checkLog(letopis, noted) : Promise.resolve(undefined);
  const [log, readModels] = await Promise.all([checking, checkReadModels(letopis, chosen)]);
  return { log, ...readModels };
};

const isSound = ({ log, verified, refusal }: VerifyFound): boolean =>
  refusal === undefined &&
  verified.every(({ outcome }) => outcome === 'equal') &&
  (log === undefined || (['equal', 'unkept'].includes(log.outcome) && log.unfollowed.length === 0));

/** What a person gives counts, else what the last verify noted beside the log. */
const notedBefore = ({ folder }: Letopis, { noted, beginAnew }: VerifyAsked): LastVerified | undefined => {
  if (noted) return { at: undefined, log: noted };
  return beginAnew ? undefined : lastVerified(folder);
};

const runVerify = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: VerifyAsked,
): Promise<void> => {
  const chosen = namedFacts(letopis, names);
  if (asked.beginAnew) await beginDigestsAnew(digestPorts(letopis));
  const noted = notedBefore(letopis, asked);
  const checked = await checkBoth(letopis, chosen, noted?.log);
  if (checked.log) await catchUpLogDigests(digestPorts(letopis));
  printSections(ports, asked, verifiedSections(checked), verifyNotes(checked, noted));
  if (!isSound(checked)) process.exitCode = exitCodes.difference;
  else if (checked.log) noteVerified(letopis, checked.log);
};

export const addVerify = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('verify')
      .argument('[read models...]')
      .description('hold the log against the digests kept of it, and every row of the read models against the log'),
  )
    .option('--log-copy', 'compare the local copy of the log with the log on the server instead')
    .option('--begin-anew', 'set the kept digests aside and take them from the log as it is: after you restored it')
    .option('--noted <position:digest>', 'what an earlier verify said: the log must come to it again', notedDigest)
    .addHelpText(
      'after',
      `
With names, only these read models are looked at; the log is where there are none.

Examples:
  letopis verify
  letopis verify refusals --json
  letopis verify --noted 224130:<digest>
  letopis verify --log-copy
  letopis verify --json > verified.json || mail -s 'letopis verify' me@example.com < verified.json

The log is held against its digests and against what the last verify noted, and each event is looked at for itself: its
order, id, times, metadata and shape, and whether what had to follow from it did. A row that differs is listed with the
events that it rests on, and with which side is right, as far as that can be told.

Exit code 1 if an event, a row, or an event of the copy, differs or can't be right; and if a read model stopped at an
event, is behind the end of the log or is not there.`,
    )
    .action((names: string[], asked: VerifyAsked) =>
      withLetopis(ports, asked, (letopis) =>
        asked.logCopy ? verifyLocalCopy(ports, letopis, asked) : runVerify(ports, letopis, names, asked),
      ),
    );
};
