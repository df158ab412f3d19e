import { sql } from 'kysely';
import { dayNumberOf, localDay } from '../../domain/shared/time';
import type { AddedRows } from '../groupings/added-rows';
import { acceptanceIn, decidedBySegment } from '../groupings/acceptance-by-segment';
import { compareAmounts, heldAmount, isBeyond, plusAmount, shownSum, shownSums, type ExactSum } from '../kit/beyond';
import type { OfferLineRow } from '../facts/offers/tables';
import { groupColumn, groupNames } from '../groupings/groupings';
import type { AnswerRow, ReportContext } from '../kit/report';
import { segmentNow } from '../groupings/segments';
import { linesChosen, isOpenBefore, lineColumns, lineCurrency, otherLines, type PipelineQuestion } from './lines';
import type { FactsDb } from '../facts/tables';
import { entryFor } from '../kit/group-by';

export const lineAges = ['to7Days', 'to30Days', 'to90Days', 'older'] as const;
export type Age = (typeof lineAges)[number];

export const ageOf = (days: number): Age => {
  if (days <= 7) return 'to7Days';
  if (days <= 30) return 'to30Days';
  return days <= 90 ? 'to90Days' : 'older';
};

const openLineColumns = [
  'offerId',
  'version',
  'lineId',
  'clientId',
  'managerId',
  'productId',
  'offeredAt',
  'validUntil',
  'value',
  'currency',
] as const satisfies readonly (keyof OfferLineRow)[];

/** An open line, and for how many days it has been. */
export interface OpenRow extends Pick<OfferLineRow, (typeof openLineColumns)[number]> {
  readonly key: string | null;
  readonly ageDays: number;
}

/** An open line, and what can be expected of it. */
export interface OpenLine extends OpenRow {
  readonly segment: string | null;
  /** The chance that it is accepted; null where nothing was ever decided. */
  readonly acceptance: number | null;
}

/** The last day of the window, on which ages are counted. */
const lastDay = ({ until }: PipelineQuestion, { at, zone }: ReportContext): string =>
  localDay(until < at ? until : at, zone);

/** Which lines are open at the end of the window. */
export const linesLeftOpen = (question: PipelineQuestion): AddedRows<never> => ({
  ...{ table: 'offer_lines', as: 'l', from: sql`"offer_lines" l` },
  where: [isOpenBefore(question.until, question), ...linesChosen(question)],
  columns: lineColumns,
  currency: lineCurrency,
  figures: {},
  lookUps: [otherLines],
});

/** In one order: what is expected is a sum of fractions, which would differ in its last digit in another one. */
export const openRowsOf = async (
  db: FactsDb,
  question: PipelineQuestion,
  { zone, ...context }: ReportContext,
  { from, where, columns }: AddedRows<never> = linesLeftOpen(question),
): Promise<readonly OpenRow[]> => {
  const { rows } = await sql<OpenRow>`select ${sql.join(openLineColumns.map((name) => sql.ref(`l.${name}`)))},
      ${groupColumn(question.by, columns)} as "key"
    from ${from} where ${sql.join(where, sql` and `)}
    order by l."offeredAt", l."offerId", l."lineId"`.execute(db);
  const today = dayNumberOf(lastDay(question, { zone, ...context }));
  return rows.map((row) => ({ ...row, ageDays: today - dayNumberOf(localDay(row.offeredAt, zone)) }));
};

/** What can be expected of lines. */
export const expectationsOf = async (
  db: FactsDb,
  { until }: PipelineQuestion,
  rows: readonly OpenRow[],
): Promise<readonly OpenLine[]> => {
  const segmentOf = await segmentNow(db);
  const acceptanceOf = acceptanceIn(await decidedBySegment(db, until));
  return rows.map((row) => {
    const segment = segmentOf(row.clientId);
    return { ...row, segment, acceptance: acceptanceOf(segment, row.productId) };
  });
};

export const openLinesOf = async (
  db: FactsDb,
  question: PipelineQuestion,
  context: ReportContext,
): Promise<readonly OpenLine[]> => {
  const lines = await expectationsOf(db, question, await openRowsOf(db, question, context));
  const nameOf = await groupNames(db, question.by, new Set(lines.map(({ key }) => key)), context);
  return lines.map((line) => ({ ...line, key: nameOf(line.key) }));
};

interface OpenSum {
  readonly key: string | null;
  readonly currency: string | null;
  lines: number;
  value: ExactSum;
  expectedLines: number | null;
  expected: number | null;
  readonly byAge: Record<Age, ExactSum>;
}

const currencyOfLine = ({ value, currency }: OpenLine): string | null => (value === null ? null : currency);

const addOpenLine = (sum: OpenSum, { value, acceptance, ageDays }: OpenLine): void => {
  const worth = value ?? 0;
  sum.lines += 1;
  sum.value = plusAmount(sum.value, worth);
  const age = ageOf(ageDays);
  sum.byAge[age] = plusAmount(sum.byAge[age], worth);
  sum.expectedLines = acceptance === null ? null : (sum.expectedLines ?? 0) + acceptance;
  sum.expected = acceptance === null ? null : (sum.expected ?? 0) + worth * acceptance;
};

const openSums = (lines: readonly OpenLine[], keyOf: (line: OpenLine) => string | null): readonly OpenSum[] => {
  const sums = new Map<string, OpenSum>();
  for (const line of lines) {
    const [key, currency] = [keyOf(line), currencyOfLine(line)];
    const sum = entryFor(sums, JSON.stringify([key, currency]), () => ({
      ...{ key, currency, lines: 0, value: 0, expectedLines: null, expected: null },
      byAge: { to7Days: 0, to30Days: 0, to90Days: 0, older: 0 },
    }));
    addOpenLine(sum, line);
  }
  return [...sums.values()];
};

const openRow = ({ currency, lines, value, byAge, expectedLines, expected }: OpenSum): AnswerRow => ({
  ...{ currency, lines, value: shownSum(value) },
  ...shownSums(byAge),
  expectedLines,
  expected: expected === null ? null : heldAmount(Math.round(expected)),
});

export const openTotal = (lines: readonly OpenLine[]): readonly AnswerRow[] =>
  openSums(lines, () => null)
    .toSorted((one, other) => compareAmounts(other.value, one.value))
    .map(openRow);

/** What is expected most of comes first; months in their order. */
export const openByKey = (lines: readonly OpenLine[], by: string): readonly AnswerRow[] => {
  const sums = openSums(lines, ({ key }) => key);
  const ranked =
    by === 'month'
      ? sums.toSorted((one, other) => ((one.key ?? '') < (other.key ?? '') ? -1 : 1))
      : sums.toSorted((one, other) => compareAmounts(other.expected ?? other.value, one.expected ?? one.value));
  return ranked.map((sum) => ({ [by]: sum.key, ...openRow(sum) }));
};

const expectedValue = ({ value, acceptance }: OpenLine): number | null =>
  value === null || acceptance === null || isBeyond(value) ? null : value * acceptance;

export const openLineRow = (line: OpenLine): AnswerRow => {
  const { key: _, version: __, ...shown } = line;
  const expected = expectedValue(line);
  return { ...shown, expected: expected === null ? null : Math.round(expected) };
};

/** The lines themselves, those that most is expected of first. */
export const openRegister = (lines: readonly OpenLine[]): readonly AnswerRow[] =>
  lines
    .toSorted(
      (one, other) => (expectedValue(other) ?? -1) - (expectedValue(one) ?? -1) || (one.lineId < other.lineId ? -1 : 1),
    )
    .map(openLineRow);
