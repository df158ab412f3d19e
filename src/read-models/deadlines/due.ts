import type { Database } from '../kit/report';
import type { RowOfTable } from '../kit/projection';
import type { deadlinesTable } from './projection';

export type DueDeadline = RowOfTable<typeof deadlinesTable>;

/** What is due at a moment, in order and in pages: the first page, or the one after a deadline. */
export const dueDeadlines = (
  db: Database,
  { at, after, limit }: { readonly at: string; readonly after: DueDeadline | undefined; readonly limit: number },
): Promise<DueDeadline[]> => {
  const due = db
    .withTables<{ deadlines: DueDeadline }>()
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
