import type { Command } from 'commander';
import type { EventStore, StoredEvent } from '../../../application/log/event-store';
import { unknownTypeText } from '../../../application/log/codec';
import type { Letopis } from '../../../application/core';
import { isComposite } from '../../../domain/shared/same';
import type { Id } from '../../../domain/shared/values';
import { wholeNumber, withCommonOptions, UsageError, type CommonOptions } from '../terminal/context';
import { actorOf, correlationOf, checkActed, checkMentioned, knownStream, whoIs } from './log-names';
import { parseMoment, parsePastMoment, spanOfDay } from '../terminal/moments';

export interface LogOptions extends CommonOptions {
  readonly stream?: string;
  readonly client?: string;
  readonly about?: string;
  readonly types?: string;
  readonly from?: string;
  readonly to?: string;
  readonly actor?: string;
  readonly offer?: string;
  readonly manager?: string;
  readonly day?: string;
  readonly chain?: string;
  readonly limit?: number;
  readonly stored?: boolean;
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

const spanOf = ({ day, from: first, to: last }: LogOptions, { zone, clock }: Pick<Letopis, 'zone' | 'clock'>) => {
  if (day !== undefined) return spanOfDay(day, zone, '--day');
  const from = parsePastMoment(first, '--from', { now: clock(), zone, ofDay: 'start' });
  const to = last === undefined ? undefined : parseMoment(last, zone, '--to');
  if (from !== undefined && to !== undefined && to <= from)
    throw new UsageError(
      '--to must come after --from: it is the moment before which events count, the day after the last',
    );
  return { from, to };
};

/** Options of which one says what the other would. */
const apart: readonly (readonly [keyof LogOptions, keyof LogOptions])[] = [
  ['offer', 'stream'],
  ['client', 'about'],
  ['day', 'from'],
  ['day', 'to'],
];

const checkApart = (asked: LogOptions): void => {
  for (const [one, other] of apart)
    if (asked[one] !== undefined && asked[other] !== undefined)
      throw new UsageError(`--${one} and --${other} say the same thing twice: leave one out`);
};

const streamAsked = (letopis: Letopis, { stream, offer }: LogOptions): Promise<string | undefined> =>
  offer === undefined
    ? knownStream(letopis, stream)
    : knownStream(letopis, offer.startsWith('offer-') ? offer : `offer-${offer}`, '--offer');

/** All conditions that are given must hold; `about` is any id that stands in the event's data. */
const filterOf = async (letopis: Letopis, asked: LogOptions) => {
  checkApart(asked);
  const { client, about, manager, chain } = asked;
  return {
    ...spanOf(asked, letopis),
    types: typesFrom(asked.types),
    stream: await streamAsked(letopis, asked),
    about: client === undefined ? about : await whoIs(letopis, 'client', client, '--client'),
    actor: await actorIn(letopis, asked.actor),
    manager: manager === undefined ? undefined : await whoIs(letopis, 'manager', manager, '--manager'),
    correlationId: chain === undefined ? undefined : await correlationOf(letopis, chain),
  };
};

type EventFilter = Awaited<ReturnType<typeof filterOf>>;

const isWithinSpan = ({ occurredAt }: StoredEvent, { from, to }: EventFilter): boolean =>
  (from === undefined || occurredAt >= from) && (to === undefined || occurredAt < to);

/** What a manager did, what was done on his behalf, and what the event says is his. */
const isOfManager = ({ metadata, data }: StoredEvent, managerId: Id): boolean =>
  (metadata.actor.kind === 'manager' && metadata.actor.id === managerId) ||
  metadata.onBehalfOf === managerId ||
  (isComposite(data) && 'managerId' in data && data.managerId === managerId);

const isDoneBy = (event: StoredEvent, { actor, manager, correlationId }: EventFilter): boolean =>
  (actor === undefined || actorOf(event) === actor) &&
  (manager === undefined || isOfManager(event, manager)) &&
  (correlationId === undefined || event.metadata.correlationId === correlationId);

/** What costs least is looked at first: data and metadata are parsed when they are asked for. */
const matches = (event: StoredEvent, filter: EventFilter): boolean =>
  isWithinSpan(event, filter) &&
  isDoneBy(event, filter) &&
  (filter.about === undefined || JSON.stringify(event.data).includes(filter.about));

/** The events of the log (or of one stream) in its order, in the shape that is wanted. */
async function* filteredEvents(
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
}

async function* atMost(events: AsyncIterable<StoredEvent>, most: number): AsyncGenerator<StoredEvent> {
  let count = 0;
  for await (const event of events) {
    if (count >= most) return;
    count += 1;
    yield event;
  }
}

/** Why there is nothing. Throws UsageError where a part of the question names what is not there. */
const nothingText = async (letopis: Letopis, asked: LogOptions, { actor }: EventFilter): Promise<string> => {
  if (asked.about !== undefined) await checkMentioned(letopis, asked.about, letopis.side.decode);
  if (actor !== undefined) await checkActed(letopis, actor);
  return 'no event of the log is of all that was asked for';
};

/** The events that are asked for, and what to say where there are none. */
export const askedEvents = async (
  letopis: Letopis,
  asked: LogOptions,
  shaped: (event: StoredEvent) => StoredEvent,
): Promise<{ readonly events: AsyncIterable<StoredEvent>; readonly nothing: () => Promise<string> }> => {
  const filter = await filterOf(letopis, asked);
  return {
    events: atMost(filteredEvents(letopis.store, filter, shaped), asked.limit ?? Infinity),
    nothing: () => nothingText(letopis, asked, filter),
  };
};

export const withFilter = (verb: Command): Command =>
  withCommonOptions(verb)
    .option('--stream <name>', 'one stream, for example offer-<id>')
    .option('--client <client>', 'events that name this client: by our id, the id in its source, or its name')
    .option('--about <id>', 'events that name this id')
    .option('--types <names>', 'these types, separated by commas')
    .option('--from <moment>', 'events that happened at or after it')
    .option('--to <moment>', 'events that happened before it')
    .option('--actor <actor>', 'manager:<id or name>, system:<name> or import:<source>')
    .option('--offer <id>', 'one offer')
    .option('--manager <manager>', 'what this manager did, or is said to be his: by id or name')
    .option('--day <day>', 'what happened on that day, in the zone')
    .option(
      '--chain <id>',
      'all that followed from one command: by the id of any event of it, of the command, or a position',
    )
    .option('--limit <count>', 'at most this many events', wholeNumber)
    .option('--stored', 'data in the shape in which it was stored, not in today’s');
