import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { decode } from '../../../src/application/log/codec';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import { append, both, fingerprints, manyEvents, undisturbed } from '../../support/projecting';

// Processes at work are killed, each after another one, on purpose.
const KILLS = 12;

describe('a process that compares, switches and rolls back while others write', () => {
  it(`leaves what the log says, whenever it is killed (${KILLS} times)`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const files = [join(folder, 'events.sqlite'), join(folder, 'read-models.sqlite')] as const;
    const side: ReadSide = {
      log: openSqliteEventStore({ file: files[0], durability: 'process' }),
      store: openSqliteReadStore({ file: files[1] }),
      projections: both,
      decode,
    };
    await append(side.log, manyEvents(3_000));
    await (
      await ensureReadModels(side)
    ).done;
    const stop = new AbortController();
    const projecting = new Projector(side).start(stop.signal);
    let appended = 3_000;
    const words = new Set<string>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child: ChildProcess = fork(require.resolve('./editions-child.ts'), files, {
        execArgv: ['-r', require.resolve('../../support/ts-node.cjs')],
      });
      child.on('message', (word) => words.add(word as string));
      await once(child, 'message');
      // Each time at another point of its work, which goes on while it is given more.
      const until = performance.now() + 100 + (kill % 4) * 400 + Math.random() * 400;
      while (performance.now() < until) {
        await append(side.log, manyEvents(2, appended));
        appended += 2;
        await pause(5);
      }
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
    await side.store.close();
    await side.log.close();
    rmSync(folder, { recursive: true });
  });
});
