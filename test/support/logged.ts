import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, StoredEvent } from '../../src/application/log/event-store';

/** An event that nobody's rules look at, for tests of logs. */
export const someEvent = (given: Partial<NewEvent> = {}): NewEvent => {
  const id = randomUUID();
  return {
    id,
    type: 'CallLogged',
    occurredAt: '2024-05-06T10:00:00.000Z',
    data: { note: 'снег ❄', n: [1, { b: 2, a: 1 }] },
    metadata: {
      schemaVersion: 1,
      zone: 'Europe/Berlin',
      actor: { kind: 'manager', id: 'm' },
      source: 'api',
      commandId: id,
      commandDigest: 'digest',
      correlationId: id,
      causationId: id,
    },
    ...given,
  };
};

/** So many events, one to three an append, dealt out to a few streams. */
export const fillLog = async (store: EventStore, events: number, streams = 7): Promise<void> => {
  const appends: Promise<unknown>[] = [];
  for (let n = 0, left = events; left > 0; n += 1) {
    const count = Math.min(left, 1 + (n % 3));
    const type = ['CallLogged', 'OfferMade', 'CallVoided'][n % 3] ?? 'CallLogged';
    appends.push(
      store.append(
        `call-${n % streams}`,
        Array.from({ length: count }, () => someEvent({ type })),
        'any',
      ),
    );
    left -= count;
    if (appends.length % 500 === 0) await Promise.all(appends);
  }
  await Promise.all(appends);
};

export const allOf = async (pages: AsyncIterable<readonly StoredEvent[]>): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  for await (const page of pages) found.push(...page);
  return found;
};

/** An event without what each store decides for itself. */
export const contentOf = ({ id, stream, revision, type, occurredAt, recordedAt, data, metadata }: StoredEvent) => ({
  id,
  stream,
  revision,
  type,
  occurredAt,
  recordedAt,
  data,
  metadata,
});

/** Without the getters of its engine: an event that can be spread. */
export const plainly = (event: StoredEvent): StoredEvent => ({ ...contentOf(event), position: event.position });
