import { randomUUID } from 'node:crypto';
import type { NewEvent, StoredEvent } from '../../src/application/log/event-store';

/** An event as the application would append it. */
export const newEvent = (given: Partial<NewEvent> = {}): NewEvent => {
  const id = randomUUID();
  return {
    id,
    type: 'CallLogged',
    occurredAt: '2024-05-06T10:00:00.000Z',
    data: { n: 1 },
    metadata: {
      schemaVersion: 1,
      zone: 'Europe/Berlin',
      actor: { kind: 'system', id: 'test' },
      source: 'timer',
      commandId: id,
      commandDigest: 'digest',
      correlationId: id,
      causationId: id,
    },
    ...given,
  };
};

/** All that pages hold. */
export const allOf = async (pages: AsyncIterable<readonly StoredEvent[]>): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  for await (const page of pages) found.push(...page);
  return found;
};
