/** A page of a longer list, and what its reader must know where others follow. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/** How many rows to ask for: one more than the page holds tells whether others follow. */
export const withOneMore = (limit: number): number => limit + 1;

/** The page of what was asked for `withOneMore`; `placeOf` gives what `after` takes to go on behind a row. */
export const pageOf = <Row>(
  list: string,
  found: readonly Row[],
  limit: number,
  placeOf: (last: Row) => string | number,
): Page<Row> => {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  if (found.length <= limit || last === undefined) return { rows: found, notes: [] };
  const note = `The section ${list} goes on behind these ${limit} rows: ask with after = ${placeOf(last)} for the next ones, with limit for more at once.`;
  return { rows, notes: [note] };
};

/** The first of all rows. */
export const firstPage = <Row>(list: string, all: readonly Row[], limit: number): Page<Row> => {
  if (all.length <= limit) return { rows: all, notes: [] };
  const note = `The section ${list} shows the first ${limit} of ${all.length} rows: ask with limit for more.`;
  return { rows: all.slice(0, limit), notes: [note] };
};
