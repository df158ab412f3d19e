import { open, type FileHandle } from 'node:fs/promises';
import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import type { Column, ColumnKind, Row, TableSpec, Value } from '../../read-models/kit/projection';

interface ParquetKind {
  readonly schema: Omit<SchemaElement, 'name'>;
  /** The value of a cell that is not empty. */
  readonly cell: (value: string | number) => unknown;
}

const unchanged = (value: string | number): unknown => value;
const whole = (value: string | number): unknown => BigInt(value);
const dateOf = (value: string | number): unknown => new Date(value);

const writtenAsText: ParquetKind = { schema: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, cell: unchanged };
const writtenAsInteger: ParquetKind = { schema: { type: 'INT64' }, cell: whole };
const writtenAsNumber: ParquetKind = { schema: { type: 'DOUBLE' }, cell: unchanged };

/** Moments and days are such in the file; money stays whole minor units, and flags 0 or 1, as they are in SQL. */
const kinds: Readonly<Record<ColumnKind, ParquetKind>> = {
  id: writtenAsText,
  code: writtenAsText,
  text: writtenAsText,
  personal: writtenAsText,
  json: writtenAsText,
  moment: { schema: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, cell: dateOf },
  day: { schema: { type: 'INT32', converted_type: 'DATE' }, cell: dateOf },
  integer: writtenAsInteger,
  money: writtenAsInteger,
  position: writtenAsInteger,
  flag: { schema: { type: 'INT32' }, cell: unchanged },
  real: writtenAsNumber,
  decimal: writtenAsNumber,
};

/** Every column may be empty there: an empty text stands for "always" in the moments of a trace. */
const parquetSchema = (columns: readonly (readonly [string, Column])[]): SchemaElement[] => [
  { name: 'root', num_children: columns.length },
  ...columns.map(([name, { kind }]) => ({ name, repetition_type: 'OPTIONAL' as const, ...kinds[kind].schema })),
];

const isEmptyCell = (value: Value | undefined, kind: ColumnKind): value is null | undefined | '' =>
  value === null || value === undefined || (value === '' && (kind === 'moment' || kind === 'day'));

const columnOf = (rows: readonly Row[], name: string, kind: ColumnKind): ColumnSource => {
  const { cell } = kinds[kind];
  const data = rows.map((row) => {
    const value = row[name];
    return isEmptyCell(value, kind) ? null : cell(value);
  });
  return { name, data };
};

/** Hands on to a file what was written so far, at the end of each row group. */
const writerInto = (file: FileHandle): ByteWriter => {
  const writer = new ByteWriter();
  const flush = async (): Promise<void> => {
    await file.write(writer.getBytes());
    writer.index = 0;
  };
  return Object.assign(writer, { flush, finish: flush });
};

/** What stands in the file itself, for those who find it without us. */
const describedIn = ({ name, description, columns }: TableSpec) => [
  { key: 'letopis.table', value: `${name}: ${description}` },
  ...Object.entries(columns).map(([column, spec]) => ({ key: `letopis.column.${column}`, value: spec.description })),
];

/** Writes the rows of a table as a Parquet file, a page a row group; gives how many they are. */
export const writeTable = async (
  path: string,
  table: TableSpec,
  pages: AsyncIterable<readonly Row[]>,
): Promise<number> => {
  const columns = Object.entries(table.columns);
  const file = await open(path, 'w');
  try {
    const parquet = new ParquetWriter({
      writer: writerInto(file),
      schema: parquetSchema(columns),
      kvMetadata: describedIn(table),
      createdBy: 'letopis',
    });
    let rows = 0;
    for await (const page of pages) {
      await parquet.write({
        columnData: columns.map(([name, { kind }]) => columnOf(page, name, kind)),
        rowGroupSize: page.length,
      });
      rows += page.length;
    }
    await parquet.finish();
    return rows;
  } finally {
    await file.close();
  }
};
