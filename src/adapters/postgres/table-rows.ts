import type { Row, TableSpec, Value } from '../../read-models/projection';
import { list, quoted } from './schema';
import type { Session } from './session';
import { toStored } from './stored-text';

/**
 * Up to here one parameter of JSON is faster than COPY, as it needs one way to the server; beyond, COPY costs the server
 * less than half (12 against 5 microseconds a row). Rows that may be there need a temporary table beside it.
 */
const FEW = { inserted: 50, replaced: 250 };
/** Rows of COPY that are made while the server reads those before. */
const PART = 1000;

/** What the text format of COPY does not take as it is. */
const SPECIAL = /[\\\p{Cc}\p{Cs}]/u;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const storedValue = (value: Value): Value => (typeof value === 'string' ? toStored(value) : value);

const copied = (value: Value | undefined): string => {
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
      part += `${columns.map((column) => copied(row[column])).join('\t')}\n`;
    yield part;
  }
}

const asJson = (columns: readonly string[], rows: readonly Row[]): string =>
  JSON.stringify(
    rows.map((row) => {
      const kept: Record<string, Value> = {};
      for (const column of columns) {
        kept[column] = storedValue(row[column] ?? null);
      }
      return kept;
    }),
  );

/** The statements of one table of one generation. */
export class PostgresTable {
  private readonly name: string;
  private readonly columns: readonly string[];
  private readonly key: readonly string[];
  private readonly onConflict: string;

  constructor({ name, columns, key }: TableSpec, schema: string) {
    this.name = `${quoted(schema)}.${quoted(name)}`;
    this.columns = Object.keys(columns);
    this.key = key;
    const others = this.columns.filter((column) => !key.includes(column));
    const updates = others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ');
    this.onConflict = `on conflict(${list(key)}) do ${others.length > 0 ? `update set ${updates}` : 'nothing'}`;
  }

  /** Rows whose keys are not there; refused by the server where one is. */
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
    await session.run(
      `insert into ${this.name}(${list(this.columns)}) select ${list(this.columns)} from pg_temp.coming ${this.onConflict}`,
    );
    await session.run('drop table pg_temp.coming');
  }

  async remove(session: Session, keys: readonly (readonly Value[])[]): Promise<void> {
    if (keys.length === 0) return;
    await session.run(`delete from ${this.name} t using ${this.given()} k where ${this.isKey()}`, [
      this.keysAsJson(keys),
    ]);
  }

  /** The rows of these keys, in the order of the keys. */
  async load(session: Session, keys: readonly (readonly Value[])[]): Promise<readonly (Row | undefined)[]> {
    const rows = await session.rows<Row>(
      `select ${this.columns.map((column) => `t.${quoted(column)}`).join(', ')} from ${this.given()} k
       join ${this.name} t on ${this.isKey()}`,
      [this.keysAsJson(keys)],
    );
    const found = new Map(rows.map((row) => [this.key.map((column) => row[column]).join('\u0000'), row]));
    return keys.map((key) => found.get(key.join('\u0000')));
  }

  /** The rows that follow `last` in the order of the key. */
  page(session: Session, last: Row | undefined, limit: number): Promise<readonly Row[]> {
    const marks = this.key.map((_, index) => `$${index + 2}`).join(', ');
    const beyond = last ? `where (${list(this.key)}) > (${marks})` : '';
    return session.rows<Row>(
      `select ${list(this.columns)} from ${this.name} ${beyond} order by ${list(this.key)} limit $1`,
      [limit, ...(last ? this.key.map((column) => storedValue(last[column] ?? null)) : [])],
    );
  }

  private async insertFew(session: Session, rows: readonly Row[], onConflict: string): Promise<void> {
    if (rows.length === 0) return;
    await session.run(
      `insert into ${this.name}(${list(this.columns)}) select ${list(this.columns)} from ${this.given()} ${onConflict}`,
      [asJson(this.columns, rows)],
    );
  }

  private copyInto(name: string, session: Session, rows: readonly Row[]): Promise<void> {
    return session.copy(`copy ${name}(${list(this.columns)}) from stdin`, copyParts(this.columns, rows));
  }

  private given(): string {
    return `json_populate_recordset(null::${this.name}, $1)`;
  }

  private isKey(): string {
    return this.key.map((column) => `t.${quoted(column)} = k.${quoted(column)}`).join(' and ');
  }

  private keysAsJson(keys: readonly (readonly Value[])[]): string {
    return asJson(
      this.key,
      keys.map((key) => Object.fromEntries(this.key.map((column, index) => [column, key[index] ?? null]))),
    );
  }
}
