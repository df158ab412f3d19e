import type { Command } from 'commander';
import { moveLog, type LogMoved } from '../../../application/log/move-log';
import { exitCodes, type CliPorts, type CopyEnds } from '../terminal/context';
import { interruptSignal, ProgressLine } from '../terminal/progress';

interface CopyOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

const KEYS =
  'The keys of personal data are not part of the log: stop the service and copy keys.sqlite to the new data folder ' +
  'yourself. Without it, nobody can ever read the names and notes in the copy.';

const countText = (count: number): string => count.toLocaleString('en');

const copyText = (ends: CopyEnds, copied: LogMoved, seconds: number): string => {
  const { outcome, eventsAlreadyThere, eventsCopied, sourceDigest, copyDigest } = copied;
  const counts = `${countText(eventsCopied)} events copied, ${countText(eventsAlreadyThere)} were there already, in ${seconds.toFixed(1)} s`;
  if (outcome === 'interrupted') return `Interrupted: copy again to go on.\n${counts}`;
  const verdict =
    outcome === 'equal'
      ? 'Both logs are equal.'
      : 'The logs DIFFER: another process wrote to one of them meanwhile, or the copy took events in another order. ' +
        'Stop all other writers, and copy again to an empty log.';
  return [counts, `  ${sourceDigest}  ${ends.from}`, `  ${copyDigest}  ${ends.to}`, verdict, KEYS].join('\n');
};

const runCopy = async (ports: CliPorts, ends: CopyEnds, { json }: CopyOptions): Promise<void> => {
  const lines = new Map<string, ProgressLine>();
  const began = performance.now();
  const copied = await moveLog({
    ...ends,
    signal: interruptSignal(),
    onProgress: ({ doing, events, share }) => {
      const line = lines.get(doing) ?? new ProgressLine();
      lines.set(doing, line);
      line.show({ what: `${doing}, events`, done: events, share });
    },
  });
  for (const line of lines.values()) line.end();
  const seconds = (performance.now() - began) / 1_000;
  ports.write(
    json ? JSON.stringify({ ...copied, seconds, from: ends.from, to: ends.to }) : copyText(ends, copied, seconds),
  );
  if (copied.outcome !== 'equal') process.exitCode = exitCodes.difference;
};

export const addCopy = (program: Command, ports: CliPorts): void => {
  program
    .command('copy')
    .description('copy the whole log to another store, event for event, and compare both')
    .requiredOption('--from <address>', 'the log to copy: sqlite:<file>, esdb://… or esdb+discover://…')
    .requiredOption('--to <address>', 'an empty log, or one that an earlier copy has begun')
    .option('--json', 'JSON, for programs')
    .addHelpText(
      'after',
      `
Order, ids, streams, revisions, both times, data and metadata stay as they are; positions are the new store's own.
Run it again to continue after a stop, or to copy the events that were added since. Events that are written to the source
during a copy are for the next run: stop the service before the last one. ${KEYS}

Example:
  letopis copy --from sqlite:/var/lib/letopis/events.sqlite --to esdb://127.0.0.1:2113?tls=false

Exit code 1 if the logs differ, if --to holds another log, or after an interruption.`,
    )
    .action(async (asked: CopyOptions) => {
      const ends = await ports.openCopyEnds(asked.from, asked.to);
      try {
        await runCopy(ports, ends, asked);
      } finally {
        await ends.close();
      }
    });
};
