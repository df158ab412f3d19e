import type { Command } from 'commander';
import type { Letopis } from '../../application/core';
import type { LocalCopyChecked } from '../../application/log/local-copy/check-local-copy';
import { beginDigestsAnew, catchUpLogDigests } from '../../application/projecting/log-digests';
import type { Verified } from '../../application/projecting/verify';
import { verifyLog, type LogVerified } from '../../application/projecting/verify-log';
import { StoreError } from '../../application/log/event-store';
import {
  digestPorts,
  exitCodes,
  formatOf,
  UsageError,
  withCommonOptions,
  withLetopis,
  type CliPorts,
  type CommonOptions,
} from './context';
import { render, type Printable } from './output';
import { ProgressLine } from './progress';
import { namedFacts } from './rebuild-verb';
import { upToDate } from './report-verbs';
import { logNotes, verifiedNotes, verifiedSections } from './verify-texts';

interface VerifyAsked extends CommonOptions {
  readonly logCopy?: boolean;
  readonly beginAnew?: boolean;
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
  const line = new ProgressLine();
  const checked = await logCopy.check((done, share) => {
    line.show({ what: 'comparing, events', done, share });
  });
  line.end();
  ports.write(render(asPrintable(checked), formatOf(asked), ports));
  if (checked.outcome === 'different') process.exitCode = exitCodes.difference;
};

const checkLog = async (letopis: Letopis): Promise<LogVerified> => {
  const line = new ProgressLine();
  const checked = await verifyLog(digestPorts(letopis), {
    onProgress: (done, share) => {
      line.show({ what: 'reading the log, events', done, share });
    },
  });
  line.end();
  return checked;
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
    if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error;
    return { verified: [], refusal: error.message };
  }
};

/** The log first: against what it no longer says, no read model can be held. */
const checkAll = async (letopis: Letopis, chosen: readonly string[] | undefined, { beginAnew }: VerifyAsked) => {
  if (beginAnew) await beginDigestsAnew(digestPorts(letopis));
  const log = chosen === undefined ? await checkLog(letopis) : undefined;
  const readModels = await checkReadModels(letopis, chosen);
  if (log) await catchUpLogDigests(digestPorts(letopis));
  return { log, ...readModels };
};

const runVerify = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: VerifyAsked,
): Promise<void> => {
  const { log, verified, refusal } = await checkAll(letopis, namedFacts(letopis, names), asked);
  const ofReadModels =
    refusal === undefined ? verifiedNotes(verified, log?.outcome === 'different') : [`Not compared: ${refusal}`];
  const notes = [...(log ? logNotes(log) : []), ...ofReadModels];
  ports.write(render({ sections: verifiedSections(log, verified), notes }, formatOf(asked), ports));
  const areEqual = refusal === undefined && verified.every(({ outcome }) => outcome === 'equal');
  if (!areEqual || log?.outcome === 'different') process.exitCode = exitCodes.difference;
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
    .addHelpText(
      'after',
      `
With names, only these read models are looked at; the log is where there are none.

Examples:
  letopis verify
  letopis verify refusals --json
  letopis verify --log-copy

Exit code 1 if an event, a row, or an event of the copy, differs; and if a read model stopped at an event, is behind the
end of the log or is not there.`,
    )
    .action((names: string[], asked: VerifyAsked) =>
      withLetopis(ports, asked, (letopis) =>
        asked.logCopy ? verifyLocalCopy(ports, letopis, asked) : runVerify(ports, letopis, names, asked),
      ),
    );
};
