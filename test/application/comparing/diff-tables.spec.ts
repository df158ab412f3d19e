import fc from 'fast-check';
import { diffTables, isTableEqual, pairedRows } from '../../../src/application/comparing/diff-tables';
import { decimal, id, money, optional, position, table, text, type Row } from '../../../src/read-models/kit/projection';

const sold = table('sold', 'What was sold', {
  columns: {
    lineId: id('Which'),
    by: text('By whom'),
    net: money('For how much'),
    quantity: decimal('How much of it'),
    rebate: optional(money('Taken off')),
    at: position('Where'),
  },
  key: ['lineId'],
});
const line = (lineId: string, net: number, more: Partial<Row> = {}): Row => ({
  ...{ lineId, by: 'Anna', net, quantity: 1, rebate: null, at: 1 },
  ...more,
});

async function* pagesOf(rows: readonly Row[], size = 2): AsyncGenerator<readonly Row[]> {
  const ordered = rows.toSorted((one, other) => (String(one['lineId']) < String(other['lineId']) ? -1 : 1));
  for (let from = 0; from < ordered.length; from += size) yield ordered.slice(from, from + size);
}

type Sides = { readonly old: readonly Row[]; readonly now: readonly Row[] };
/** All pairs, as a store that told equal rows, too, would give them. */
const difference = ({ old, now }: Sides, pages = [pagesOf(old, 2), pagesOf(now, 3)] as const) => ({
  rows: { old: old.length, new: now.length },
  differing: pairedRows(sold.key, ...pages),
});
const diff = (old: readonly Row[], now: readonly Row[], most?: number) =>
  diffTables(sold, sold, difference({ old, now }), most);

describe('the difference of two tables', () => {
  it('is none where all rows are the same', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((lineId) => line(lineId, 7));
    const found = await diff(rows, rows);
    expect(isTableEqual(found)).toBe(true);
    expect(found).toMatchObject({ rows: { old: 5, new: 5 }, columns: [], onlyOld: 0, onlyNew: 0, changed: 0 });
    expect(found.unchangedColumns).toEqual(Object.keys(sold.columns));
  });

  it('counts rows of one side and changed ones, and per column how many and the sum', async () => {
    const found = await diff(
      [line('a', 100), line('b', 200), line('c', 300, { quantity: 0.1 })],
      [line('b', 250, { by: 'Boris' }), line('c', 300, { quantity: 0.3 }), line('d', 40)],
    );
    expect(found).toMatchObject({ onlyOld: 1, onlyNew: 1, changed: 2, rows: { old: 3, new: 3 } });
    expect(found.columns).toEqual([
      { column: 'by', changed: 1, sum: undefined },
      { column: 'net', changed: 1, sum: '-10' },
      { column: 'quantity', changed: 1, sum: '0.2' },
    ]);
    expect(found.unchangedColumns).toEqual(['lineId', 'rebate', 'at']);
    expect(found.largest.changed).toMatchObject([
      { key: ['b'], columns: ['by', 'net'], old: { net: 200 }, new: { net: 250 } },
      { key: ['c'], columns: ['quantity'] },
    ]);
  });

  it('keeps the largest of each kind: many of one kind hide none of another', async () => {
    const many = Array.from({ length: 50 }, (_, index) => line(`n${String(index).padStart(2, '0')}`, index));
    const { largest } = await diff([line('x', 5), line('y', 9)], [...many, line('y', 8)], 3);
    expect(largest.onlyNew.map(({ new: row }) => row?.['net'])).toEqual([49, 48, 47]);
    expect(largest.onlyOld).toMatchObject([{ key: ['x'] }]);
    expect(largest.changed).toMatchObject([{ key: ['y'] }]);
  });

  it('compares the columns that both have, and names the others', async () => {
    const wider = table('sold', 'With more', { columns: { ...sold.columns, mark: text('More') }, key: ['lineId'] });
    const found = await diffTables(
      sold,
      wider,
      difference({ old: [line('a', 1)], now: [line('a', 1, { mark: 'new' })] }),
    );
    expect(found).toMatchObject({ changed: 0, columnsOnlyOld: [], columnsOnlyNew: ['mark'] });
  });

  it('has all rows and sums right, however the pages fall', async () => {
    const rows = fc.uniqueArray(
      fc.record({
        lineId: fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'é', '𝄞') }),
        net: fc.nat(9),
      }),
      { selector: ({ lineId }) => lineId, maxLength: 12 },
    );
    const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const byBytes = (one: Row, other: Row) =>
      Buffer.compare(Buffer.from(String(one['lineId'])), Buffer.from(String(other['lineId'])));
    async function* inOrder(of: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
      const ordered = of.toSorted(byBytes);
      for (let from = 0; from < ordered.length; from += size) yield ordered.slice(from, from + size);
    }
    await fc.assert(
      fc.asyncProperty(rows, rows, sizes, async (old, now, [one, other]) => {
        const [oldRows, newRows] = [old, now].map((all) => all.map(({ lineId, net }) => line(lineId, net)));
        const sides = { old: oldRows!, now: newRows! };
        const pages = [inOrder(oldRows!, one), inOrder(newRows!, other)] as const;
        const found = await diffTables(sold, sold, difference(sides, pages), 1_000);
        const netOf = (all: typeof old) => new Map(all.map(({ lineId, net }) => [lineId, net]));
        const [before, after] = [netOf(old), netOf(now)];
        expect([found.onlyOld, found.onlyNew, found.changed]).toEqual([
          old.filter(({ lineId }) => !after.has(lineId)).length,
          now.filter(({ lineId }) => !before.has(lineId)).length,
          old.filter(({ lineId, net }) => after.has(lineId) && after.get(lineId) !== net).length,
        ]);
        const sumOf = (all: typeof old) => all.reduce((sum, { net }) => sum + net, 0);
        const { sum = '0' } = found.columns.find(({ column }) => column === 'net') ?? {};
        expect(Number(sum)).toBe(sumOf(now) - sumOf(old));
      }),
    );
  });
});
