import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { writeTable } from '../../../src/adapters/parquet/write-table';
import * as column from '../../../src/read-models/kit/projection';

const things = column.table('things', 'Things of each kind', {
  columns: {
    id: column.id('Which'),
    at: column.moment('When'),
    on: column.optional(column.day('On which day')),
    code: column.code('Of which kind'),
    name: column.personalText('Its name'),
    count: column.integer('How many'),
    price: column.money('What it costs'),
    rate: column.real('A share'),
    quantity: column.decimal('How much'),
    flag: column.flag('1: so'),
    position: column.position('Where in the log'),
  },
  key: ['id'],
});

const row = (id: string, changes: object = {}) => ({
  ...{ id, at: '2024-05-06T10:00:00.123Z', on: '2024-05-06', code: 'äöü 東京', name: '{"sealed":"…"}' },
  ...{ count: 3, price: Number.MAX_SAFE_INTEGER, rate: 0.25, quantity: 1.5, flag: 1, position: 7, ...changes },
});

describe('a table as a Parquet file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  const file = join(folder, 'things.parquet');
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = async (...pages: readonly (readonly column.Row[])[]) =>
    writeTable(
      file,
      things,
      (async function* () {
        for (const page of pages) yield await Promise.resolve(page);
      })(),
    );
  const bytes = () => new Uint8Array(readFileSync(file)).buffer;
  const read = () => parquetReadObjects({ file: bytes() });

  it('gives each kind of column as what it is: moments, days, whole numbers, numbers, texts', async () => {
    expect(await write([row('one')])).toBe(1);
    expect(await read()).toEqual([
      {
        ...row('one'),
        at: new Date('2024-05-06T10:00:00.123Z'),
        on: new Date('2024-05-06'),
        count: 3n,
        price: BigInt(Number.MAX_SAFE_INTEGER),
        position: 7n,
      },
    ]);
  });

  it('leaves empty what is empty, also the moment of what counts always', async () => {
    await write([row('one', { on: null, at: '' })]);
    expect(await read()).toMatchObject([{ on: null, at: null, code: 'äöü 東京' }]);
  });

  it('holds the rows of all pages in their order, each page a group', async () => {
    const page = (from: number) => Array.from({ length: 1000 }, (_, at) => row(`thing ${from + at}`, { count: at }));
    expect(await write(page(0), page(1000), page(2000))).toBe(3000);
    expect((await read()).map((read): unknown => read['id'])).toEqual(
      [...page(0), ...page(1000), ...page(2000)].map(({ id }) => id),
    );
    expect(parquetMetadata(bytes()).row_groups).toHaveLength(3);
  });

  it('of a table without rows is a file with its columns', async () => {
    expect(await write()).toBe(0);
    const { schema, num_rows } = parquetMetadata(bytes());
    expect({ rows: num_rows, columns: schema.slice(1).map(({ name }) => name) }).toEqual({
      rows: 0n,
      columns: Object.keys(things.columns),
    });
  });

  it('says in the file what the table and its columns hold', async () => {
    await write([row('one')]);
    expect(parquetMetadata(bytes()).key_value_metadata).toEqual(
      expect.arrayContaining([
        { key: 'letopis.table', value: 'things: Things of each kind' },
        { key: 'letopis.column.price', value: 'What it costs' },
      ]),
    );
  });
});
