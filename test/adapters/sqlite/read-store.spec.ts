import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { RowWrite } from '../../../src/application/projecting/read-store';
import { integer, table, text, type Projection } from '../../../src/read-models/kit/projection';
import { readStoreContract } from '../../contracts/read-store.contract';

const inFolder = (): { file: string; remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  return {
    file: join(folder, 'read-models.sqlite'),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
};

readStoreContract('a SQLite file', async () => {
  const { file, remove } = inFolder();
  return {
    open: async () => openSqliteReadStore({ file }),
    lose: async (kind, name, { number }) => {
      const db = openSqlite(file);
      db.exec(kind === 'view' ? `drop view ${name}` : `drop table ${name}__${number}`);
      db.close();
    },
    dispose: async () => {
      remove();
    },
  };
});

const counts = table('counts', 'Counts of something', {
  columns: { name: text('Of what'), count: integer('How many') },
  key: ['name'],
  indexes: [['count']],
});
const projection: Projection = { name: 'counting', version: 1, description: 'Counts', tables: [counts], on: {} };
const row = { name: 'a', count: 1 };
/** New rows, each with its place as its count. */
const written = (names: readonly string[]): readonly RowWrite[] =>
  names.map((name, index) => ({ table: counts, key: [name], row: { name, count: index + 1 }, isNew: true }));

describe('a SQLite file of read models', () => {
  it('tells an analyst what its tables and columns hold', async () => {
    const { file, remove } = inFolder();
    const store = openSqliteReadStore({ file });
    await store.makeLive(await store.build(projection), projection);
    const analyst = openSqlite(file, { readonly: true });
    expect(analyst.prepare('select * from tables_described').all()).toEqual([
      { table: 'counts', projection: 'counting', says: 'Counts of something' },
    ]);
    expect(analyst.prepare('select * from columns_described order by kind desc').all()).toEqual([
      { table: 'counts', column: 'name', kind: 'text', says: 'Of what' },
      { table: 'counts', column: 'count', kind: 'integer', says: 'How many' },
    ]);
    analyst.close();
    await store.close();
    remove();
  });

  it.each([
    ['one', 'alter table generations drop column log; drop table generation_notes; pragma user_version = 1'],
    ['two', 'drop table generation_notes; pragma user_version = 2'],
  ])('of the version %s is brought up to this one, with all that it holds', async (_version, back) => {
    const { file, remove } = inFolder();
    const store = openSqliteReadStore({ file });
    await store.makeLive(await store.build(projection), projection);
    const before = await store.generations();
    await store.close();
    const older = openSqlite(file);
    older.exec(back);
    older.close();
    const upgraded = openSqliteReadStore({ file });
    expect(await upgraded.generations()).toEqual(before);
    const [moved] = await upgraded.commit([{ generation: { ...before[0]!, log: 'one' }, writes: [], checkpoint: 1n }]);
    expect(moved).toMatchObject({ log: 'one' });
    expect(await upgraded.notes()).toEqual([]);
    await upgraded.close();
    remove();
  });

  it('makes the indexes of a generation when it is finished, not before, and once', async () => {
    const { file, remove } = inFolder();
    const store = openSqliteReadStore({ file });
    const built = await store.build(projection);
    const analyst = openSqlite(file, { readonly: true });
    const indexes = analyst.prepare(`select name from sqlite_schema where type = 'index' and tbl_name = 'counts__1'
      and name like '%by%'`);
    expect(indexes.all()).toEqual([]);
    await store.finish(built, projection);
    await store.finish(built, projection);
    expect(indexes.all()).toEqual([{ name: 'counts__1_by_key' }, { name: 'counts__1_by_count' }]);
    analyst.close();
    await store.close();
    remove();
  });

  it('finds the rows of a generation that another process began to fill, before they have an index', async () => {
    const { file, remove } = inFolder();
    const killed = openSqliteReadStore({ file });
    const [begun] = await killed.commit([
      { generation: await killed.build(projection), writes: written(['a', 'b', 'c']), checkpoint: 1n },
    ]);
    await killed.close();
    const store = openSqliteReadStore({ file });
    expect(await store.load(begun!, counts, [['c'], ['d'], ['a']])).toEqual([
      { name: 'c', count: 3 },
      undefined,
      { name: 'a', count: 1 },
    ]);
    const changed = { table: counts, key: ['b'], row: { name: 'b', count: 20 }, isNew: false };
    const [now] = await store.commit([{ generation: begun!, writes: [changed, ...written(['d'])], checkpoint: 2n }]);
    expect(await store.load(now!, counts, [['b'], ['d']])).toEqual([
      { name: 'b', count: 20 },
      { name: 'd', count: 1 },
    ]);
    await store.close();
    remove();
  });

  it('forgets where the rows of a commit were that was taken back', async () => {
    const store = openSqliteReadStore({ file: ':memory:' });
    const begun = await store.build(projection);
    const twice = { generation: begun, writes: written(['a', 'b', 'b']), checkpoint: 1n };
    await expect(store.commit([twice])).rejects.toThrow('counts holds a row ["b"] already');
    const [other] = await store.commit([{ generation: begun, writes: written(['c']), checkpoint: 1n }]);
    const removed = { table: counts, key: ['a'], row: undefined, isNew: false };
    const [now] = await store.commit([{ generation: other!, writes: [removed], checkpoint: 2n }]);
    expect(await store.load(now!, counts, [['a'], ['c']])).toEqual([undefined, { name: 'c', count: 1 }]);
    await store.close();
  });

  it('finds rows of the past by the indexes that those of now have', async () => {
    const { file, remove } = inFolder();
    const store = openSqliteReadStore({ file });
    const building = await store.build(projection);
    const [filled] = await store.commit([{ generation: building, writes: written(['a', 'b']), checkpoint: 2n }]);
    await store.finish(filled!, projection);
    await store.makeLive(filled!, projection);
    const edition = (await store.edition())!;
    await edition.show(counts, 'count < 2', [{ name: 'b', count: 1 }]);
    const scansFor = async (condition: RawBuilder<SqlBool>) => {
      const { rows } = await sql<{
        detail: string;
      }>`explain query plan select * from counts where ${condition}`.execute(edition.db);
      return rows.map(({ detail }) => detail).filter((step) => step.startsWith('SCAN'));
    };
    const found = await sql<object>`select * from counts order by name`.execute(edition.db);
    expect(found.rows).toEqual([row, { name: 'b', count: 1 }]);
    expect(await scansFor(sql<SqlBool>`+name = 'b'`)).toContain('SCAN temp.counts of the past');
    expect(await scansFor(sql<SqlBool>`name = 'b'`)).toEqual([]);
    expect(await scansFor(sql<SqlBool>`count = 1`)).toEqual([]);
    await edition.close();
    await store.close();
    remove();
  });

  it('is not mistaken: another file is refused and left as it was', async () => {
    const { file, remove } = inFolder();
    writeFileSync(file, 'a text, and no database, however long it may be');
    expect(() => openSqliteReadStore({ file })).toThrow(expect.objectContaining({ code: 'corrupt' }));
    remove();
  });
});

describe('read models in memory', () => {
  it('are filled and asked by one handle', async () => {
    const store = openSqliteReadStore({ file: ':memory:' });
    const built = await store.build(projection);
    await store.commit([
      { generation: built, writes: [{ table: counts, key: ['a'], row, isNew: true }], checkpoint: 1n },
    ]);
    const [filled] = await store.generations();
    await store.finish(filled!, projection);
    await store.makeLive(filled!, projection);
    const asked = await store.db
      .transaction()
      .execute((db) => db.withTables<{ counts: typeof row }>().selectFrom('counts').selectAll().execute());
    expect(asked).toEqual([row]);
    await store.close();
  });

  it('lose nothing to a report that fails in the midst', async () => {
    const store = openSqliteReadStore({ file: ':memory:' });
    const built = await store.build(projection);
    const failing = store.db.transaction().execute(async () => {
      await store.commit([
        { generation: built, writes: [{ table: counts, key: ['a'], row, isNew: true }], checkpoint: 1n },
      ]);
      throw new Error('the report fails');
    });
    await expect(failing).rejects.toThrow('the report fails');
    expect(await store.generations()).toMatchObject([{ checkpoint: 1n }]);
    await store.close();
  });
});
