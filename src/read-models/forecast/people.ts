import { sql } from 'kysely';
import { localDay } from '../../domain/shared/time';
import { heldAmount } from '../kit/beyond';
import { groupBy } from '../kit/group-by';
import { monthAfter, monthsBetween } from '../kit/months';
import type { AnswerRow, ReportContext } from '../kit/report';
import { YEAR_MONTHS } from '../statistics/outlook';
import { studentQuantile } from '../statistics/student';
import { sum } from '../statistics/sum';
import {
  currentMonth,
  monthlyRevenue,
  type AskedForecast,
  type ForecastDb,
  type ForecastTables,
  type MonthlySeries,
} from './history';

type StatedForecast = ForecastTables['stated_forecasts'];

/** What a manager said of a month that is over, and what came. */
export interface JudgedStatement extends StatedForecast {
  readonly came: number;
  /** What the same month brought a year before; null where that was not known when it was said. */
  readonly yearBefore: number | null;
}

type OfMonth = Pick<StatedForecast, 'managerId' | 'currency' | 'month'>;
const monthKey = ({ managerId, currency, month }: OfMonth): string => JSON.stringify([managerId, currency, month]);

/** What counts is what was said last before the month began; of months that are over. */
const statementsOf = async (
  db: ForecastDb,
  { manager }: AskedForecast,
  context: ReportContext,
): Promise<readonly StatedForecast[]> => {
  const { rows } = await sql<StatedForecast>`select * from "stated_forecasts" where "month" < ${currentMonth(context)}
      ${manager === undefined ? sql`` : sql`and "managerId" = ${manager}`} order by "statedAt", "position"`.execute(db);
  const early = rows.filter(({ statedAt, month }) => localDay(statedAt, context.zone).slice(0, 7) < month);
  const last = [...new Map(early.map((row) => [`${monthKey(row)} ${row.productId ?? ''}`, row])).values()];
  // Who says a month as a whole has said its products with it.
  const whole = new Set(last.filter(({ productId }) => productId === null).map(monthKey));
  return last.filter((row) => row.productId === null || !whole.has(monthKey(row)));
};

const judgedStatement = (
  stated: StatedForecast,
  series: readonly MonthlySeries[],
  { zone }: ReportContext,
): JudgedStatement => {
  const { managerId, currency, month, statedAt } = stated;
  const own = series.find((each) => each.key === managerId && each.currency === currency);
  if (!own) return { ...stated, came: 0, yearBefore: null };
  const inMonth = (of: string) => own.values[monthsBetween(own.firstMonth, of)];
  const before = monthAfter(month, -YEAR_MONTHS);
  const known = before < localDay(statedAt, zone).slice(0, 7) ? inMonth(before) : undefined;
  return {
    ...stated,
    came: Number(own.before?.month === month ? own.before.net : (inMonth(month) ?? 0)),
    yearBefore: known === undefined ? null : Number(known),
  };
};

export const judgedStatements = async (
  db: ForecastDb,
  asked: AskedForecast,
  context: ReportContext,
): Promise<readonly JudgedStatement[]> => {
  const judged: JudgedStatement[] = [];
  for (const [productId, own] of groupBy(await statementsOf(db, asked, context), (each) => each.productId)) {
    const of = { ...asked, ofClients: undefined, product: productId ?? undefined, by: 'manager' } as const;
    const series = await monthlyRevenue(db, of, context);
    judged.push(...own.map((each) => judgedStatement(each, series, context)));
  }
  return judged;
};

/** Fewer tell nothing of a person. */
const FEWEST_STATED = 3;
const LEVEL_OF_TEST = 0.95;

export type ForecastVerdict = 'optimistic' | 'pessimistic' | 'neither' | 'too few';

/** The mean of what was said too much, with its 95 % interval (Student). */
const tooMuch = (apart: readonly number[]) => {
  const mean = sum(apart) / apart.length;
  const freedom = apart.length - 1;
  const deviation = Math.sqrt(sum(apart.map((each) => (each - mean) ** 2)) / Math.max(1, freedom));
  const reach = (studentQuantile((1 + LEVEL_OF_TEST) / 2, freedom) * deviation) / Math.sqrt(apart.length);
  return { mean, low: mean - reach, high: mean + reach };
};

const verdictOn = (low: number, high: number): ForecastVerdict => {
  if (low > 0) return 'optimistic';
  return high < 0 ? 'pessimistic' : 'neither';
};

/** How far away months were that were said, and how far the same months of the year before, where both are known. */
const errorsOf = (months: readonly (readonly JudgedStatement[])[]) => {
  const compared = months.filter((ofMonth) => ofMonth.every(({ yearBefore }) => yearBefore !== null));
  const meanError = (of: (each: JudgedStatement) => number): number | null => {
    const apart = compared.map((ofMonth) => Math.abs(sum(ofMonth.map((each) => of(each) - each.came))));
    return apart.length === 0 ? null : heldAmount(Math.round(sum(apart) / apart.length));
  };
  return {
    compared: compared.length,
    meanError: meanError(({ amount }) => amount),
    benchmarkError: meanError(({ yearBefore }) => yearBefore ?? 0),
  };
};

const personRow = ({ managerId, currency }: JudgedStatement, own: readonly JudgedStatement[]): AnswerRow => {
  const [stated, came] = [sum(own.map(({ amount }) => amount)), sum(own.map((each) => each.came))];
  // What was said of several products is one statement of their month.
  const months = [...groupBy(own, ({ month }) => month).values()];
  const apart = months.map((ofMonth) => sum(ofMonth.map((each) => each.amount - each.came)));
  const known = apart.length < FEWEST_STATED ? null : tooMuch(apart);
  return {
    ...{ managerId, currency, stated: apart.length },
    ...{ statedAmount: heldAmount(stated), came: heldAmount(came) },
    tooMuch: heldAmount(Math.round((stated - came) / apart.length)),
    tooMuchLow: known && heldAmount(Math.round(known.low)),
    tooMuchHigh: known && heldAmount(Math.round(known.high)),
    verdict: known ? verdictOn(known.low, known.high) : 'too few',
    ...errorsOf(months),
  };
};

/** Those who said most too much come first. */
export const peopleRows = (judged: readonly JudgedStatement[]): readonly AnswerRow[] =>
  [...groupBy(judged, ({ managerId, currency }) => JSON.stringify([managerId, currency])).values()]
    .flatMap((own) => (own[0] ? [personRow(own[0], own)] : []))
    .toSorted((one, other) => Number(other['tooMuch']) - Number(one['tooMuch']));
