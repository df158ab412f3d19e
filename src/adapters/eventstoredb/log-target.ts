import { NO_STREAM, type AppendResult, type EventData, type EventStoreDBClient } from '@eventstore/db-client';
import { StoreError, type Position, type StoredEvent } from '../../application/log/event-store';
import type { LogTarget } from '../../application/log/log-target';
import { Connection, OF_LEADER, type ConnectionOptions } from './connection';
import { eventStoreDbFailure, isTransient } from './failure';
import { StreamNames, type StreamNamesOptions } from './stream-names';
import { asEventData } from './stored-event';

/** How long all appends of a portion may take together. */
const PORTION_MILLISECONDS = 60_000;
const PORTION_DEADLINE_MILLISECONDS = 3_600_000;
/** The server takes 1 MiB in an append, its own words about each event included. */
const MAX_RUN_EVENTS = 200;
const MAX_RUN_CHARACTERS = 200_000;

/**
 * A log on EventStoreDB that takes over another one's events, their `recordedAt` kept in the metadata.
 *
 * The server has no append over several streams, and appends one by one take a round trip each. So those of a portion are
 * all sent at once, over one connection: the server handles what comes over one in its order. That it did is not taken on
 * trust: each answer names a position, and they must grow along the portion, from behind the portion before. Where they
 * don't, the copy is spoiled (nothing can be taken back) and `conflict` says so. Each append states the revision that it
 * goes behind, so that nothing is written twice.
 */
export const openEventStoreDbLogTarget = (options: ConnectionOptions & StreamNamesOptions): LogTarget =>
  new EventStoreDbLogTarget(options);

const sizeOf = ({ data, metadata }: StoredEvent): number =>
  JSON.stringify(data).length + JSON.stringify(metadata).length;

const asSent = ({ id, type, occurredAt, recordedAt, data, metadata }: StoredEvent): EventData => {
  if (typeof data !== 'object' || data === null)
    throw new StoreError('corrupt', `the event ${id} holds no JSON object`);
  return asEventData({ id, type, occurredAt, data, metadata }, recordedAt);
};

/** Events of one stream that stand beside each other: one append. */
type Run = readonly [StoredEvent, ...StoredEvent[]];

const inRuns = (events: readonly StoredEvent[]): readonly Run[] => {
  const runs: [StoredEvent, ...StoredEvent[]][] = [];
  let characters = 0;
  for (const event of events) {
    const run = runs.at(-1);
    characters += sizeOf(event);
    const fits = run && run.length < MAX_RUN_EVENTS && characters <= MAX_RUN_CHARACTERS;
    if (fits && run[0].stream === event.stream) run.push(event);
    else {
      runs.push([event]);
      characters = sizeOf(event);
    }
  }
  return runs;
};

class EventStoreDbLogTarget implements LogTarget {
  private readonly names: StreamNames;
  private readonly connection: Connection;

  constructor(options: ConnectionOptions & StreamNamesOptions) {
    this.names = new StreamNames(options);
    this.connection = new Connection(options);
  }

  async take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position> {
    let end = after ?? -1n;
    for (const { position } of await this.append(events)) {
      const place = position?.commit ?? -1n;
      if (place <= end)
        throw new StoreError(
          'conflict',
          'EventStoreDB took events in another order, or had them before: somebody else writes to this log. Stop that, ' +
            'and copy to an empty one',
        );
      end = place;
    }
    return end;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async append(events: readonly StoredEvent[]): Promise<readonly AppendResult[]> {
    try {
      return await this.connection.askOnce((client) => this.send(client, inRuns(events)), PORTION_MILLISECONDS);
    } catch (error) {
      if (!isTransient(error)) throw eventStoreDbFailure(error);
      const fault = new StoreError('unavailable', 'EventStoreDB went away during the copy: copy again to go on');
      fault.cause = error;
      throw fault;
    }
  }

  /** The first one alone: while the client opens the way for it, others would overtake it. */
  private async send(client: EventStoreDBClient, [first, ...rest]: readonly Run[]): Promise<readonly AppendResult[]> {
    if (!first) return [];
    const opening = await this.sendRun(client, first);
    const settled = await Promise.allSettled(rest.map((run) => this.sendRun(client, run)));
    const results = settled.map((each) => {
      if (each.status === 'fulfilled') return each.value;
      throw each.reason;
    });
    return [opening, ...results];
  }

  private sendRun(client: EventStoreDBClient, run: Run): Promise<AppendResult> {
    const [{ stream, revision }] = run;
    return client.appendToStream(this.names.onServer(stream), run.map(asSent), {
      expectedRevision: revision === 0 ? NO_STREAM : BigInt(revision - 1),
      deadline: PORTION_DEADLINE_MILLISECONDS,
      ...OF_LEADER,
    });
  }
}
