import type { RowKey } from '../../application/projecting/read-store';
import {
  inOrderOfKey,
  replacingClause,
  sqlName,
  sqlNames,
  type NamedTable,
} from '../../application/projecting/sql-read-store';
import type { Row, TableSpec, Value } from '../../read-models/kit/projection';
import { asParameter, toStored, type Session } from './session';

/**
 * Up to so many rows, one parameter of JSON is faster than COPY, because it needs one round trip; above, COPY costs the
 * server less than half (5 instead of 12 microseconds a row). Rows that may exist already need a temporary table, too.
 */
const FEW = { inserted: 50, replaced: 250 };
/** Rows of COPY that are prepared while the server reads the ones before. */
const PART = 1000;

/** What the text format of COPY needs escaped. */
const SPECIAL = /[\\\p{Cc}\p{Cs}]/u;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const copyCell = (value: Value | undefined): string => {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  return SPECIAL.test(value)
    ? toStored(value).replaceAll(/[\\\n\r\t]/g, (special) => ESCAPES[special] ?? special)
    : value;
};

function* copyParts(columns: readonly string[], rows: readonly Row[]): Generator<string> {
  for (let from = 0; from < rows.length; from += PART) {
    let part = '';
    for (const row of rows.slice(from, from + PART))
      part += `${columns.map((column) => copyCell(row[column])).join('\t')}\n`;
    yield part;
  }
}

export const rowsAsJson = (columns: readonly string[], rows: readonly Row[]): string =>
  JSON.stringify(
    rows.map((row) => {
      const kept: Record<string, unknown> = {};
      for (const column of columns) kept[column] = asParameter(row[column] ?? null);
      return kept;
    }),
  );

/** The statements of one table of one generation. */
export class PostgresTable implements NamedTable {
  readonly name = `${sqlName(this.schema)}.${sqlName(this.table.name)}`;
  private readonly columns = Object.keys(this.table.columns);
  private readonly read = this.columns.map((column) => `t.${sqlName(column)}`);
  private readonly key = this.table.key;
  private readonly onConflict = replacingClause(this.table);

  constructor(
    readonly table: TableSpec,
    private readonly schema: string,
  ) {}

  /** Rows whose keys are new; the server refuses a key that exists. */
  async insert(session: Session, rows: readonly Row[]): Promise<void> {
    if (rows.length <= FEW.inserted) await this.insertFew(session, rows, '');
    else await this.copyInto(this.name, session, rows);
  }

  async replace(session: Session, rows: readonly Row[]): Promise<void> {
    if (rows.length <= FEW.replaced) {
      await this.insertFew(session, rows, this.onConflict);
      return;
    }
    await session.run(`create temporary table coming (like ${this.name}) on commit drop`);
    await this.copyInto('pg_temp.coming', session, rows);
    await session.run(this.insertFrom('pg_temp.coming', this.onConflict));
    await session.run('drop table pg_temp.coming');
  }

  async remove(session: Session, keys: readonly RowKey[]): Promise<void> {
    if (keys.length === 0) return;
    await session.run(`delete from ${this.name} t using ${this.recordset()} k where ${this.isKey()}`, [
      this.keysAsJson(keys),
    ]);
  }

  /** The rows of these keys, in the order of the keys. */
  async load(session: Session, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]> {
    const rows = await session.rows<Row>(
      `select ${this.read.join(', ')} from ${this.recordset()} k
       join ${this.name} t on ${this.isKey()}`,
      [this.keysAsJson(keys)],
    );
    const found = new Map(rows.map((row) => [this.key.map((column) => row[column]).join('\u0000'), row]));
    return keys.map((key) => found.get(key.join('\u0000')));
  }

  /** The rows that follow `last` in the order of the key. */
  page(session: Session, last: Row | undefined, limit: number): Promise<readonly Row[]> {
    const marks = this.key.map((_, index) => `$${index + 2}`).join(', ');
    const beyond = last ? `where (${sqlNames(this.key)}) > (${marks})` : '';
    return session.rows<Row>(
      `select ${this.read.join(', ')} from ${this.name} t ${beyond} order by ${sqlNames(this.key)} limit $1`,
      [limit, ...(last ? this.key.map((column) => last[column] ?? null) : [])],
    );
  }

  private async insertFew(session: Session, rows: readonly Row[], onConflict: string): Promise<void> {
    if (rows.length === 0) return;
    await session.run(this.insertFrom(this.recordset(), onConflict), [rowsAsJson(this.columns, rows)]);
  }

  private insertFrom(source: string, onConflict: string): string {
    const columns = sqlNames(this.columns);
    return `insert into ${this.name}(${columns}) select ${columns} from ${source} ${onConflict}`;
  }

  private copyInto(name: string, session: Session, rows: readonly Row[]): Promise<void> {
    return session.copy(
      `copy ${name}(${sqlNames(this.columns)}) from stdin`,
      copyParts(this.columns, inOrderOfKey(this.table, rows)),
    );
  }

  private recordset(): string {
    return `json_populate_recordset(null::${this.name}, $1)`;
  }

  private isKey(): string {
    return this.key.map((column) => `t.${sqlName(column)} = k.${sqlName(column)}`).join(' and ');
  }

  private keysAsJson(keys: readonly RowKey[]): string {
    return rowsAsJson(
      this.key,
      keys.map((key) => Object.fromEntries(this.key.map((column, index) => [column, key[index] ?? null]))),
    );
  }
}
