import { nameOfKeyValues, rowsOfKeys, wholeRowsOf } from '../../read-models/kit/ground-rows';
import type { Projection, Row, TableSpec, Value } from '../../read-models/kit/projection';
import { ascending } from '../../read-models/kit/order';
import { tablePages } from '../../read-models/kit/table-pages';
import type { Database, ExplainedSections, Ground, ReportFigures } from '../../read-models/kit/report';
import { differingColumns, pairedRows } from './diff-tables';
import type { RowPair } from '../projecting/read-store';
import type { DifferingCell } from './diff-answers';
import type { DiffSide } from './diff-sides';

/** A row of facts that the two sides have otherwise. */
export interface DifferingFact extends RowPair {
  readonly projection: Projection;
  readonly table: TableSpec;
  readonly key: readonly Value[];
}

/** A cell of the answer, and the rows of facts that it differs by. */
export interface FoundedCell {
  readonly cell: DifferingCell;
  readonly facts: readonly DifferingFact[];
}

const compareKeyValues = (one: readonly Value[], other: readonly Value[]): number => {
  const column = one.findIndex((value, place) => value !== other[place]);
  return ascending(one[column] ?? null, other[column] ?? null);
};
const rowKeyIn = ({ key }: TableSpec, row: Row): readonly Value[] => key.map((column) => row[column] ?? null);

const nameOfFact = ({ table, key }: DifferingFact): string => `${table.name} ${nameOfKeyValues(key)}`;

/** Rows of facts of one side, each read once. */
class RowsOfSide {
  private readonly rows = new Map<TableSpec, Map<string, Row | undefined>>();
  private readonly grounds = new Map<string, readonly (readonly Value[])[]>();

  constructor(private readonly db: Database) {}

  async keysOf(table: TableSpec, ground: Ground): Promise<readonly (readonly Value[])[]> {
    const whole = wholeRowsOf(this.db, table, ground);
    if ('keys' in whole) return whole.keys;
    const keys = this.grounds.get(whole.name) ?? this.note(table, await whole.read());
    this.grounds.set(whole.name, keys);
    return keys;
  }

  async load(table: TableSpec, keys: readonly (readonly Value[])[]): Promise<void> {
    const known = this.of(table);
    const missing = keys.filter((key) => !known.has(nameOfKeyValues(key)));
    const rows = await rowsOfKeys(this.db, table, missing);
    for (const name of missing.map(nameOfKeyValues)) known.set(name, rows.get(name));
  }

  row(table: TableSpec, key: readonly Value[]): Row | undefined {
    return this.of(table).get(nameOfKeyValues(key));
  }

  private note(table: TableSpec, rows: readonly Row[]): readonly (readonly Value[])[] {
    const known = this.of(table);
    return rows.map((row) => {
      const key = rowKeyIn(table, row);
      known.set(nameOfKeyValues(key), row);
      return key;
    });
  }

  private of(table: TableSpec): Map<string, Row | undefined> {
    const known = this.rows.get(table) ?? new Map<string, Row | undefined>();
    this.rows.set(table, known);
    return known;
  }
}

/** One side, and what explains the figures of its answer. */
export interface ExplainedSide extends Pick<DiffSide, 'db' | 'facts'> {
  readonly sections: ExplainedSections;
}

export interface ExplainedSides {
  readonly old: ExplainedSide;
  readonly new: ExplainedSide;
}

/** The grounds of a figure; of a row that only one side has, or a column that describes it, those of the whole row. */
const groundsOfFigures = (figures: ReportFigures | undefined, column: string | undefined): readonly Ground[] => {
  if (!figures) return [];
  const one = column !== undefined && Object.hasOwn(figures, column) ? figures[column] : undefined;
  return (one ? [one] : Object.values(figures)).flatMap(({ grounds }) => grounds);
};

const groundsOfCell = async ({ sections }: ExplainedSide, cell: DifferingCell): Promise<readonly Ground[]> => {
  const section = sections[cell.section];
  if (!section) return [];
  // Columns of a key hold texts, numbers or nothing.
  const name = section.key.map((column) => String((cell.row[column] ?? '') as string | number));
  return groundsOfFigures(await section.figuresOf(name), cell.figure);
};

interface PlacedTable {
  readonly projection: Projection;
  readonly table: TableSpec;
}

