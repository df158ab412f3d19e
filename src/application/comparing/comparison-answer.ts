import type { Answer, AnswerRow, Cell } from '../../read-models/kit/report';
import type { Row } from '../../read-models/kit/projection';
import type { ComparedProjection, EditionBase } from './compare-tables';
import type { ComparedReport, Comparison } from './compare';
import type { SectionDifference } from './diff-answers';

const cellOf = (cell: Cell | undefined): Cell => cell ?? null;

const baseRow = (edition: 'live' | 'candidate', base: EditionBase): AnswerRow => ({
  projection: base.projection,
  edition,
  generation: base.generation,
  version: base.version,
  position: base.position === undefined ? null : String(base.position),
  fingerprint: base.fingerprint,
});

const reportRow = ({ report, asked, difference, why }: ComparedReport): AnswerRow => ({
  report,
  asked: Object.entries(asked)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' '),
  answer: difference ? (difference.isEqual ? 'the same' : 'differs') : 'not compared',
  why: why ?? null,
});

const rowNamedBy = (row: AnswerRow): string =>
  Object.values(row)
    .map((cell) => (typeof cell === 'string' ? cell : JSON.stringify(cell)))
    .join(' · ');

const figureRows = (
  report: string,
  { section, key, changed, onlyOld, onlyNew }: SectionDifference,
): readonly AnswerRow[] => {
  const named = (row: AnswerRow): string =>
    rowNamedBy(key.length === 0 ? row : Object.fromEntries(key.map((name) => [name, cellOf(row[name])])));
  return [
    ...changed.flatMap((row) =>
      row.figures.map(({ column, old, new: now }) => ({
        ...{ report, section, row: rowNamedBy(row.key), figure: column, old: cellOf(old), new: cellOf(now) },
      })),
    ),
    ...onlyOld.map((row) => ({ report, section, row: named(row), figure: '', old: 'a row', new: null })),
    ...onlyNew.map((row) => ({ report, section, row: named(row), figure: '', old: null, new: 'a row' })),
  ];
};

const tableRows = ({ tables }: ComparedProjection): readonly AnswerRow[] =>
  tables.map(({ table, rows, onlyOld, onlyNew, changed, unchangedColumns, columnsOnlyOld, columnsOnlyNew }) => ({
    ...{ table, rowsLive: rows.old, rowsCandidate: rows.new, onlyLive: onlyOld, onlyCandidate: onlyNew, changed },
    unchangedColumns: unchangedColumns.length,
    columnsOnlyLive: columnsOnlyOld,
    columnsOnlyCandidate: columnsOnlyNew,
  }));

const columnRows = ({ tables }: ComparedProjection): readonly AnswerRow[] =>
  tables.flatMap(({ table, columns, unchangedColumns }) => [
    ...columns.map(({ column, changed, sum }) => ({ table, column, changed, sumOfDifference: sum ?? null })),
    // One line, so that they hide none that changed.
    ...(columns.length > 0 ? [{ table, column: `unchanged: ${unchangedColumns.join(', ')}`, changed: 0 }] : []),
  ]);

const valueText = (row: Row | undefined, column: string): string => JSON.stringify(row?.[column] ?? null);

/** Columns in which a row changed as `column: old → new`; of a row of one side its values that there are. */
const rowText = ({ row: { columns, old, new: now } }: ComparedProjection['rows'][number]): string => {
  if (old && now) return columns.map((name) => `${name}: ${valueText(old, name)} → ${valueText(now, name)}`).join(', ');
  const only = old ?? now ?? {};
  const there = Object.keys(only).filter((name) => only[name] !== null);
  return there.map((name) => `${name}: ${valueText(only, name)}`).join(', ');
};

const MOST_EVENTS_NAMED = 20;

const rowRows = ({ rows }: ComparedProjection): readonly AnswerRow[] =>
  rows.map((each) => {
    const { table, row } = each;
    const events = row.events.slice(0, MOST_EVENTS_NAMED).map(({ position, type }) => `${position} ${type}`);
    const more = row.events.length - events.length;
    return {
      table,
      kind: row.old && row.new ? 'changed' : row.old ? 'only live' : 'only candidate',
      key: row.key.map(String).join(' · '),
      says: rowText(each),
      events: more > 0 ? [...events, `and ${more} more`] : events,
    };
  });

/** A comparison as sections of rows, in the order in which people read it: what was compared, reports, tables, rows. */
export const comparisonAnswer = ({ isEqual, projections, reports }: Comparison): Answer => ({
  sections: {
    base: projections.flatMap(({ old, new: now }) => [baseRow('live', old), baseRow('candidate', now)]),
    reports: reports.map(reportRow),
    figures: reports.flatMap(({ report, difference }) =>
      (difference?.sections ?? []).flatMap((section) => figureRows(report, section)),
    ),
    tables: projections.flatMap(tableRows),
    columns: projections.flatMap(columnRows),
    rows: projections.flatMap(rowRows),
  },
  notes: [
    isEqual ? 'Live and candidate say the same, in every row and every report compared.' : 'Live and candidate differ.',
    ...(isEqual
      ? []
      : ['Of each table the 20 largest rows of each kind are named; the counts and sums are of all rows.']),
    ...projections.flatMap(({ notes }) => notes),
  ],
});
