import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Row } from '../../read-models/projection';

/** Rows of a page, where the caller does not say how many. */
export const ROW_PAGE_SIZE = 1000;

/** All rows of a table in pages, each a query of its own: nothing is held open between two of them. */
export async function* rowPages(
  pageAfter: (last: Row | undefined) => readonly Row[] | Promise<readonly Row[]>,
  pageSize: number,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ;) {
    const page = await pageAfter(last);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1);
    await nextTurn();
  }
}
