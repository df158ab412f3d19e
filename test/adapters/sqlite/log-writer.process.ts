import { randomUUID } from 'node:crypto';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { NewEvent } from '../../../src/application/log/event-store';

/**
 * A process that appends pairs of events to streams which others write too: `<file> <name> <count>`. It tells its parent
 * the ids of each pair as soon as the store has acknowledged it.
 */
const [file = '', name = '', count = '0'] = process.argv.slice(2);

const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: `CallLogged${n % 3}`,
  occurredAt: '2024-05-06T10:00:00.000Z',
  data: { name, n, text: 'x'.repeat(n % 5000) },
  metadata: {
    schemaVersion: 1,
    zone: 'UTC',
    actor: { kind: 'system', id: name },
    source: 'timer',
    commandId: name,
    commandDigest: '',
    correlationId: name,
    causationId: name,
  },
});

const run = async (): Promise<void> => {
  const store = openSqliteEventStore({ file, busyMilliseconds: 30_000 });
  const one = async (first: number): Promise<void> => {
    for (let n = first; n < Number(count); n += 8) {
      const pair = [event(n), event(n + 1)];
      await store.append(`call-${n % 7}`, pair, 'any');
      process.send?.(pair.map(({ id }) => id));
    }
  };
  await Promise.all([0, 2, 4, 6].map(one));
  await store.close();
  process.disconnect();
};

void run();
