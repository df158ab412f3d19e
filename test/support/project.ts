import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { openSqlite } from '../../src/adapters/sqlite/driver';
import type { EventCatalogue, EventType } from '../../src/domain/catalogue';
import type { EventMetadata } from '../../src/domain/shared/event';
import type { AnyEvent } from '../../src/read-models/kit/trace';
import { projectionAt } from '../../src/read-models/kit/at';
import type { Change, Projection, ProjectedEvent, Row, TableSpec, Value } from '../../src/read-models/kit/projection';
import type { Answer, ParameterValues, Report, ReportContext } from '../../src/read-models/kit/report';
import { id } from './specify';

/** An event as a test writes it; ids, positions and metadata are filled in. */
export type GivenEvent = {
  [Type in EventType]: {
    readonly type: Type;
    readonly occurredAt: string;
    readonly data: EventCatalogue[Type];
    readonly id?: string;
    readonly recordedAt?: string;
    readonly metadata?: Partial<EventMetadata>;
  };
}[EventType];

const metadataOf = (given: Partial<EventMetadata> = {}): EventMetadata => ({
  schemaVersion: 1,
  zone: 'Europe/Berlin',
  actor: { kind: 'manager', id: id('manager') },
  source: 'api',
  commandId: id('command'),
  commandDigest: '',
  correlationId: id('command'),
  causationId: id('command'),
  ...given,
});

/** The event of a place in the log: the first has position 1 and the id `eventAt(1)`. */
export const eventAt = (position: number): string => id(`event-${position}`);

export const projected = (given: GivenEvent, position: number) => ({
  stream: 'test',
  revision: 0,
  id: eventAt(position),
  recordedAt: given.occurredAt,
  ...given,
  position,
  metadata: metadataOf(given.metadata),
});

type Rows = Map<string, Row>;
const keyOf = (key: readonly Value[]): string => JSON.stringify(key);

const checkRow = (table: TableSpec, key: readonly Value[], row: Row): void => {
  const told = Object.keys(row).sort().join();
  const wanted = Object.keys(table.columns).sort().join();
  if (told !== wanted) throw new Error(`${table.name}: a row with ${told}, but its columns are ${wanted}`);
  for (const [name, column] of Object.entries(table.columns)) {
    const value = row[name];
    if (value === null && column.optional) continue;
    const text = ['id', 'code', 'text', 'moment', 'day', 'personal', 'json'].includes(column.kind);
    if (typeof value !== (text ? 'string' : 'number')) throw new Error(`${table.name}.${name} is ${String(value)}`);
  }
  if (keyOf(table.key.map((part) => row[part]!)) !== keyOf(key)) throw new Error(`${table.name}: a row left its key`);
};

type Tables = Map<TableSpec, Rows>;

const apply = (tables: Tables, change: Change): void => {
  const { table, key, insert } = change;
  const rows = tables.get(table);
  if (!rows) throw new Error(`${table.name} is none of the projection's tables`);
  const at = keyOf(key);
  if (insert && rows.has(at)) throw new Error(`${table.name} already has ${at}: an insert promised that it had not`);
  const row = insert ?? change.change?.(rows.get(at));
  if (row === undefined) rows.delete(at);
  else {
    checkRow(table, key, row);
    rows.set(at, row);
  }
};

/** Folds events in memory, as the projector does; checks that each row keeps to its table. */
const fold = (projections: readonly Projection[], events: readonly GivenEvent[]): Tables => {
  const tables: Tables = new Map();
  for (const { tables: specs } of projections) for (const spec of specs) tables.set(spec, new Map());
  events.forEach((event, index) => {
    for (const projection of projections) {
      const arm = projection.on[event.type] as ((event: ProjectedEvent<EventType>) => readonly Change[]) | undefined;
      for (const change of arm?.(projected(event, index + 1)) ?? []) apply(tables, change);
    }
  });
  return tables;
};

