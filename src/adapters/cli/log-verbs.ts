import type { Command } from 'commander';
import { isEventType } from '../../application/log/codec';
import type { StoredEvent } from '../../application/log/event-store';
import type { Letopis } from '../../application/core';
import { wholeNumber, withCommonOptions, withLetopis, UsageError, type CliPorts, type CommonOptions } from './context';
import { localText, parseOptionalMoment } from './moments';
import { asCloudEvent, asLine, asPlain, filteredEvents, type EventFilter } from './replay';

interface LogOptions extends CommonOptions {
  readonly stream?: string;
  readonly client?: string;
  readonly about?: string;
  readonly types?: string;
  readonly from?: string;
  readonly to?: string;
  readonly actor?: string;
  readonly limit?: number;
  readonly stored?: boolean;
  readonly cloudevents?: boolean;
}

const typesFrom = (names: string | undefined): readonly string[] | undefined => {
  const types = names?.split(',').map((name) => name.trim());
  const unknown = types?.find((type) => !isEventType(type));
  if (unknown === undefined) return types;
  throw new UsageError(`--types: there is no event type ${unknown}; docs/events.md lists all of them`);
};

const filterOf = (asked: LogOptions, zone: string): EventFilter => ({
  stream: asked.stream,
  about: asked.client ?? asked.about,
  types: typesFrom(asked.types),
  from: parseOptionalMoment(asked.from, zone, '--from'),
  to: parseOptionalMoment(asked.to, zone, '--to'),
  actor: asked.actor,
});

const withFilter = (verb: Command): Command =>
  withCommonOptions(verb)
    .option('--stream <name>', 'one stream, for example offer-<id>')
    .option('--client <id>', 'events that name this client')
    .option('--about <id>', 'events that name this id')
    .option('--types <names>', 'these types, separated by commas')
    .option('--from <moment>', 'events that happened at or after it')
    .option('--to <moment>', 'events that happened before it')
    .option('--actor <actor>', 'manager:<id>, system:<name> or import:<source>')
    .option('--limit <count>', 'at most this many events', wholeNumber)
    .option('--stored', 'data in the shape in which it was stored, not in today’s');

/** Prints events as they are read; a closed pipe (`| head`) ends it quietly. */
const printEvents = async (
  { store, zone, side }: Letopis,
  asked: LogOptions,
  write: (text: string) => void,
  show: (event: StoredEvent) => string,
): Promise<void> => {
  const shaped = asked.stored ? (event: StoredEvent) => event : side.decode;
  let left = asked.limit ?? Infinity;
  for await (const event of filteredEvents(store, filterOf(asked, zone), shaped)) {
    if (left <= 0) return;
    write(show(event));
    left -= 1;
  }
};

export const addLogVerbs = (program: Command, ports: CliPorts): void => {
  withFilter(program.command('replay').description('print events in the order of the log'))
    .addHelpText(
      'after',
      '\nExamples:\n  letopis replay --client <id>\n  letopis replay --types OfferLinesRefused --from 2024-06-01 --to 2024-07-01\n  letopis replay --stream offer-<id> --json',
    )
    .action((asked: LogOptions) =>
      withLetopis(ports, asked, (letopis) => {
        const local = localText(letopis.zone);
        const show = asked.json
          ? (event: StoredEvent) => JSON.stringify(asPlain(event, letopis.vault))
          : (event: StoredEvent) => asLine(event, letopis.vault, local);
        return printEvents(letopis, asked, ports.write, show);
      }),
    );
  withFilter(program.command('export').description('write the log as JSON lines'))
    .option('--cloudevents', 'as CloudEvents 1.0')
    .addHelpText(
      'after',
      '\nExamples:\n  letopis export > log.jsonl\n  letopis export --cloudevents --types InvoiceIssued\n  letopis export --stored | sha256sum',
    )
    .action((asked: LogOptions) =>
      withLetopis(ports, asked, (letopis) => {
        const form = asked.cloudevents ? asCloudEvent : asPlain;
        return printEvents(letopis, asked, ports.write, (event) => JSON.stringify(form(event, letopis.vault)));
      }),
    );
};
