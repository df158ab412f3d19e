import { sql, type Kysely } from 'kysely';
import type { Generation, ReadStore, RowWrite } from '../../src/application/projecting/read-store';
import {
  code,
  day,
  decimal,
  flag,
  id,
  integer,
  json,
  moment,
  money,
  optional,
  personalText,
  position,
  real,
  table,
  text,
  type Projection,
  type Row,
  type TableSpec,
} from '../../src/read-models/kit/projection';

/** Tables somewhere, that several handles may open at once, as several processes would. */
export interface ReadTables {
  open(): Promise<ReadStore>;
  /** Removes the table of a generation, or the view of the live one, around the store. */
  lose(kind: 'table' | 'view', name: string, generation: Generation): Promise<void>;
  dispose(): Promise<void>;
}

const counts = table('counts', 'Counts of something', {
  columns: { name: text('Of what'), on: day('When'), count: integer('How many') },
  key: ['name', 'on'],
  indexes: [['count']],
});

const everything = table('everything', 'A column of each kind', {
  columns: {
    id: id('An id'),
    code: code('A code'),
    text: text('A text'),
    moment: moment('A moment'),
    day: day('A day'),
    personal: personalText('Sealed'),
    json: json('JSON'),
    integer: integer('An integer'),
    real: real('A real number'),
    decimal: decimal('A decimal'),
    money: money('Money'),
    flag: flag('A flag'),
    position: position('A position'),
    absent: optional(money('Not there')),
  },
  key: ['id'],
});

const first: Projection = {
  name: 'firsts',
  version: 1,
  description: 'For the contract',
  tables: [counts, everything],
  on: {},
};
const others = table('others', 'Others', { columns: counts.columns, key: ['name', 'on'] });
const second: Projection = { ...first, name: 'seconds', tables: [others] };
const later: Projection = { ...first, version: 2, tables: [counts] };

const count = (name: string, on: string, many: number): Row => ({ name, on, count: many });
const put = (row: Row, isNew = true, of: TableSpec = counts): RowWrite => ({
  table: of,
  key: of.key.map((column) => row[column]!),
  row,
  isNew,
});
const remove = (row: Row): RowWrite => ({ ...put(row), row: undefined, isNew: false });

const rowsOf = async (store: Pick<ReadStore, 'scan'>, generation: Generation, of: TableSpec = counts) => {
  const rows: Row[] = [];
  for await (const page of store.scan(generation, of, 3)) rows.push(...page);
  return rows;
};

type Tables = { counts: { name: string; on: string; count: number } };
const shown = (db: Kysely<unknown>) =>
  db.withTables<Tables>().selectFrom('counts').selectAll().orderBy('name').orderBy('on').execute();

const conflict = { code: 'conflict' };

