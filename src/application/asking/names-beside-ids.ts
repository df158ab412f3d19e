import { nameColumnOf, namesByKind, namesOfIds } from '../../read-models/names/named';
import { hasLiveTables, type ReadStore } from '../projecting/read-store';
import type { NamedKind } from '../../read-models/kit/answer-columns';
import type { Answer, AnswerRow, Cell, Report } from '../../read-models/kit/report';

type NamedColumns = NonNullable<Report['names']>;
type NamesOf = ReadonlyMap<NamedKind, ReadonlyMap<string, Cell>>;

const rowsIn = ({ sections }: Answer): readonly AnswerRow[] => Object.values(sections).flat();

/** The ids that an answer shows, by what they are of. */
const idsShown = (answer: Answer, columns: NamedColumns): ReadonlyMap<NamedKind, ReadonlySet<string>> => {
  const ids = new Map<NamedKind, Set<string>>();
  for (const row of rowsIn(answer))
    for (const [column, kind] of Object.entries(columns)) {
      const id = row[column];
      if (typeof id !== 'string') continue;
      const known = ids.get(kind) ?? new Set();
      ids.set(kind, known.add(id));
    }
  return ids;
};

/** The name of what a cell is the id of; null where it is of nothing that has one. */
const nameOfCell = (column: string, row: AnswerRow, columns: NamedColumns, names: NamesOf): Cell => {
  const [kind, id] = [columns[column], row[column]];
  return kind !== undefined && typeof id === 'string' ? (names.get(kind)?.get(id) ?? null) : null;
};

/**
 * The row with each name right after its id. Where the first cell is the id of what the row is about, and the row has a
 * `name`, that is the one: it is filled in where it is empty.
 */
const withNamesIn = (row: AnswerRow, columns: NamedColumns, names: NamesOf): AnswerRow => {
  const [subject = ''] = Object.keys(row);
  const isSaid = (column: string): boolean => column === subject && Object.hasOwn(row, 'name');
  const named: Record<string, Cell> = {};
  for (const [column, cell] of Object.entries(row)) {
    named[column] = column === 'name' ? (cell ?? nameOfCell(subject, row, columns, names)) : cell;
    if (Object.hasOwn(columns, column) && !isSaid(column))
      named[nameColumnOf(column)] ??= nameOfCell(column, row, columns, names);
  }
  return named;
};

/**
 * An answer with the name beside each id of a client, a manager, a product or a reason, as a report declares (`names`). A
 * name is the one that is known now, also in an answer about the past, and still sealed: who opens the answer opens it. It
 * is left empty where the tables that know it are not there.
 */
export const withNames = async (
  answer: Answer,
  columns: Report['names'],
  store: Pick<ReadStore, 'db' | 'generations'>,
): Promise<Answer> => {
  if (columns === undefined) return answer;
  const names = new Map<NamedKind, ReadonlyMap<string, Cell>>();
  const generations = await store.generations();
  for (const [kind, ids] of idsShown(answer, columns))
    if (hasLiveTables(generations, namesByKind[kind].reads))
      names.set(kind, await namesOfIds(store.db, kind, [...ids]));
  const sections = Object.fromEntries(
    Object.entries(answer.sections).map(([name, rows]) => [name, rows.map((row) => withNamesIn(row, columns, names))]),
  );
  return { ...answer, sections };
};
