import { nameColumnOf, namesOfIds } from '../../read-models/named';
import type { Answer, AnswerRow, Cell, Database, NamedKind, Report } from '../../read-models/report';

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

/** The row with each name right after its id, where it does not say it already. */
const withNamesIn = (row: AnswerRow, columns: NamedColumns, names: NamesOf): AnswerRow =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, cell]): readonly (readonly [string, Cell])[] => {
      const kind = columns[column];
      const name = nameColumnOf(column);
      if (kind === undefined || Object.hasOwn(row, name)) return [[column, cell]];
      return [
        [column, cell],
        [name, typeof cell === 'string' ? (names.get(kind)?.get(cell) ?? null) : null],
      ];
    }),
  );

/**
 * An answer with the name beside each id of a client, a manager, a product or a reason, as a report declares (`names`). A
 * name is the one that is known now, also in an answer about the past, and still sealed: who opens the answer opens it.
 */
export const withNames = async (
  answer: Answer,
  { names: columns }: Pick<Report, 'names'>,
  db: Database,
): Promise<Answer> => {
  if (columns === undefined) return answer;
  const names = new Map<NamedKind, ReadonlyMap<string, Cell>>();
  for (const [kind, ids] of idsShown(answer, columns)) names.set(kind, await namesOfIds(db, kind, [...ids]));
  const sections = Object.fromEntries(
    Object.entries(answer.sections).map(([name, rows]) => [name, rows.map((row) => withNamesIn(row, columns, names))]),
  );
  return { ...answer, sections };
};
