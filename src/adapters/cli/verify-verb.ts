import type { Command } from 'commander';
import type { Letopis } from '../../application/core';
import type { LocalCopyChecked } from '../../application/log/local-copy/check-local-copy';
import { stoppedText } from '../../application/projecting/standing';
import type { Verified } from '../../application/projecting/verify';
import type { AnswerRow } from '../../read-models/report';
import {
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
import { namedReadModels, positionOrNull } from './read-model-verbs';
import { upToDate } from './report-verbs';

interface VerifyAsked extends CommonOptions {
  readonly logCopy?: boolean;
}

const asPrintable = ({ outcome, events, differs }: LocalCopyChecked): Printable => {
  const after = differs?.after === undefined ? 'the start' : String(differs.after);
  const until = String(differs?.until);
  const note = differs
    ? `The copy differs after ${after}, up to ${until}. It was emptied and will be filled again. The server holds ` +
      'another log than before, or streams were deleted there: rebuild (letopis rebuild).'
    : 'The copy agrees with the server.';
  return { sections: { logCopy: [{ outcome, events, ...(differs && { after, until }) }] }, notes: [note] };
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

/** What is wrong with a read model beside its rows, and what to do. */
const faultText = ({ projection, outcome, position, head, poison }: Verified): string | undefined => {
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

/** Nothing here may lead to the loss of what shows that something was changed. */
const DIFFERENCE_NOTE =
  'Some rows differ from what the log gives. Either the read model was changed (or a fault made it wrong), or the log was ' +
  'changed after these rows were made. First keep a copy of both (with the service stopped: the data folder, and the ' +
  'database of the read models where that is elsewhere): a rebuild writes the read model anew from the log as it is now, ' +
  'and then nothing shows the difference any more. Then compare the events of these keys with a backup of the log.';

const verifiedNotes = (verified: readonly Verified[]): readonly string[] => {
  if (verified.every(({ outcome }) => outcome === 'equal'))
    return ['Every read model holds the whole log and agrees with it.'];
  const faults = verified.flatMap((each) => faultText(each) ?? []);
  return verified.some(({ outcome }) => outcome === 'different') ? [...faults, DIFFERENCE_NOTE] : faults;
};

const runVerify = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: VerifyAsked,
): Promise<void> => {
  const chosen = namedReadModels(letopis, names);
  await upToDate(letopis);
  const verified = await letopis.work.verify(chosen);
  const summary = verified.map(({ projection, outcome, position, head, fingerprint, rebuiltFingerprint }) => ({
    projection,
    outcome,
    position: positionOrNull(position),
    logEndsAt: positionOrNull(head),
    fingerprint: fingerprint ?? null,
    rebuilt: rebuiltFingerprint ?? null,
  }));
  const differences = differenceRows(verified);
  const sections = differences.length > 0 ? { verified: summary, differences } : { verified: summary };
  ports.write(render({ sections, notes: verifiedNotes(verified) }, formatOf(asked), ports));
  if (verified.some(({ outcome }) => outcome !== 'equal')) process.exitCode = exitCodes.difference;
};

export const addVerify = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('verify')
      .argument('[read models...]')
      .description('replay the log and compare every row of the read models with what it gives'),
  )
    .option('--log-copy', 'compare the local copy of the log with the log on the server instead')
    .addHelpText(
      'after',
      `
Examples:
  letopis verify
  letopis verify refusals --json
  letopis verify --log-copy

Exit code 1 if a row, or an event of the copy, differs; and if a read model stopped at an event, is behind the end of
the log or is not there.`,
    )
    .action((names: string[], asked: VerifyAsked) =>
      withLetopis(ports, asked, (letopis) =>
        asked.logCopy ? verifyLocalCopy(ports, letopis, asked) : runVerify(ports, letopis, names, asked),
      ),
    );
};
