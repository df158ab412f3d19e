import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { decode } from '../../../src/application/log/codec';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import type { StoredEvent } from '../../../src/application/log/event-store';
import { startPostgres } from '../../support/postgres';
import { readStoreAt } from '../../support/read-store-at';
import { allOf } from '../../support/stored-events';
import { append, both, fingerprints, manyEvents, undisturbed } from '../../support/projecting';

// Processes at work are killed, each after another one, in both read stores: over a minute of processor time, on purpose.
// LETOPIS_KILLS=200 for longer.
const KILLS = Number(process.env['LETOPIS_KILLS'] ?? 12);
const WRITERS = 4;
const HOUR = 3_600_000;

interface Place {
  readonly readModels: string;
  dispose(): Promise<void>;
}

const sqlite = async (folder: string): Promise<Place> => ({
  readModels: join(folder, 'read-models.sqlite'),
  dispose: async () => undefined,
});

const postgresql = async (): Promise<Place> => {
  const postgres = await startPostgres();
  return { readModels: postgres.urlFor('killed'), dispose: () => postgres.stop() };
};

/** Each event has the next position, and the next revision of its stream. */
const isWithoutGaps = (events: readonly StoredEvent[]): boolean => {
  const revisions = new Map<string, number>();
  return events.every(({ stream, revision, position }, index) => {
    const next = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, next);
    return revision === next && position === BigInt(index + 1);
  });
};

describe.each([
  // A commit is a round over the network: fewer of them, and more time.
  ['SQLite', sqlite, { batch: 50, slowness: 1 }],
  ['PostgreSQL', postgresql, { batch: 1_000, slowness: 3 }],
])(
  'a process that compares, switches and rolls back read models in %s while others write',
  (_, open, { batch, slowness }) => {
    let folder: string;
    let place: Place;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'letopis-'));
      place = await open(folder);
    }, HOUR);
    afterAll(async () => {
      await place.dispose();
      rmSync(folder, { recursive: true });
    }, HOUR);

    it(
      `leaves what the log says, whenever it is killed (${KILLS} times)`,
      async () => {
        const files = [join(folder, 'events.sqlite'), place.readModels] as const;
        const side: ReadSide = {
          log: openSqliteEventStore({ file: files[0], durability: 'process' }),
          store: readStoreAt(place.readModels),
          projections: both,
          decode,
        };
        const acknowledged: string[] = [];
        const write = async (count: number, from: number): Promise<void> => {
          const events = manyEvents(count, from);
          await append(side.log, events);
          acknowledged.push(...events.map(({ id }) => id));
        };
        await write(3_000, 0);
        await (
          await ensureReadModels(side)
        ).done;
        const stop = new AbortController();
        const projecting = new Projector(side).start(stop.signal);
        let appended = 3_000;
        const words = new Set<string>();
        for (let kill = 0; kill < KILLS; kill += 1) {
          const child: ChildProcess = fork(require.resolve('./editions-child.ts'), [...files, String(batch)], {
            execArgv: ['-r', require.resolve('../../support/ts-node.cjs')],
          });
          child.on('message', (word) => words.add(word as string));
          await once(child, 'message');
          // Each time at another point of its work, which goes on while it is given more.
          const until = performance.now() + (100 + (kill % 4) * 400 + Math.random() * 400) * slowness;
          const writer = async (): Promise<void> => {
            while (performance.now() < until) {
              const from = appended;
              appended += 2;
              await write(2, from);
              await pause(5);
            }
          };
          await Promise.all(Array.from({ length: WRITERS }, writer));
          expect(child.exitCode).toBeNull();
          const exited = once(child, 'exit');
          child.kill('SIGKILL');
          await exited;
          // Whatever was left half: one generation serves, and it holds the log when it has caught up.
          const lives = (await side.store.generations()).filter(({ state }) => state === 'live');
          expect(lives.map(({ projection }) => projection)).toEqual(['test-history', 'test-totals']);
          await new Projector(side).catchUp();
        }
        stop.abort();
        await projecting;
        expect([...words]).toEqual(expect.arrayContaining(['compare', 'switched']));
        expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
        expect(await rebuild(side)).toMatchObject([{ outcome: 'live' }, { outcome: 'live' }]);
        expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
        const logged = await allOf(side.log.readAll({}));
        expect(new Set(logged.map(({ id }) => id))).toEqual(new Set(acknowledged));
        expect([logged.length, isWithoutGaps(logged)]).toEqual([acknowledged.length, true]);
        await side.store.close();
        await side.log.close();
      },
      HOUR,
    );
  },
);
