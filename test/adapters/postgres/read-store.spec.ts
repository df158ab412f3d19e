import type { Generation, ReadStore, RowWrite } from '../../../src/application/projecting/read-store';
import { openPostgresReadStore } from '../../../src/adapters/postgres/read-store';
import { integer, money, table, text, type Projection } from '../../../src/read-models/kit/projection';
import { readStoreContract } from '../../contracts/read-store.contract';
import { startPostgres, type PostgresForTests } from '../../support/postgres';

let postgres: PostgresForTests;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

let schemas = 0;
const ownSchema = (): string => `t${process.pid}_${(schemas += 1)}`;

readStoreContract('PostgreSQL', async () => {
  const schema = ownSchema();
  return {
    open: async () => openPostgresReadStore(postgres.optionsFor(schema)),
    lose: async (kind, name, { projection, number }) => {
      const of = kind === 'view' ? schema : `${schema}_${projection}_${number}`;
      await postgres.ask(`drop ${kind} ${of}.${name} cascade`);
    },
    dispose: () => postgres.clear(schema),
  };
});

const words = table('words', 'Words that were said', {
  columns: { word: text('Which'), times: integer('How often'), price: money('What it costs') },
  key: ['word'],
  indexes: [['times']],
});
const said: Projection = { name: 'said', version: 1, description: 'Words', tables: [words], on: {} };
const wider = table('words', 'Words, and by whom', {
  columns: { ...words.columns, by: text('By whom') },
  key: ['word'],
  indexes: [['by']],
});
const narrower = table('words', 'Words', { columns: { word: text('Which') }, key: ['word'] });
type Tables = { words: { word: string; times: number; price: number } };

