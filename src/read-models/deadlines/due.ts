import type { Database } from '../report';
import type { RowOfTable } from '../projection';
import type { deadlines } from './projection';

export type Deadline = RowOfTable<typeof deadlines>;

/** What is due at a moment, in order and in pages: the first page, or the one after a deadline. */
export const dueDeadlines = (
  db: Database,
  { at, after, limit }: { readonly at: string; readonly after: Deadline | undefined; readonly limit: number },
): Promise<Deadline[]> => {
  const due = db
    .withTables<{ deadlines: Deadline }>()
    .selectFrom('deadlines')
    .selectAll()
    .where('dueAt', '<=', at)
    .orderBy('dueAt')
    .orderBy('kind')
    .orderBy('subjectId')
    .limit(limit);
  if (!after) return due.execute();
  const { dueAt, kind, subjectId } = after;
  return due
    .where((on) => on.eb(on.refTuple('dueAt', 'kind', 'subjectId'), '>', on.tuple(dueAt, kind, subjectId)))
    .execute();
};
