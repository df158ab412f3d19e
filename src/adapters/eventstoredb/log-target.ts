import { NO_STREAM, type AppendResult, type EventData, type EventStoreDBClient } from '@eventstore/db-client';
import { COMPARE_WITH_BACKUP, type Position, type StoredEvent, StoreError } from '../../application/log/event-store';
import type { LogTarget } from '../../application/log/move-log';
import { Connection, OF_LEADER, type ConnectionOptions } from './connection';
import { eventStoreDbFailure, isTransient } from './failure';
import { StreamNames, type StreamNamesOptions } from './stream-names';
import { asEventData } from './stored-event';

/** The time limit for all appends of a portion together. */
const PORTION_MILLISECONDS = 60_000;
const PORTION_DEADLINE_MILLISECONDS = 3_600_000;
/** The server takes 1 MiB in an append, including what it adds to each event. */
const MAX_RUN_EVENTS = 200;
const MAX_RUN_CHARACTERS = 200_000;

/**
 * A log on EventStoreDB that takes over another one's events, their `recordedAt` kept in the metadata.
 *
 * The server has no append over several streams, and appends one by one cost a round trip each. So those of a portion are
 * all sent at once over one connection, which the server handles in order. That is checked: each answer names a position,
 * and the positions must grow along the portion, starting after the portion before. Where they don't, the copy is unusable
 * (nothing can be taken back) and `conflict` is thrown. Each append states the revision after which it goes, so that nothing
 * is written twice.
 */
export const openEventStoreDbLogTarget = (options: ConnectionOptions & StreamNamesOptions): LogTarget =>
  new EventStoreDbLogTarget(options);

const sizeOf = ({ data, metadata }: StoredEvent): number =>
  JSON.stringify(data).length + JSON.stringify(metadata).length;

const asSent = ({ id, type, occurredAt, recordedAt, data, metadata }: StoredEvent): EventData => {
  if (typeof data !== 'object' || data === null)
    throw new StoreError('corrupt', `the event ${id} holds no JSON object: ${COMPARE_WITH_BACKUP}`);
  return asEventData({ id, type, occurredAt, data, metadata }, recordedAt);
};

/** Neighbouring events of one stream: one append. */
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
  private readonly names = new StreamNames(this.options);
  private readonly connection = new Connection(this.options);

  constructor(private readonly options: ConnectionOptions & StreamNamesOptions) {}

  async take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position> {
    let end = after ?? -1n;
    for (const { position } of await this.append(events)) {
      const place = position?.commit ?? -1n;
      if (place <= end)
        throw new StoreError(
          'conflict',
          'EventStoreDB took events in another order, or had them already: another process writes to this log. Stop it, ' +
            'and copy to an empty log',
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
      const message = 'EventStoreDB could not be reached during the copy: copy again to go on';
      throw Object.assign(new StoreError('unavailable', message), { cause: error });
    }
  }

  /** The first append alone: while the client opens the stream for it, others would overtake it. */
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
