import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { createSqliteTable, hasKeyIndex } from '../../../src/adapters/sqlite/read-tables';
import { ReadTable } from '../../../src/adapters/sqlite/table-rows';
import { integer, table, text, type Row } from '../../../src/read-models/kit/projection';

const counts = table('counts', 'Counts of something', {
  columns: { name: text('Of what'), count: integer('How many') },
  key: ['name'],
});

const row = (name: string, count: number): Row => ({ name, count });

const freshTable = (digest?: (key: string) => number) => {
  const db = openSqlite(':memory:');
  createSqliteTable(db, counts, 1);
  const rows = new ReadTable(db, counts, 1, digest);
  return { db, rows, isIndexed: () => hasKeyIndex(db, counts, 1) };
};

describe('the rows of a table that is being filled', () => {
  it('are found, replaced and removed by their keys without an index', () => {
    const { db, rows, isIndexed } = freshTable();
    const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    rows.insert(names.map((name, index) => row(name, index)));
    rows.replace([row('n7', 70), row('new', 1)]);
    rows.remove(['n8']);
    rows.remove(['never there']);
    expect(['n7', 'n8', 'n9', 'new', 'other'].map((name) => rows.get([name])?.['count'])).toEqual([
      70,
      undefined,
      9,
      1,
      undefined,
    ]);
    rows.insert([row('n8', 80)]);
    expect(rows.get(['n8'])).toEqual(row('n8', 80));
    expect(db.prepare('select count(*) as rows, count(distinct name) as names from counts__1').get()).toEqual({
      rows: 10_001,
      names: 10_001,
    });
    expect(isIndexed()).toBe(false);
    db.close();
  });

  it('refuse a key that is there', () => {
    const { db, rows } = freshTable();
    rows.insert([row('a', 1)]);
    expect(() => {
      rows.insert([row('b', 1), row('a', 2)]);
    }).toThrow('counts holds a row ["a"] already');
    db.close();
  });

  it('get their index as soon as two keys have one digest', () => {
    const { db, rows, isIndexed } = freshTable((key) => key.length);
    rows.insert([row('one', 1)]);
    expect(rows.get(['two'])).toBeUndefined();
    expect(isIndexed()).toBe(false);
    rows.insert([row('two', 2), row('three', 3)]);
    expect(isIndexed()).toBe(true);
    expect(['one', 'two', 'three'].map((name) => rows.get([name])?.['count'])).toEqual([1, 2, 3]);
    rows.replace([row('one', 10)]);
    rows.remove(['two']);
    expect(['one', 'two'].map((name) => rows.get([name])?.['count'])).toEqual([10, undefined]);
    db.close();
  });
});
