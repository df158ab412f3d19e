import { AMOUNTS_AS_COUNTED } from '../asking/explain';
import type { Answer, AnswerRow } from '../../read-models/kit/report';
import type { Row } from '../../read-models/kit/projection';
import type { ComparedProjection, EditionBase } from './compare-tables';
import type { ComparedReport, Comparison } from './compare';
import type { RowPair } from '../projecting/read-store';
import { currencyOfCell, differingCells, rowOfCell, type AnswerDifference } from './diff-answers';

const baseRow = (edition: 'live' | 'candidate', base: EditionBase): AnswerRow => ({
  projection: base.projection,
  edition,
  generation: base.generation,
  version: base.version,
  position: base.position === undefined ? null : String(base.position),
});

const reportRow = ({ report, asked, difference, why }: ComparedReport): AnswerRow => ({
  report,
  asked: Object.entries(asked)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' '),
  answer: difference ? (difference.isEqual ? 'the same' : 'differs') : 'not compared',
  why: why ?? null,
});

const figureRows = ({ report, money }: ComparedReport, difference: AnswerDifference): readonly AnswerRow[] =>
  differingCells(difference).map((cell) => ({
    ...{ report, section: cell.section, row: rowOfCell(cell), figure: cell.figure ?? '', old: cell.old, new: cell.new },
    inCurrency: currencyOfCell(cell, money),
  }));

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

/** Columns of a row as `column: old → new`; of a row of one side the values that there are, in all of them by default. */
export const changedRowText = ({ old, new: now }: RowPair, columns: readonly string[]): string => {
  if (old && now) return columns.map((name) => `${name}: ${valueText(old, name)} → ${valueText(now, name)}`).join(', ');
  const only = old ?? now ?? {};
  const names = columns.length > 0 ? columns : Object.keys(only);
  const there = names.filter((name) => only[name] !== null);
  return there.map((name) => `${name}: ${valueText(only, name)}`).join(', ');
};

const MOST_EVENTS_NAMED = 20;

const rowRows = ({ rows }: ComparedProjection): readonly AnswerRow[] =>
  rows.map(({ table, row }) => {
    const events = row.events.slice(0, MOST_EVENTS_NAMED).map(({ position, type }) => `${position} ${type}`);
    const more = row.events.length - events.length;
    return {
      table,
      kind: row.old && row.new ? 'changed' : row.old ? 'only live' : 'only candidate',
      key: row.key.map(String).join(' · '),
      says: changedRowText(row, row.columns),
      events: more > 0 ? [...events, `and ${more} more`] : events,
    };
  });

/** A comparison as sections of rows, in the order in which people read it: what was compared, reports, tables, rows. */
export const comparisonAnswer = ({ isEqual, projections, reports }: Comparison): Answer => ({
  sections: {
    base: projections.flatMap(({ old, new: now }) => [baseRow('live', old), baseRow('candidate', now)]),
    reports: reports.map(reportRow),
    figures: reports.flatMap((compared) => (compared.difference ? figureRows(compared, compared.difference) : [])),
    tables: projections.flatMap(tableRows),
    columns: projections.flatMap(columnRows),
    rows: projections.flatMap(rowRows),
  },
  notes: [
    isEqual ? 'Live and candidate say the same, in every row and every report compared.' : 'Live and candidate differ.',
    ...(isEqual
      ? []
      : [
          'Of each table the 20 largest rows of each kind are named; the counts and sums are of all rows.',
          AMOUNTS_AS_COUNTED,
        ]),
    ...projections.flatMap(({ notes }) => notes),
  ],
});
