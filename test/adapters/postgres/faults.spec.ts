import { sql } from 'kysely';
import { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgresReadStore, type PostgresReadStoreOptions } from '../../../src/adapters/postgres/read-store';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { decode } from '../../../src/application/log/codec';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels } from '../../../src/application/rebuilding/rebuild';
import { startPostgres, type PostgresForTests } from '../../support/postgres';
import { append, both, fingerprints, manyEvents, undisturbed } from '../../support/projecting';
import { openProxy, type Proxy } from '../../support/proxy';

const KILLS = 12;
/** What standing by takes at most: the lease, and what the server needs to let go of what a frozen one holds. */
const SECONDS_TO_TAKE_OVER = 30;

describe('services on the same read models in PostgreSQL', () => {
  let postgres: PostgresForTests;
  let folder: string;
  let options: PostgresReadStoreOptions;
  let side: ReadSide;
  let children: ChildProcess[];
  let proxy: Proxy;
  let schemas = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    children = [];
    options = postgres.optionsFor(`f${process.pid}_${(schemas += 1)}`);
    proxy = await openProxy(options.host, options.port);
    side = {
      log: openSqliteEventStore({ file: join(folder, 'events.sqlite'), durability: 'process' }),
      store: openPostgresReadStore(options),
      projections: both,
      decode,
    };
    await (
      await ensureReadModels(side)
    ).done;
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await side.store.close();
    await side.log.close();
    await proxy.close();
    await postgres.clear(options.schema);
    rmSync(folder, { recursive: true });
  });

  const startService = async (over: Partial<PostgresReadStoreOptions> = {}): Promise<ChildProcess> => {
    const given = [join(folder, 'events.sqlite'), JSON.stringify({ ...options, ...over })];
    const child = fork(require.resolve('./projecting.process.ts'), given, {
      execArgv: ['-r', require.resolve('../../support/ts-node.cjs')],
    });
    children.push(child);
    await once(child, 'message');
    return child;
  };
  const isAtWork = async (child: ChildProcess): Promise<void> => {
    await once(child, 'message');
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  /** Events come in; whoever has the turn must hold them within the time. */
  const areApplied = async (from: number): Promise<void> => {
    const head = await append(side.log, manyEvents(50, from));
    const names = both.map(({ name }) => name);
    const projector = new Projector(side);
    expect(await projector.waitFor(head, names, SECONDS_TO_TAKE_OVER * 1000)).toBe(true);
  };
  const areRight = async (): Promise<void> => {
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  };

  it('work one at a time, and the next takes over when the first is killed', async () => {
    const first = await startService();
    await isAtWork(first);
    const second = await startService();
    const said: unknown[] = [];
    second.on('message', (message) => said.push(message));
    await areApplied(0);
    await pause(2500);
    expect(said).toEqual([]);
    const atWork = isAtWork(second);
    await kill(first);
    await atWork;
    await areApplied(1000);
    await areRight();
  });

  it(`apply each event once, though whoever is at work is killed ${KILLS} times`, async () => {
    let standing = await startService();
    await isAtWork(standing);
    for (let round = 0; round < KILLS; round += 1) {
      const next = await startService();
      const atWork = isAtWork(next);
      for (let index = 0; index < 5; index += 1) await append(side.log, manyEvents(20, round * 1000 + index * 20));
      await pause(Math.random() * 40);
      await kill(standing);
      await atWork;
      standing = next;
    }
    await areApplied(100_000);
    await areRight();
  });

  it('take over from one that is frozen, and are not troubled when it thaws', async () => {
    const frozen = await startService();
    await isAtWork(frozen);
    const next = await startService();
    const atWork = isAtWork(next);
    await append(side.log, manyEvents(500, 0));
    frozen.kill('SIGSTOP');
    await atWork;
    await areApplied(1000);
    frozen.kill('SIGCONT');
    await areApplied(2000);
    await areRight();
  });

  it('take over from one whose connection fell silent', async () => {
    const silent = await startService({ host: '127.0.0.1', port: proxy.port });
    await isAtWork(silent);
    await areApplied(0);
    const next = await startService();
    const atWork = isAtWork(next);
    proxy.fallSilent();
    await append(side.log, manyEvents(100, 1000));
    await atWork;
    await areApplied(2000);
    await areRight();
  });

  it('go on by themselves when the way was cut and is mended', async () => {
    const only = await startService({ host: '127.0.0.1', port: proxy.port });
    await isAtWork(only);
    await areApplied(0);
    proxy.cut();
    await append(side.log, manyEvents(100, 1000));
    await pause(1000);
    proxy.mend();
    await areApplied(2000);
    await areRight();
  });

  it('get what one holds who was frozen in the midst of sending rows', async () => {
    const { host, port, user, password, database, schema } = options;
    const frozen = new Client({ host, port, user, password, database, application_name: 'letopis' });
    frozen.on('error', () => undefined);
    await frozen.connect();
    await frozen.query(`begin; update ${schema}_engine.generations set checkpoint = 1`);
    const generations = await side.store.generations();
    const totals = generations.find(({ projection }) => projection === 'test-totals')!;
    const copying = from(`copy ${schema}_test_totals_${totals.number}.test_totals from stdin`);
    const ended = once(frozen.query(copying), 'error');
    const [generation] = generations;
    const asked = [{ generation: generation!, checkpoint: 1n, writes: [] }];
    await expect(side.store.commit(asked)).rejects.toMatchObject({ code: 'conflict' });
    for (let moved = false; !moved;)
      moved = await side.store.commit(asked).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'conflict' });
          return false;
        },
      );
    expect(String(await ended)).toContain('terminat');
    expect((await side.store.generations())[0]).toMatchObject({ checkpoint: 1n });
  });

  it('are told that the server is away, and of nothing secret', async () => {
    proxy.cut();
    const far = openPostgresReadStore({ ...options, host: '127.0.0.1', port: proxy.port });
    await expect(far.generations()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(far.db.selectNoFrom(sql`1`.as('one')).execute()).rejects.toMatchObject({ code: 'unavailable' });
    const wrong = openPostgresReadStore({ ...options, password: 'hunter2' });
    const refused = { code: 'unavailable', message: expect.stringMatching(/check user and password(?!.*hunter2)/u) };
    await expect(wrong.generations()).rejects.toMatchObject(refused);
    const none = openPostgresReadStore({ ...options, database: 'none' });
    await expect(none.generations()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('createdb'),
    });
    await postgres.ask(`create database ${options.schema}_latin encoding 'LATIN1' locale 'C' template template0`);
    const latin = openPostgresReadStore({ ...options, database: `${options.schema}_latin` });
    await expect(latin.generations()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('encoding UTF8'),
    });
    await latin.close();
    await postgres.ask(`drop database ${options.schema}_latin`);
    proxy.mend();
    expect(await far.generations()).toHaveLength(2);
    for (const store of [far, wrong, none]) await store.close();
  });
});