const tablesOf = ({ facts }: ExplainedSide): readonly PlacedTable[] =>
  facts.flatMap(({ projection }) => projection.tables.map((table) => ({ projection, table })));

/** Finds the rows of facts by which cells differ: those that the figures rest on, on either side. */
class FactsUnderCells {
  private readonly rows = { old: new RowsOfSide(this.sides.old.db), new: new RowsOfSide(this.sides.new.db) };
  private readonly tables = new Map(tablesOf(this.sides.new).map((placed) => [placed.table.name, placed]));
  private readonly found = new Map<string, DifferingFact>();

  constructor(private readonly sides: ExplainedSides) {}

  async under(cell: DifferingCell): Promise<readonly DifferingFact[]> {
    const facts = new Map<string, DifferingFact>();
    for (const [name, keys] of await this.keysUnder(cell)) {
      const placed = this.tables.get(name);
      if (!placed) throw new TypeError(`a figure rests on the table ${name}, which its report does not read`);
      await this.rows.old.load(placed.table, keys);
      await this.rows.new.load(placed.table, keys);
      // Stores find them in an order of their own: one page of them is to go on where the other ended.
      for (const key of keys.toSorted(compareKeyValues)) this.take(facts, placed, key);
    }
    return [...facts.values()];
  }

  /** Each row once, however many cells differ by it. */
  once(fact: DifferingFact): DifferingFact {
    const known = this.found.get(nameOfFact(fact)) ?? fact;
    this.found.set(nameOfFact(fact), known);
    return known;
  }

  private take(facts: Map<string, DifferingFact>, placed: PlacedTable, key: readonly Value[]): void {
    const { table } = placed;
    const pair = { old: this.rows.old.row(table, key), new: this.rows.new.row(table, key) };
    if (differingColumns(table, pair).length === 0) return;
    const fact = this.once({ ...placed, ...pair, key });
    facts.set(nameOfFact(fact), fact);
  }

  private async keysUnder(cell: DifferingCell): Promise<ReadonlyMap<string, readonly (readonly Value[])[]>> {
    const byTable = new Map<string, (readonly Value[])[]>();
    for (const side of ['old', 'new'] as const)
      for (const ground of await groundsOfCell(this.sides[side], cell)) {
        const table = this.tables.get(ground.table)?.table;
        const keys = byTable.get(ground.table) ?? [];
        if (table) for (const key of await this.rows[side].keysOf(table, ground)) keys.push(key);
        byTable.set(ground.table, keys);
      }
    return byTable;
  }
}

/** All rows in which the tables of the two sides differ. */
const allFacts = async ({ old, new: now }: ExplainedSides): Promise<readonly DifferingFact[]> => {
  const facts: DifferingFact[] = [];
  for (const { projection, table } of tablesOf(now)) {
    const pagesOf = ({ db }: ExplainedSide) => tablePages(db, table, ROWS_OF_A_PAGE);
    for await (const pairs of pairedRows(table.key, pagesOf(old), pagesOf(now)))
      for (const pair of pairs) {
        const row = pair.new ?? pair.old;
        if (row && differingColumns(table, pair).length > 0)
          facts.push({ projection, table, key: rowKeyIn(table, row), ...pair });
      }
  }
  return facts;
};

const ROWS_OF_A_PAGE = 20_000;

/** A row that one side alone has, because it was selected there. */
const isLeftOut = ({ figure, section }: DifferingCell, { old, new: now }: ExplainedSides): boolean =>
  figure === undefined && [old, now].some(({ sections }) => sections[section]?.isSelection === true);

/**
 * By which rows of facts the cells of an answer differ. A cell whose grounds show none, because its section explains no
 * figures, may differ by any: then all rows that differ are named for it. So may a row of a selection that one side lacks.
 */
export const factsUnder = async (
  cells: readonly DifferingCell[],
  sides: ExplainedSides,
): Promise<readonly FoundedCell[]> => {
  const rows = new FactsUnderCells(sides);
  const founded: FoundedCell[] = [];
  for (const cell of cells) founded.push({ cell, facts: isLeftOut(cell, sides) ? [] : await rows.under(cell) });
  if (founded.every(({ facts }) => facts.length > 0)) return founded;
  const all = (await allFacts(sides)).map((fact) => rows.once(fact));
  return founded.map(({ cell, facts }) => ({ cell, facts: facts.length > 0 ? facts : all }));
};
