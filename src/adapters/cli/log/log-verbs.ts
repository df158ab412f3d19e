import type { Command } from 'commander';
import type { StoredEvent } from '../../../application/log/event-store';
import type { Letopis } from '../../../application/core';
import { withLetopis, type CliPorts } from '../terminal/context';
import { askedEvents, withFilter, type LogOptions } from './log-filter';
import { asCloudEvent, asLine, asPlain } from './log-texts';
import { localText } from '../terminal/moments';
import { stepThrough } from './step-verb';

interface ReplayOptions extends LogOptions {
  readonly step?: boolean;
}

interface ExportOptions extends LogOptions {
  readonly cloudevents?: boolean;
}

/** Prints events as they are read; a closed pipe (`| head`) ends it quietly. */
const printEvents = async (
  letopis: Letopis,
  asked: LogOptions,
  ports: Pick<CliPorts, 'write' | 'note'>,
  show: (event: StoredEvent) => string,
): Promise<void> => {
  const shaped = asked.stored ? (event: StoredEvent) => event : letopis.side.decode;
  const { events, nothing } = await askedEvents(letopis, asked, shaped);
  let isShown = false;
  for await (const event of events) {
    ports.write(show(event));
    isShown = true;
  }
  if (!isShown) ports.note(await nothing());
};

const replayEvents = (letopis: Letopis, asked: ReplayOptions, ports: CliPorts): Promise<void> => {
  if (asked.step) return stepThrough(ports, letopis, asked);
  const local = localText(letopis.zone);
  const show = asked.json
    ? (event: StoredEvent) => JSON.stringify(asPlain(event, letopis.vault))
    : (event: StoredEvent) => asLine(event, letopis.vault, local);
  return printEvents(letopis, asked, ports, show);
};

export const addLogVerbs = (program: Command, ports: CliPorts): void => {
  withFilter(program.command('replay').description('print events in the order of the log, or step through them'))
    .option('--step', 'stop at each event and show what it changed: the state of its thing, and each read model')
    .addHelpText(
      'after',
      `
Examples:
  letopis replay --client <id>
  letopis replay --types OfferLinesRefused --from 2024-06-01 --to 2024-07-01
  letopis replay --stream offer-<id> --json
  letopis replay --step --manager "Anna Weber" --day 2024-06-21
  letopis replay --step --offer <id> --json | jq .state.changed
  echo 'until status' | letopis replay --step --chain <id>

With --step, the commands are read line by line from the terminal or a pipe; help lists them. With --json there are none: each
step is a line.`,
    )
    .action((asked: ReplayOptions) => withLetopis(ports, asked, (letopis) => replayEvents(letopis, asked, ports)));
  withFilter(program.command('export').description('write the log as JSON lines'))
    .option('--cloudevents', 'as CloudEvents 1.0')
    .addHelpText(
      'after',
      '\nExamples:\n  letopis export > log.jsonl\n  letopis export --cloudevents --types InvoiceIssued\n  letopis export --stored | sha256sum',
    )
    .action((asked: ExportOptions) =>
      withLetopis(ports, asked, (letopis) => {
        const form = asked.cloudevents ? asCloudEvent : asPlain;
        return printEvents(letopis, asked, ports, (event) => JSON.stringify(form(event, letopis.vault)));
      }),
    );
};