describe('read models in PostgreSQL', () => {
  let schema: string;
  let store: ReadStore;
  const put = (word: string, times = 1, price = 0): RowWrite => ({
    table: words,
    key: [word],
    row: { word, times, price },
    isNew: true,
  });
  const live = async (projection = said, writes: readonly RowWrite[] = []): Promise<Generation> => {
    const generation = await store.build(projection);
    const [filled] = await store.commit([{ generation, writes, checkpoint: 1n }]);
    await store.finish(filled!, projection);
    return store.makeLive(filled!, projection);
  };
  const shown = (db: ReadStore['db'] = store.db) => db.withTables<Tables>().selectFrom('words').selectAll().execute();

  beforeEach(() => {
    schema = ownSchema();
    store = openPostgresReadStore(postgres.optionsFor(schema));
  });
  afterEach(async () => {
    await store.close();
    await postgres.clear(schema);
  });

  it('tell an analyst what their tables and columns hold', async () => {
    await live(said, [put('snow', 3)]);
    expect(await postgres.ask(`select * from ${schema}.words`)).toEqual([{ word: 'snow', times: '3', price: '0' }]);
    const told = await postgres.ask(`select obj_description('${schema}.words'::regclass) as "view",
      col_description('${schema}.words'::regclass, 3) as "price"`);
    expect(told).toEqual([
      { view: 'Words that were said', price: 'What it costs (integer, minor units of the currency beside it)' },
    ]);
  });

  it.each([1, 2])('of version %i are brought up to this one, with all that they hold', async (version) => {
    const filled = await live(said, [put('snow', 3)]);
    await store.close();
    if (version === 1) await postgres.ask(`alter table ${schema}_engine.generations drop column log`);
    await postgres.ask(`drop table ${schema}_engine.generation_notes`);
    await postgres.ask(`update ${schema}_engine.about set schema_version = ${version}`);
    store = openPostgresReadStore(postgres.optionsFor(schema));
    const other = openPostgresReadStore(postgres.optionsFor(schema));
    expect(await Promise.all([store.generations(), other.generations()])).toEqual([[filled], [filled]]);
    expect(await other.notes()).toEqual([]);
    await other.close();
    expect(await shown()).toHaveLength(1);
  });

  it('are read by a role that sees the views, later ones too, and nothing else', async () => {
    await live();
    await live(said);
    const may = async (relation: string, right = 'select') =>
      (
        await postgres.ask<{ may: boolean }>(
          `select has_table_privilege('${schema}_reader', '${relation}', '${right}') and
             has_schema_privilege('${schema}_reader', split_part('${relation}', '.', 1), 'usage') as "may"`,
        )
      )[0]?.may;
    expect(await may(`${schema}.words`)).toBe(true);
    expect(await may(`${schema}.words`, 'insert')).toBe(false);
    expect(await may(`${schema}_engine.generations`)).toBe(false);
    expect(await may(`${schema}_said_2.words`)).toBe(false);
  });

  it('keep any text that a user may write, also what no UTF-8 text of the server may hold', async () => {
    const texts = [
      'a\u0000b',
      'a\u0001b',
      '\u0001\u0000\u0001\u0001\u0002',
      '\u0000',
      'tab\tline\r\nend\\n\\N',
      '\\.',
      '"{}"',
    ];
    const many = Array.from({ length: 300 }, (_, index) => `n${index}\u0000\t${index}`);
    for (const some of [texts, many]) {
      const generation = await live(
        said,
        some.map((word) => put(word)),
      );
      const loaded = await store.load(
        generation,
        words,
        some.map((word) => [word]),
      );
      expect(loaded.map((row) => row?.['word'])).toEqual(some);
      expect((await shown()).map(({ word }) => word).toSorted()).toEqual(some.toSorted());
      const found = store.db.withTables<Tables>().selectFrom('words').selectAll().where('word', '=', some[0]!);
      expect(await found.execute()).toMatchObject([{ word: some[0] }]);
    }
    expect(await postgres.ask(`select word from ${schema}.words where word = E'n0\\x01\\x01\\t0'`)).toHaveLength(1);
  });

  it('keep half of a surrogate pair as the sign for what can not be shown', async () => {
    const generation = await live(said, [put('\ud800x'), ...Array.from({ length: 99 }, (_, n) => put(`${n}\udc00`))]);
    expect(await store.load(generation, words, [['\ufffdx'], ['7\ufffd']])).toMatchObject([
      { word: '\ufffdx' },
      { word: '7\ufffd' },
    ]);
  });

  it('order texts as PostgreSQL keeps them by code points, with U+0000 first', async () => {
    const ordered = ['a', 'a\u0000', 'a\u0000b', 'a\u0001', 'a\u0002', 'aa', 'b'];
    const generation = await live(
      said,
      ordered.toReversed().map((word) => put(word)),
    );
    const rows = [];
    for await (const page of store.scan(generation, words, 2)) rows.push(...page);
    expect(rows.map(({ word }) => word)).toEqual(ordered);
  });

  it('keep money exactly as far as a number does', async () => {
    await live(said, [put('most', 1, Number.MAX_SAFE_INTEGER), put('least', 1, Number.MIN_SAFE_INTEGER)]);
    expect((await shown()).map(({ price }) => price).toSorted((a, b) => a - b)).toEqual([
      Number.MIN_SAFE_INTEGER,
      Number.MAX_SAFE_INTEGER,
    ]);
  });

  it('leave the views that analysts made on top of ours while our columns stay', async () => {
    await live(said, [put('old')]);
    await postgres.ask(`create view ${schema}.loud as select upper(word) as word from ${schema}.words`);
    await live({ ...said, version: 2 }, [put('new')]);
    expect(await postgres.ask(`select word from ${schema}.loud`)).toEqual([{ word: 'NEW' }]);
    await live({ ...said, version: 3, tables: [wider] });
    expect(await postgres.ask(`select * from ${schema}.loud`)).toEqual([]);
  });

  it('say which views of others stand in the way of columns that go, and switch once these are gone', async () => {
    await live(said, [put('old')]);
    await postgres.ask(`create view ${schema}.loud as select times from ${schema}.words`);
    const without = { ...said, version: 2, tables: [narrower] };
    await expect(live(without)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('loud'),
    });
    expect(await shown()).toHaveLength(1);
    const [, built] = await store.generations();
    await postgres.ask(`drop view ${schema}.loud`);
    expect(await store.makeLive(built!, without)).toMatchObject({ state: 'live' });
    expect(await shown()).toEqual([]);
  });

  it('drop no tables under a report: these go when it is over', async () => {
    const old = await live(said, [put('old')]);
    const schemasThere = async () =>
      (await postgres.ask(`select nspname from pg_namespace where nspname like '${schema}\\_said%' order by 1`)).length;
    await store.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (db) => {
        await live(said, [put('new')]);
        await store.drop(old);
        expect(await shown(db)).toMatchObject([{ word: 'old' }]);
        expect(await schemasThere()).toBe(2);
      });
    await store.drop(await store.build(said));
    expect(await schemasThere()).toBe(1);
    expect(await shown()).toMatchObject([{ word: 'new' }]);
  });

  it('are asked by a report in one moment, though it begins while tables are switched and dropped', async () => {
    let old = await live(said, [put('some')]);
    const stop = { isOver: false };
    const asking = (async () => {
      for (let asked = 0; !stop.isOver; asked += 1)
        await store.db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (db) => {
            expect([await shown(db), await shown(db)]).toMatchObject([[{ word: 'some' }], [{ word: 'some' }]]);
          });
    })();
    for (let round = 0; round < 5; round += 1) {
      const next = await live(said, [put('some')]);
      await store.drop(old);
      old = next;
    }
    stop.isOver = true;
    await asking;
  });

  it('say that they are not there yet', async () => {
    await expect(shown()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('being built'),
    });
  });

  it('of another version of the program are left alone', async () => {
    await store.generations();
    await postgres.ask(`update ${schema}_engine.about set schema_version = 99`);
    const other = openPostgresReadStore(postgres.optionsFor(schema));
    await expect(other.generations()).rejects.toMatchObject({ code: 'corrupt' });
    await other.close();
  });
});
