import type { Command } from 'commander';
import type { EventStore, StoredEvent } from '../../application/log/event-store';
import { unseal, type KeyVault } from '../../application/log/personal-data';
import type { Moment } from '../../domain/shared/values';
import { unknownTypeText } from '../../application/log/codec';
import type { Letopis } from '../../application/core';
import { wholeNumber, withCommonOptions, withLetopis, UsageError, type CliPorts, type CommonOptions } from './context';
import { actorOf, checkActed, checkMentioned, knownStream, whoIs } from './log-names';
import { localText, parseOptionalMoment, parsePastMoment } from './moments';

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
  const unknown = types && unknownTypeText(types);
  if (unknown !== undefined) throw new UsageError(`--types: ${unknown}`);
  return types;
};

const MANAGER = /^manager:(.+)$/;

/** Who acted: a manager may be named as clients are. */
const actorIn = async (letopis: Letopis, actor: string | undefined): Promise<string | undefined> => {
  const name = actor === undefined ? undefined : MANAGER.exec(actor)?.[1];
  return name === undefined ? actor : `manager:${await whoIs(letopis, 'manager', name, '--actor')}`;
};

const spanOf = ({ from: first, to: last }: LogOptions, { zone, clock }: Pick<Letopis, 'zone' | 'clock'>) => {
  const from = parsePastMoment(first, '--from', { now: clock(), zone, ofDay: 'start' });
  const to = parseOptionalMoment(last, zone, '--to');
  if (from !== undefined && to !== undefined && to <= from)
    throw new UsageError(
      '--to must come after --from: it is the moment before which events count, the day after the last',
    );
  return { from, to };
};

/** All conditions that are given must hold; `about` is any id that stands in the event's data. */
const filterOf = async (letopis: Letopis, asked: LogOptions) => ({
  ...spanOf(asked, letopis),
  stream: await knownStream(letopis, asked.stream),
  about: asked.client === undefined ? asked.about : await whoIs(letopis, 'client', asked.client, '--client'),
  types: typesFrom(asked.types),
  actor: await actorIn(letopis, asked.actor),
});

type EventFilter = Awaited<ReturnType<typeof filterOf>>;

const matches = (event: StoredEvent, { from, to, actor, about }: EventFilter): boolean => {
  if (from !== undefined && event.occurredAt < from) return false;
  if (to !== undefined && event.occurredAt >= to) return false;
  if (about !== undefined && !JSON.stringify(event.data).includes(about)) return false;
  return actor === undefined || actorOf(event) === actor;
};

/** The events of the log (or of one stream) in its order, in the shape that is wanted, filtered. */
const filteredEvents = async function* (
  store: EventStore,
  filter: EventFilter,
  shaped: (event: StoredEvent) => StoredEvent,
): AsyncGenerator<StoredEvent> {
  const { stream, types } = filter;
  const pages = stream === undefined ? store.readAll({ types }) : store.read(stream);
  for await (const page of pages)
    for (const stored of page) {
      if (types && !types.includes(stored.type)) continue;
      const event = shaped(stored);
      if (matches(event, filter)) yield event;
    }
};

/** An event as one JSON object, personal text opened: what `replay --json`, `export` and the HTTP feed agree on. */
export const asPlain = (event: StoredEvent, vault: KeyVault): Record<string, unknown> => ({
  position: String(event.position),
  stream: event.stream,
  revision: event.revision,
  id: event.id,
  type: event.type,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  data: unseal(event.data, vault),
  metadata: unseal(event.metadata, vault),
});

const asLine = (event: StoredEvent, vault: KeyVault, local: (moment: Moment) => string): string => {
  const late = Date.parse(event.recordedAt) - Date.parse(event.occurredAt);
  const known = late > 86_400_000 ? `, known since ${local(event.recordedAt)}` : '';
  const data = JSON.stringify(unseal(event.data, vault));
  return `${String(event.position).padStart(9)}  ${local(event.occurredAt)}  ${event.type.padEnd(22)} ${event.stream} #${event.revision}  by ${actorOf(event)}${known}\n           ${data}`;
};

/** CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec), our own context as extension attributes. */
const asCloudEvent = (event: StoredEvent, vault: KeyVault): Record<string, unknown> => ({
  specversion: '1.0',
  id: event.id,
  source: `/letopis/${event.stream}`,
  type: `letopis.${event.type}.v${event.metadata.schemaVersion}`,
  subject: event.stream,
  time: event.occurredAt,
  datacontenttype: 'application/json',
  recordedat: event.recordedAt,
  position: String(event.position),
  revision: event.revision,
  actor: actorOf(event),
  commandid: event.metadata.commandId,
  correlationid: event.metadata.correlationId,
  causationid: event.metadata.causationId,
  data: unseal(event.data, vault),
});

const withFilter = (verb: Command): Command =>
  withCommonOptions(verb)
    .option('--stream <name>', 'one stream, for example offer-<id>')
    .option('--client <client>', 'events that name this client: by our id, the id in its source, or its name')
    .option('--about <id>', 'events that name this id')
    .option('--types <names>', 'these types, separated by commas')
    .option('--from <moment>', 'events that happened at or after it')
    .option('--to <moment>', 'events that happened before it')
    .option('--actor <actor>', 'manager:<id or name>, system:<name> or import:<source>')
    .option('--limit <count>', 'at most this many events', wholeNumber)
    .option('--stored', 'data in the shape in which it was stored, not in today’s');

/** Prints events as they are read; a closed pipe (`| head`) ends it quietly. */
const printEvents = async (
  letopis: Letopis,
  asked: LogOptions,
  ports: Pick<CliPorts, 'write' | 'note'>,
  show: (event: StoredEvent) => string,
): Promise<void> => {
  const { store, side } = letopis;
  const shaped = asked.stored ? (event: StoredEvent) => event : side.decode;
  const most = asked.limit ?? Infinity;
  let shown = 0;
  const filter = await filterOf(letopis, asked);
  for await (const event of filteredEvents(store, filter, shaped)) {
    if (shown >= most) return;
    ports.write(show(event));
    shown += 1;
  }
  if (shown > 0) return;
  if (asked.about !== undefined) await checkMentioned(letopis, asked.about, side.decode);
  if (filter.actor !== undefined) await checkActed(letopis, filter.actor);
  ports.note('no event of the log is of all that was asked for');
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
        return printEvents(letopis, asked, ports, show);
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
        return printEvents(letopis, asked, ports, (event) => JSON.stringify(form(event, letopis.vault)));
      }),
    );
};