/** What every store of read models promises; `place` makes a fresh one. */
export const readStoreContract = (name: string, place: () => Promise<ReadTables>): void => {
  describe(`the read models in ${name}`, () => {
    let tables: ReadTables;
    let store: ReadStore;
    let opened: ReadStore[];
    const another = async (): Promise<ReadStore> => {
      const handle = await tables.open();
      opened.push(handle);
      return handle;
    };
    const commit = async (generation: Generation, writes: readonly RowWrite[], checkpoint: bigint) => {
      const [moved] = await store.commit([{ generation, writes, checkpoint }]);
      return moved!;
    };

    beforeEach(async () => {
      tables = await place();
      opened = [];
      store = await another();
    });

    afterEach(async () => {
      for (const handle of opened) await handle.close();
      await tables.dispose();
    });

    it('note which log filled them, as each commit says', async () => {
      const built = await store.build(first);
      expect(built.log).toBeUndefined();
      const moved = await commit({ ...built, log: 'one' }, [], 1n);
      expect(await (await another()).generations()).toEqual([moved]);
      expect(moved.log).toBe('one');
    });

    it('have no generation at first', async () => {
      expect(await store.generations()).toEqual([]);
    });

    it('are built empty, before the first event', async () => {
      const built = await store.build(first);
      expect(built).toEqual({
        projection: 'firsts',
        number: 1,
        version: 1,
        state: 'building',
        checkpoint: undefined,
        poison: undefined,
      });
      expect(await store.generations()).toEqual([built]);
      expect(await rowsOf(store, built)).toEqual([]);
    });

    it('take rows together with the checkpoint', async () => {
      const moved = await commit(await store.build(first), [put(count('a', '2024-01-01', 1))], 7n);
      expect(moved.checkpoint).toBe(7n);
      expect(await store.generations()).toEqual([moved]);
      expect(await rowsOf(store, moved)).toEqual([count('a', '2024-01-01', 1)]);
    });

    it('move the checkpoint also where no row changes', async () => {
      expect(await commit(await commit(await store.build(first), [], 3n), [], 9n)).toMatchObject({ checkpoint: 9n });
    });

    it('replace and remove rows', async () => {
      const rows = [count('a', '2024-01-01', 1), count('b', '2024-01-01', 2)];
      const filled = await commit(
        await store.build(first),
        rows.map((row) => put(row)),
        1n,
      );
      const after = await commit(filled, [put(count('a', '2024-01-01', 5), false), remove(rows[1]!)], 2n);
      expect(await rowsOf(store, after)).toEqual([count('a', '2024-01-01', 5)]);
    });

    it('take a row that is not said to be new, whether it is there or not', async () => {
      const filled = await commit(await store.build(first), [put(count('a', '2024-01-01', 1), false)], 1n);
      expect(await rowsOf(store, filled)).toEqual([count('a', '2024-01-01', 1)]);
    });

    it('give every kind of value back as it came', async () => {
      const row: Row = {
        id: '11111111-1111-4111-8111-111111111111',
        code: 'PRICE_TOO_HIGH',
        text: 'снег чукчам, "naïve" 𝄞 \n\\',
        moment: '2024-05-06T10:00:00.000Z',
        day: '2024-05-06',
        personal: '{"sealed":"x","of":"y"}',
        json: '["a"]',
        integer: -7,
        real: 0.1,
        decimal: 0.195,
        money: 9_007_199_254_740_991,
        flag: 1,
        position: 4_503_599_627_370_497,
        absent: null,
      };
      const whole: Row = { ...row, id: '22222222-2222-4222-8222-222222222222', real: 5, text: '', absent: 0 };
      const filled = await commit(
        await store.build(first),
        [put(row, true, everything), put(whole, true, everything)],
        1n,
      );
      expect(await rowsOf(store, filled, everything)).toEqual([row, whole]);
      expect(await store.load(filled, everything, [[whole['id']!]])).toEqual([whole]);
    });

    it('take thousands of rows at once', async () => {
      const rows = Array.from({ length: 2503 }, (_, index) =>
        count(`n${String(index).padStart(4, '0')}`, '2024-01-01', index),
      );
      const filled = await commit(
        await store.build(first),
        rows.toReversed().map((row) => put(row)),
        1n,
      );
      expect(await rowsOf(store, filled)).toEqual(rows);
      const raised = rows.map((row) => ({ ...row, count: Number(row['count']) + 1 }));
      expect(
        await rowsOf(
          store,
          await commit(
            filled,
            raised.map((row) => put(row, false)),
            2n,
          ),
        ),
      ).toEqual(raised);
    });

    it('load rows in the order of the keys, and say where there is none', async () => {
      const rows = [count('a', '2024-01-01', 1), count('a', '2024-01-02', 2), count('b', '2024-01-01', 3)];
      const filled = await commit(
        await store.build(first),
        rows.map((row) => put(row)),
        1n,
      );
      const keys = [
        ['b', '2024-01-01'],
        ['b', '2024-01-02'],
        ['a', '2024-01-02'],
        ['a', '2024-01-01'],
      ];
      expect(await store.load(filled, counts, keys)).toEqual([rows[2], undefined, rows[1], rows[0]]);
    });

    it('are scanned in the order of the key, text by its code points', async () => {
      const names = ['A', 'B', 'a', 'é', 'я', '￿', '𝄞'];
      const rows = names.flatMap((word) => [count(word, '2024-01-01', 1), count(word, '2024-01-02', 1)]);
      const filled = await commit(
        await store.build(first),
        rows.toReversed().map((row) => put(row)),
        1n,
      );
      expect(await rowsOf(store, filled)).toEqual(rows);
    });

    describe('refuse, and change nothing,', () => {
      const before = count('a', '2024-01-01', 1);
      let filled: Generation;
      let other: Generation;
      beforeEach(async () => {
        filled = await commit(await store.build(first), [put(before)], 1n);
        other = await store.build(second);
      });
      const refuses = async (writes: readonly RowWrite[], generation: Generation, error: object) => {
        const commits = [
          { generation: other, writes: [put(count('c', '2024-01-01', 1), true, others)], checkpoint: 2n },
          { generation, writes, checkpoint: 2n },
        ];
        await expect(store.commit(commits)).rejects.toMatchObject(error);
        expect(await store.generations()).toEqual([filled, other]);
        expect(await rowsOf(store, filled)).toEqual([before]);
        expect(await rowsOf(store, other, others)).toEqual([]);
      };

      it('a commit to a generation that has moved since', async () => {
        await refuses([put(count('b', '2024-01-01', 1))], { ...filled, checkpoint: undefined }, conflict);
        await refuses([put(count('b', '2024-01-01', 1))], { ...filled, checkpoint: 0n }, conflict);
      });

      it('a commit to a generation that is not there', async () => {
        await refuses([], { ...filled, number: 9 }, conflict);
      });

      it('a new row that was there', async () => {
        await refuses([put(count('b', '2024-01-01', 1)), put({ ...before, count: 2 })], filled, {});
      });

      it('a row without a value that must be there', async () => {
        await refuses([put({ name: 'b', on: '2024-01-01', count: null })], filled, {});
      });

      it('a value of another kind', async () => {
        await refuses([put({ name: 'b', on: '2024-01-01', count: 'many' })], filled, {});
        await refuses([put({ name: 'b', on: '2024-01-01', count: 1.5 })], filled, {});
      });
    });

    it('apply no page twice, whichever of two handles comes first', async () => {
      const rival = await another();
      const built = await store.build(first);
      const asked = (many: number) => [
        { generation: built, writes: [put(count('a', '2024-01-01', many))], checkpoint: 5n },
      ];
      const both = await Promise.allSettled([store.commit(asked(1)), rival.commit(asked(2))]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: conflict });
      expect(await rowsOf(store, built)).toHaveLength(1);
    });

    it('are read under their plain names once they are live, not before', async () => {
      const built = await commit(await store.build(first), [put(count('a', '2024-01-01', 1))], 1n);
      await expect(shown(store.db)).rejects.toHaveProperty('message');
      await store.finish(built, first);
      expect(await store.makeLive(built, first)).toEqual({ ...built, state: 'live' });
      expect(await shown(store.db)).toEqual([count('a', '2024-01-01', 1)]);
      expect(await shown((await another()).db)).toEqual([count('a', '2024-01-01', 1)]);
    });

    it('can only be read by reports', async () => {
      const built = await store.build(first);
      await store.makeLive(built, first);
      const insert = store.db
        .withTables<Tables>()
        .insertInto('counts')
        .values({ name: 'x', on: '2024-01-01', count: 1 });
      await expect(insert.execute()).rejects.toHaveProperty('message');
      await expect(sql`drop view counts`.execute(store.db)).rejects.toHaveProperty('message');
      expect(await shown(store.db)).toEqual([]);
    });

    describe('of a new generation', () => {
      let old: Generation;
      let fresh: Generation;
      beforeEach(async () => {
        const built = await commit(await store.build(first), [put(count('old', '2024-01-01', 1))], 4n);
        old = await store.makeLive(built, first);
        fresh = await commit(await store.build(later), [put(count('new', '2024-01-01', 2))], 4n);
      });

      it('stand beside the live ones', async () => {
        expect(fresh).toMatchObject({ number: 2, version: 2, state: 'building' });
        expect(await shown(store.db)).toEqual([count('old', '2024-01-01', 1)]);
        old = await commit(old, [put(count('older', '2024-01-01', 1))], 5n);
        expect(await rowsOf(store, fresh)).toEqual([count('new', '2024-01-01', 2)]);
      });

      it('take their place, all tables at once', async () => {
        const live = await store.makeLive(fresh, later);
        expect(await shown(store.db)).toEqual([count('new', '2024-01-01', 2)]);
        expect(await store.generations()).toEqual([{ ...old, state: 'retired' }, live]);
        await expect(
          store.db.withTables<{ everything: object }>().selectFrom('everything').execute(),
        ).rejects.toHaveProperty('message');
      });

      it('do not take their place while they are behind', async () => {
        old = await commit(old, [], 5n);
        await expect(store.makeLive(fresh, later)).rejects.toMatchObject(conflict);
        expect(await store.generations()).toEqual([old, fresh]);
        expect(await shown(store.db)).toEqual([count('old', '2024-01-01', 1)]);
        await store.makeLive(await commit(fresh, [], 5n), later);
      });

      it('take their place though they are before it, where another log fills them', async () => {
        old = await commit({ ...old, log: 'one' }, [], 900n);
        fresh = await commit({ ...fresh, log: 'other' }, [], 5n);
        expect(await store.makeLive(fresh, later)).toMatchObject({ log: 'other', checkpoint: 5n });
        expect((await store.generations())[0]).toMatchObject({ log: 'one', state: 'retired' });
      });

      it('take their place once', async () => {
        const live = await store.makeLive(fresh, later);
        await expect(store.makeLive(fresh, later)).rejects.toMatchObject(conflict);
        expect(await store.generations()).toContainEqual(live);
      });

      it('leave retired tables that take nothing more, and can be dropped', async () => {
        const holder = await another();
        expect(await holder.load(old, counts, [['old', '2024-01-01']])).toHaveLength(1);
        await store.makeLive(fresh, later);
        await expect(commit(old, [], 9n)).rejects.toMatchObject(conflict);
        await store.drop(old);
        expect((await store.generations()).map(({ number }) => number)).toEqual([2]);
        expect(await shown(store.db)).toEqual([count('new', '2024-01-01', 2)]);
        for (const handle of [store, holder]) {
          await expect(handle.load(old, counts, [['old', '2024-01-01']])).rejects.toMatchObject(conflict);
          await expect(rowsOf(handle, old)).rejects.toMatchObject(conflict);
          await expect(handle.commit([{ generation: old, writes: [], checkpoint: 9n }])).rejects.toMatchObject(
            conflict,
          );
        }
      });

      it('get a number that no other ever had', async () => {
        await store.drop(fresh);
        expect(await store.build(later)).toMatchObject({ number: 3 });
      });

      it('are dropped without a trace', async () => {
        await store.drop(fresh);
        expect(await store.generations()).toEqual([old]);
        expect(await shown(store.db)).toEqual([count('old', '2024-01-01', 1)]);
      });

      it('are not seen by a reader in the midst of his questions', async () => {
        const writer = await another();
        await store.db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (db) => {
            expect(await shown(db)).toEqual([count('old', '2024-01-01', 1)]);
            await writer.makeLive(fresh, later);
            expect(await shown(db)).toEqual([count('old', '2024-01-01', 1)]);
          });
        expect(await shown(store.db)).toEqual([count('new', '2024-01-01', 2)]);
      });
    });

    describe('of which somebody removed some', () => {
      const row = count('a', '2024-01-01', 1);
      let live: Generation;
      beforeEach(async () => {
        live = await store.makeLive(await commit(await store.build(first), [put(row)], 4n), first);
      });

      it('say which they are, also in a snapshot; others are not concerned', async () => {
        const other = await store.makeLive(await store.build(second), second);
        await tables.lose('table', 'everything', live);
        const found = [{ ...live, missing: ['everything'] }, other];
        expect(await store.generations()).toEqual(found);
        expect(await store.snapshot((frozen) => frozen.generations())).toEqual(found);
      });

      it('say so of what queries find them by, too', async () => {
        await tables.lose('view', 'counts', live);
        expect(await store.generations()).toEqual([{ ...live, missing: ['counts'] }]);
      });

      it('are replaced by a new generation, and dropped', async () => {
        await tables.lose('table', 'counts', live);
        const fresh = await store.makeLive(await commit(await store.build(first), [put(row)], 4n), first);
        expect(await shown(store.db)).toEqual([row]);
        const [old] = await store.generations();
        await store.drop(old!);
        expect(await store.generations()).toEqual([fresh]);
      });
    });

    describe('that were live before', () => {
      let kept: Generation;
      let live: Generation;
      beforeEach(async () => {
        const built = await commit(await store.build(first), [put(count('old', '2024-01-01', 1))], 4n);
        const old = await store.makeLive(built, first);
        live = await store.makeLive(await commit(await store.build(first), [], 4n), first);
        kept = { ...old, state: 'retired' };
      });

      it('are filled on after they are reopened, and take the place of the live ones again', async () => {
        live = await commit(live, [], 6n);
        const reopened = await store.reopen(kept);
        expect(reopened).toEqual({ ...kept, state: 'building' });
        await expect(store.makeLive(reopened, first)).rejects.toMatchObject(conflict);
        const filled = await commit(reopened, [put(count('older', '2024-01-01', 1))], 6n);
        expect(await store.makeLive(filled, first)).toMatchObject({ number: kept.number, state: 'live' });
        expect((await shown(store.db)).map(({ name }) => name)).toEqual(['old', 'older']);
        expect(await store.generations()).toContainEqual({ ...live, state: 'retired' });
      });

      it('are reopened once, and only while they are kept', async () => {
        await store.reopen(kept);
        await expect(store.reopen(kept)).rejects.toMatchObject(conflict);
        await expect(store.reopen(live)).rejects.toMatchObject(conflict);
        await store.drop({ ...kept, state: 'building' });
        await expect(store.reopen(kept)).rejects.toMatchObject(conflict);
      });
    });

    describe('asked about other generations than the live ones', () => {
      let live: Generation;
      let candidate: Generation;
      const namesIn = (asked: Pick<ReadStore, 'asking'>, generation: Generation) =>
        asked.asking([{ generation, tables: [counts] }], async (db) => (await shown(db)).map(({ name: of }) => of));

      beforeEach(async () => {
        live = await store.makeLive(
          await commit(await store.build(first), [put(count('live', '2024-01-01', 1))], 1n),
          first,
        );
        candidate = await commit(await store.build(first), [put(count('candidate', '2024-01-01', 1))], 1n);
        await store.makeLive(
          await commit(await store.build(second), [put(count('b', '2024-01-01', 5), true, others)], 1n),
          second,
        );
      });

      it('show those, under the plain names, and others as they are live', async () => {
        expect(await namesIn(store, candidate)).toEqual(['candidate']);
        expect(await namesIn(store, live)).toEqual(['live']);
        const asked = await store.asking([{ generation: candidate, tables: [counts] }], (db) =>
          db
            .transaction()
            .setIsolationLevel('repeatable read')
            .execute(async (within) => [
              ...(await shown(within)),
              ...(await within
                .withTables<{ others: { count: number } }>()
                .selectFrom('others')
                .select('count')
                .execute()),
            ]),
        );
        expect(asked).toEqual([count('candidate', '2024-01-01', 1), { count: 5 }]);
        expect((await shown(store.db)).map(({ name: of }) => of)).toEqual(['live']);
      });

      it('are told apart by the rows that differ, in the columns that both have', async () => {
        const wide = table('counts', 'Counts of something', {
          columns: { ...counts.columns, seen: optional(integer('How often it was seen')) },
          key: ['name', 'on'],
        });
        const widened: Projection = { ...first, version: 2, tables: [wide] };
        const same = Array.from({ length: 5 }, (_, day) => count('same', `2024-01-0${day + 1}`, day));
        const [old, now] = [await store.build(first), await store.build(widened)];
        const oldRows = [
          ...same,
          count('a', '2024-01-01', 1),
          count('é', '2024-01-01', 2),
          count('gone', '2024-01-01', 3),
        ];
        const newRows = [
          ...same,
          count('a', '2024-01-01', 10),
          count('é', '2024-01-01', 2),
          count('new', '2024-01-01', 4),
        ];
        const seen = (row: Row): Row => ({ ...row, seen: 9 });
        const sides = [
          {
            generation: await commit(
              old,
              oldRows.map((row) => put(row)),
              5n,
            ),
            table: counts,
          },
          {
            generation: await commit(
              now,
              newRows.map((row) => put(seen(row), true, wide)),
              5n,
            ),
            table: wide,
          },
        ] as const;
        const told = async (from: Pick<ReadStore, 'difference'>) => {
          const { rows, differing } = await from.difference(...sides);
          const pairs = [];
          for await (const page of differing) pairs.push(...page);
          return { rows, pairs };
        };
        const expected = {
          rows: { old: 8, new: 8 },
          pairs: [
            { old: count('a', '2024-01-01', 1), new: seen(count('a', '2024-01-01', 10)) },
            { old: undefined, new: seen(count('new', '2024-01-01', 4)) },
            { old: count('gone', '2024-01-01', 3), new: undefined },
          ],
        };
        expect(await told(store)).toEqual(expected);
        expect(await store.snapshot(told)).toEqual(expected);
      });

      it('are told apart also where a column holds texts in one and numbers in the other', async () => {
        const worded = table('counts', 'Counts of something', {
          columns: { name: text('Of what'), on: day('When'), count: optional(text('How many, in words')) },
          key: ['name', 'on'],
        });
        const [old, now] = [await store.build(first), await store.build({ ...later, tables: [worded] })];
        const inWords = { name: 'a', on: '2024-01-01', count: '1' };
        const sides = [
          { generation: await commit(old, [put(count('a', '2024-01-01', 1))], 5n), table: counts },
          { generation: await commit(now, [put(inWords, true, worded)], 5n), table: worded },
        ] as const;
        const pairs = [];
        for await (const page of (await store.difference(...sides)).differing) pairs.push(...page);
        expect(pairs).toEqual([{ old: count('a', '2024-01-01', 1), new: inWords }]);
      });

      it('are told apart page by page, however many rows differ', async () => {
        const many = Array.from({ length: 2_500 }, (_, index) => count(`n${index}`, '2024-01-01', index));
        const [old, now] = [await store.build(first), await store.build(later)];
        const oldSide = {
          generation: await commit(
            old,
            many.map((row) => put(row)),
            5n,
          ),
          table: counts,
        };
        const empty = { generation: await commit(now, [], 5n), table: counts };
        const namesIn = async (...sides: Parameters<ReadStore['difference']>) => {
          const names = [];
          const { differing } = await store.difference(...sides);
          for await (const page of differing) names.push(...page.map((pair) => (pair.old ?? pair.new)?.['name']));
          return names;
        };
        const all = many.map(({ name: each }) => String(each)).sort();
        expect(await namesIn(oldSide, empty)).toEqual(all);
        expect(await namesIn(empty, oldSide)).toEqual(all);
      });

      it('show both in one snapshot, one after the other', async () => {
        await store.snapshot(async (frozen) => {
          await commit(candidate, [put(count('later', '2024-01-01', 1))], 2n);
          expect(await namesIn(frozen, live)).toEqual(['live']);
          expect(await namesIn(frozen, candidate)).toEqual(['candidate']);
          expect(await namesIn(frozen, live)).toEqual(['live']);
        });
      });

      it('can only be read', async () => {
        const insert = store.asking([{ generation: candidate, tables: [counts] }], (db) =>
          db.withTables<Tables>().insertInto('counts').values({ name: 'x', on: '2024-01-01', count: 1 }).execute(),
        );
        await expect(insert).rejects.toHaveProperty('message');
        expect(await namesIn(store, candidate)).toEqual(['candidate']);
      });
    });

    describe('of a version of which nothing that is other was ever recorded', () => {
      const wider: Projection = {
        ...first,
        version: 2,
        tables: [
          table('counts', 'Counts', {
            columns: { ...counts.columns, mark: optional(text('A mark')) },
            key: ['name', 'on'],
          }),
          everything,
        ],
      };

      it('are taken over with their rows; columns that are added are empty, and can be filled', async () => {
        const built = await commit(await store.build(first), [put(count('a', '2024-01-01', 1))], 1n);
        const live = await store.makeLive(built, first);
        const adopted = await store.adopt(live, wider);
        expect(adopted).toEqual({ ...live, version: 2 });
        expect(await shown(store.db)).toEqual([{ ...count('a', '2024-01-01', 1), mark: null }]);
        const row = { ...count('b', '2024-01-01', 2), mark: 'new' };
        await commit(adopted, [put(row, true, wider.tables[0])], 2n);
        expect(await shown((await another()).db)).toContainEqual(row);
      });

      it('take no more from a process that knows the version before', async () => {
        const live = await store.makeLive(await commit(await store.build(first), [], 1n), first);
        await store.adopt(live, wider);
        await expect(commit(live, [put(count('b', '2024-01-01', 1))], 2n)).rejects.toMatchObject(conflict);
        await expect(store.adopt(live, wider)).rejects.toMatchObject(conflict);
      });
    });

    describe('keep notes beside a generation', () => {
      const kindsOn = async ({ number }: Generation) =>
        (await (await another()).notes()).filter((note) => note.number === number).map(({ kind }) => kind);

      it('of what it is made of, from the first', async () => {
        const built = await store.build(first);
        const [note] = await store.notes();
        expect(note).toMatchObject({ projection: 'firsts', number: built.number, kind: 'made' });
        expect(JSON.parse(note!.says)).toMatchObject({ types: [], tables: { counts: { key: ['name', 'on'] } } });
      });

      it('one of each kind, seen by all, until it is taken away', async () => {
        const built = await store.build(first);
        await store.note(built, 'asked', 'one');
        await store.note(built, 'asked', 'two');
        expect(await (await another()).notes()).toContainEqual({
          projection: 'firsts',
          number: built.number,
          kind: 'asked',
          says: 'two',
        });
        await store.note(built, 'asked', undefined);
        expect(await kindsOn(built)).toEqual(['made']);
      });

      it('with a commit, or not at all', async () => {
        const built = await store.build(first);
        const note = { kind: 'progress', says: 'half' } as const;
        const wrong = { generation: { ...built, checkpoint: 9n }, writes: [], checkpoint: 10n, note };
        await expect(store.commit([wrong])).rejects.toMatchObject(conflict);
        expect(await kindsOn(built)).toEqual(['made']);
        await store.commit([{ generation: built, writes: [], checkpoint: 1n, note }]);
        expect(await kindsOn(built)).toEqual(['made', 'progress']);
      });

      it('which go with it', async () => {
        const built = await store.build(first);
        await store.note(built, 'purpose', 'compare');
        await store.drop(built);
        expect(await store.notes()).toEqual([]);
        await expect(store.note(built, 'asked', 'x')).rejects.toMatchObject(conflict);
      });
    });

    it('are seen in a snapshot as they were, whatever is written meanwhile', async () => {
      const filled = await commit(await store.build(first), [put(count('a', '2024-01-01', 1))], 1n);
      await store.snapshot(async (frozen) => {
        const moved = await commit(filled, [put(count('b', '2024-01-01', 1))], 2n);
        expect(await frozen.generations()).toEqual([filled]);
        expect(await rowsOf(frozen, filled)).toEqual([count('a', '2024-01-01', 1)]);
        expect(await rowsOf(store, moved)).toHaveLength(2);
      });
    });

    it('note the event that stopped a projection, until it goes on', async () => {
      const filled = await commit(await store.build(first), [], 1n);
      const poison = { eventId: 'an-id', type: 'CallLogged', position: 2n, error: 'no' };
      const stopped = await store.stop(filled, poison);
      expect(stopped).toEqual({ ...filled, poison });
      expect(await (await another()).generations()).toEqual([stopped]);
      expect(await commit(stopped, [], 2n)).toEqual({ ...filled, checkpoint: 2n });
      expect(await store.generations()).toEqual([{ ...filled, checkpoint: 2n }]);
    });

    it('note what stopped a projection before its first commit, and in tables that are not live', async () => {
      const built = await store.build(first);
      const poison = { eventId: 'an-id', type: 'CallLogged', position: 1n, error: 'no' };
      expect(await store.stop(built, poison)).toEqual({ ...built, poison });
      expect(await (await another()).generations()).toEqual([{ ...built, state: 'building', poison }]);
    });

    it('show rows as they were in the past, in an edition that others do not see and of which nothing stays', async () => {
      const [a, b, now] = [count('a', '2024-01-01', 1), count('b', '2024-01-01', 2), count('a', '2024-01-01', 5)];
      const live = await store.makeLive(await commit(await store.build(first), [put(now), put(b)], 2n), first);
      const edition = (await store.edition())!;
      expect(await edition.generations()).toEqual([live]);
      expect(await edition.valuesWhere(counts, 'name', 'count > 4')).toEqual(['a']);
      // One of those that are given is live as it was: it is shown once.
      await edition.show(counts, 'count < 5', [a, b]);
      expect(await shown(edition.db)).toEqual([a, b]);
      expect(await shown(store.db)).toEqual([now, b]);
      await commit(live, [put(count('c', '2024-01-01', 3))], 3n);
      expect(await shown(edition.db)).toEqual([a, b]);
      await edition.close();
      expect(await shown(store.db)).toHaveLength(3);
    });

    it('keep the tables of an edition while others are switched and dropped', async () => {
      const live = await store.makeLive(
        await commit(await store.build(first), [put(count('a', '2024-01-01', 1))], 1n),
        first,
      );
      const edition = (await store.edition())!;
      await edition.show(counts, 'count < 5', []);
      const candidate = await commit(await store.build(first), [put(count('z', '2024-01-01', 9))], 1n);
      await (await another()).makeLive(candidate, first);
      expect(await shown(edition.db)).toEqual([count('a', '2024-01-01', 1)]);
      await edition.close();
      await store.drop({ ...live, state: 'retired' });
      expect(await shown(store.db)).toEqual([count('z', '2024-01-01', 9)]);
    });

    it('give a lease to one holder at a time', async () => {
      const rival = await another();
      expect(await store.lease('the rebuild', 'one', 60_000)).toBe('one');
      expect(await rival.lease('the rebuild', 'other', 60_000)).toBe('one');
      expect(await store.lease('the rebuild', 'one', 60_000)).toBe('one');
      await rival.release('the rebuild', 'other');
      expect(await rival.lease('the rebuild', 'other', 60_000)).toBe('one');
      await store.release('the rebuild', 'one');
      expect(await rival.lease('the rebuild', 'other', 60_000)).toBe('other');
    });

    it('give a lease to somebody else when its time is over', async () => {
      await store.lease('the rebuild', 'one', -1);
      expect(await store.lease('the rebuild', 'other', 60_000)).toBe('other');
    });

    it('say who has a lease, while it lasts', async () => {
      expect(await store.holder('the rebuild')).toBeUndefined();
      await store.lease('the rebuild', 'one', 60_000);
      expect(await (await another()).holder('the rebuild')).toBe('one');
      await store.lease('the rebuild', 'one', -1);
      expect(await store.holder('the rebuild')).toBeUndefined();
    });

    it('are there for whoever opens them next', async () => {
      const filled = await commit(await store.build(first), [put(count('a', '2024-01-01', 1))], 1n);
      const live = await store.makeLive(filled, first);
      const reader = await another();
      await store.close();
      expect(await reader.generations()).toEqual([live]);
      expect(await rowsOf(reader, live)).toEqual([count('a', '2024-01-01', 1)]);
    });

    it('are closed for good', async () => {
      await store.close();
      await store.close();
      await expect(store.generations()).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
};
