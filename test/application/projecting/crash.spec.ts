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

// Twenty processes at work are killed, each after another one: about a minute of processor time, on purpose.
const KILLS = 20;

// Many processes are killed: on a slow machine over a minute of processor time, on purpose.
describe('a process that projects', () => {
  let folder: string;
  let side: ReadSide;
  let children: ChildProcess[];
  const files = () => [join(folder, 'events.sqlite'), join(folder, 'read-models.sqlite')] as const;

  const startChild = async (work: 'project' | 'rebuild'): Promise<ChildProcess> => {
    const child = fork(require.resolve('./projecting-child.ts'), [...files(), work], {
      execArgv: ['-r', require.resolve('../../support/ts-node.cjs')],
    });
    children.push(child);
    await once(child, 'message');
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    children = [];
    const [log, readModels] = files();
    side = {
      log: openSqliteEventStore({ file: log, durability: 'process' }),
      store: openSqliteReadStore({ file: readModels }),
      projections: both,
      decode,
    };
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await side.store.close();
    await side.log.close();
    rmSync(folder, { recursive: true });
  });

  /** How far every projection is. */
  const checkpoint = async (): Promise<bigint> => {
    const checkpoints = (await side.store.generations()).map(({ checkpoint }) => checkpoint ?? 0n);
    return checkpoints.reduce((least, each) => (each < least ? each : least));
  };

  it(`applies each event exactly once, though it is killed ${KILLS} times`, async () => {
    await (
      await ensureReadModels(side)
    ).done;
    let appended = 0;
    const appendSome = async (): Promise<void> => {
      await append(side.log, manyEvents(5, appended));
      appended += 5;
    };
    const reached: bigint[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const before = await checkpoint();
      const child = await startChild('project');
      const isFurther = async (): Promise<boolean> => (await checkpoint()) > before;
      while (!(await isFurther())) {
        await appendSome();
        await pause(1);
      }
      // Somewhere in its work, which goes on while it is given more.
      const end = performance.now() + Math.random() * 60;
      for (let index = 0; performance.now() < end && index < 200; index += 1) await appendSome();
      await kill(child);
      reached.push(await checkpoint());
    }
    expect(new Set(reached).size).toBe(KILLS);
    await new Projector(side).catchUp();
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('shares its tables with another one: two apply each event once', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    await startChild('project');
    await startChild('project');
    const projector = new Projector(side);
    let head = 0n;
    for (let index = 0; index < 100; index += 1) head = await append(side.log, manyEvents(10, index * 10));
    expect(await projector.waitFor(head, ['test-history', 'test-totals'], 120_000)).toBe(true);
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('rebuilds on from where it was killed', async () => {
    await append(side.log, manyEvents(20_000));
    const seen: bigint[] = [];
    for (let round = 0; round < 3; round += 1) {
      const child = await startChild('rebuild');
      await once(child, 'message');
      await kill(child);
      const [generation] = await side.store.generations();
      expect(generation).toMatchObject({ number: 1, state: 'building' });
      seen.push(generation!.checkpoint!);
    }
    expect(seen).toEqual(seen.toSorted((one, other) => Number(one - other)));
    expect(seen[0]).toBeGreaterThan(0n);
    const resumed: (bigint | undefined)[] = [];
    const rebuilt = await rebuild(side, { onProgress: ({ resumedFrom }) => resumed.push(resumedFrom) });
    expect(rebuilt).toMatchObject([
      { outcome: 'live', generation: { number: 1 } },
      { outcome: 'live', generation: { number: 2 } },
    ]);
    expect(resumed[0]).toBe(seen.at(-1));
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('is alone at a rebuild, also among processes', async () => {
    await append(side.log, manyEvents(20_000));
    const child = await startChild('rebuild');
    await once(child, 'message');
    await expect(rebuild(side)).rejects.toMatchObject({ code: 'conflict' });
    await kill(child);
    expect(await rebuild(side)).toMatchObject([{ outcome: 'live' }, { outcome: 'live' }]);
  });
});
