import { sql } from 'kysely';
import { groupBy } from '../kit/group-by';
import { monthsBetween } from '../kit/months';
import type { AnswerRow, ReportContext } from '../kit/report';
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
}

/** What counts is what was said last before the month began; of months that are over. */
const statementsOf = async (db: ForecastDb, asked: AskedForecast, now: string): Promise<readonly StatedForecast[]> => {
  const { rows } = await sql<StatedForecast>`select * from "stated_forecasts" where "month" < ${now}
      and substr("statedAt", 1, 7) < "month" ${asked.manager === undefined ? sql`` : sql`and "managerId" = ${asked.manager}`}
    order by "statedAt", "position"`.execute(db);
  const last = new Map(
    rows.map((row) => [JSON.stringify([row.managerId, row.month, row.productId, row.currency]), row] as const),
  );
  return [...last.values()];
};

const netOf = (series: readonly MonthlySeries[], { managerId, currency, month }: StatedForecast): number => {
  const own = series.find((each) => each.key === managerId && each.currency === currency);
  if (!own) return 0;
  if (own.before?.month === month) return Number(own.before.net);
  return Number(own.values[monthsBetween(own.firstMonth, month)] ?? 0);
};

export const judgedStatements = async (
  db: ForecastDb,
  asked: AskedForecast,
  context: ReportContext,
): Promise<readonly JudgedStatement[]> => {
  const judged: JudgedStatement[] = [];
  for (const [productId, own] of groupBy(
    await statementsOf(db, asked, currentMonth(context)),
    (each) => each.productId,
  )) {
    const of = { ...asked, ofClients: undefined, product: productId ?? undefined, by: 'manager' } as const;
    const series = await monthlyRevenue(db, of, context);
    judged.push(...own.map((each) => ({ ...each, came: netOf(series, each) })));
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

const personRow = ({ managerId, currency }: JudgedStatement, own: readonly JudgedStatement[]): AnswerRow => {
  const [stated, came] = [sum(own.map(({ amount }) => amount)), sum(own.map((each) => each.came))];
  const known = own.length < FEWEST_STATED ? null : tooMuch(own.map((each) => each.amount - each.came));
  return {
    ...{ managerId, currency, stated: own.length },
    ...{ statedAmount: stated, came, tooMuch: Math.round((stated - came) / own.length) },
    tooMuchLow: known && Math.round(known.low),
    tooMuchHigh: known && Math.round(known.high),
    verdict: known ? verdictOn(known.low, known.high) : 'too few',
  };
};

/** Those who said most too much come first. */
export const peopleRows = (judged: readonly JudgedStatement[]): readonly AnswerRow[] =>
  [...groupBy(judged, ({ managerId, currency }) => JSON.stringify([managerId, currency])).values()]
    .flatMap((own) => (own[0] ? [personRow(own[0], own)] : []))
    .toSorted((one, other) => Number(other['tooMuch']) - Number(one['tooMuch']));
