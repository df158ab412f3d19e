import type { StoredEvent } from '../../application/log/event-store';

/** An event as the API shows it. */
export interface EventItem extends Omit<StoredEvent, 'position'> {
  readonly position: string;
}

export const itemOf = (event: StoredEvent): EventItem => ({
  id: event.id,
  type: event.type,
  stream: event.stream,
  revision: event.revision,
  position: String(event.position),
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  data: event.data,
  metadata: event.metadata,
});

/** The first events of a log or stream, as many as asked for; the rest is not read. */
export const take = async (pages: AsyncIterable<readonly StoredEvent[]>, count: number): Promise<StoredEvent[]> => {
  const taken: StoredEvent[] = [];
  for await (const page of pages) {
    taken.push(...page.slice(0, count - taken.length));
    if (taken.length >= count) break;
  }
  return taken;
};