/** The rows of each table after these events, in the order of the keys. */
export const project = (
  projections: readonly Projection[],
  events: readonly GivenEvent[],
): Record<string, readonly Row[]> =>
  Object.fromEntries(
    [...fold(projections, events)].map(([table, rows]) => [
      table.name,
      [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    ]),
  );

/** As the store has them: see read-tables.ts of SQLite. */
const sqlType = (kind: string): string => {
  if (['real', 'decimal'].includes(kind)) return 'REAL';
  return ['integer', 'money', 'flag', 'position'].includes(kind) ? 'INTEGER' : 'TEXT';
};

/** Creates a table with its rows and indexes in an open database. */
export const load = (database: Database.Database, table: TableSpec, rows: Iterable<Row>): void => {
  const names = Object.keys(table.columns);
  const columns = Object.entries(table.columns).map(([name, { kind }]) => `"${name}" ${sqlType(kind)}`);
  const quoted = (parts: readonly string[]): string => parts.map((part) => `"${part}"`).join();
  database.exec(
    `CREATE TABLE "${table.name}" (${columns.join()}, PRIMARY KEY (${quoted(table.key)})) STRICT, WITHOUT ROWID`,
  );
  const insert = database.prepare(`INSERT INTO "${table.name}" VALUES (${names.map(() => '?').join()})`);
  database.transaction(() => {
    for (const row of rows) insert.run(names.map((name) => row[name]));
  })();
  table.indexes.forEach((parts, index) => {
    database.exec(`CREATE INDEX "${table.name}_${index}" ON "${table.name}" (${quoted(parts)})`);
  });
};

/** What one asks a report with. */
export type Values = Record<string, string | number | boolean>;

const askedOf = (report: Report, values: Values): ParameterValues => {
  const known = (name: string): string | number | boolean | undefined => {
    if (!(name in report.parameters)) throw new Error(`${report.name} has no parameter ${name}`);
    return values[name];
  };
  Object.keys(values).forEach(known);
  return {
    text: (name) => String(known(name)),
    optionalText: (name) => known(name) as string | undefined,
    integer: (name, otherwise) => (known(name) as number | undefined) ?? otherwise,
    optionalNumber: (name) => known(name) as number | undefined,
    flag: (name) => known(name) === true,
  };
};

export type Ask = (report: Report, values?: Values, context?: Partial<ReportContext>) => Promise<Answer>;

/** How a report reads what a person said where no vault has sealed it. */
export const plainReading: Pick<ReportContext, 'open' | 'keyOf' | 'eventsAt'> = {
  eventsAt: () => Promise.resolve(new Map()),
  open: (text) => (typeof text === 'string' ? text : 'personal' in text ? text.personal : '[erased]'),
  keyOf: (text) => `key of ${text}`,
};

/** Asks a report by SQL over the rows of a database. */
export const askOver = (database: Database.Database): Ask => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  return (report, values = {}, context = {}) =>
    report.answer(db, askedOf(report, values), {
      at: '2024-12-31T23:00:00.000Z',
      zone: 'Europe/Berlin',
      ...plainReading,
      ...context,
    });
};

/** Asks reports by SQL on the rows that these events leave. */
export const reportOver = (projections: readonly Projection[], events: readonly GivenEvent[]): Ask => {
  const over = (seen: readonly Projection[]): Ask => {
    const database = openSqlite(':memory:');
    for (const [table, rows] of fold(seen, events)) load(database, table, rows.values());
    return askOver(database);
  };
  const eventsAt = (positions: readonly number[]) =>
    Promise.resolve(
      new Map(positions.map((position) => [position, projected(events[position - 1]!, position) as AnyEvent])),
    );
  const ofNow = over(projections);
  return (report, values = {}, context = {}) => {
    const { at } = context;
    const ask = at === undefined ? ofNow : over(projections.map((projection) => projectionAt(projection, at)));
    return ask(report, values, { eventsAt, ...context });
  };
};

/** Asks one report by SQL on the rows that events leave; as of one time if it is given. */
export const sectionsOf =
  (projections: readonly Projection[], report: Report, usually?: string) =>
  async (events: readonly GivenEvent[], values: Values = {}, at = usually): Promise<Answer['sections']> =>
    (await reportOver(projections, events)(report, values, at === undefined ? {} : { at })).sections;
