import { sql } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import { judgedRanking, type AnswerOnTrial, type TriedCase } from '../kit/answer-on-trial';
import type { TrialFigures } from '../kit/kept-trial';
import { monthsBetween } from '../kit/months';
import type { ReportContext } from '../kit/report';
import { lastSale, usualBasis } from '../sales/sales';
import { seasonalScale } from '../statistics/outlook';
import { sum } from '../statistics/sum';
import {
  currentMonth,
  monthlyRevenue,
  type ForecastDb,
  type ForecastQuestion,
  type ForecastTables,
  type MonthlySeries,
} from './history';
import { lineChances, OPEN_AHEAD_DAYS, openLinesAt, openLinesRanges, type ChancedLine } from './open-lines';
import { lastYearOfSeries } from './rows';
import { foretold, isLongEnough, type ForetoldMonth, type ForetoldSeries } from './outlooks';

const MONTHS_AHEAD = 3;
/** Three whole months, whichever they are. */
const FORECAST_HORIZON_DAYS = 92;

const nothingChosen = { manager: undefined, ofClients: undefined, product: undefined };

/** What a month brought of the same, if it is over; null where it is not. */
const cameIn = (all: readonly MonthlySeries[], of: MonthlySeries, month: string, now: string): number | null => {
  if (month >= now) return null;
  const own = all.find(({ key, currency }) => key === of.key && currency === of.currency);
  return own ? Number(own.values[monthsBetween(own.firstMonth, month)] ?? 0) : 0;
};

interface JudgedMonth {
  readonly error: number;
  readonly errorBenchmark: number;
  readonly isWithin: boolean;
}

const judgedMonth = ({ forecast, benchmark, low, high }: ForetoldMonth, came: number, scale: number): JudgedMonth => ({
  error: Math.abs(came - forecast) / scale,
  errorBenchmark: Math.abs(came - benchmark) / scale,
  isWithin: came >= low && came <= high,
});

const judgedSeries = (
  { series, months }: ForetoldSeries,
  came: readonly MonthlySeries[],
  now: string,
): readonly JudgedMonth[] => {
  const scale = seasonalScale(series.values.map(Number));
  if (scale === null || scale === 0) return [];
  return months.flatMap((month) => {
    const amount = cameIn(came, series, month.month, now);
    return amount === null ? [] : [judgedMonth(month, amount, scale)];
  });
};

const figuresOfMonths = (judged: readonly JudgedMonth[]): TrialFigures => ({
  amounts: judged.length,
  errors: sum(judged.map(({ error }) => error)),
  errorsBenchmark: sum(judged.map(({ errorBenchmark }) => errorBenchmark)),
  ranges: judged.length,
  within: judged.filter(({ isWithin }) => isWithin).length,
});

/** Of more products a trial would take too long. */
const MOST_SERIES = 20;

/** What the next months bring, against the same months of the year before: of those that brought most in the last year. */
const forecastTrial = (answer: Pick<AnswerOnTrial, 'name' | 'says'>, by: ForecastQuestion['by']): AnswerOnTrial => ({
  ...answer,
  version: 1,
  benchmark: 'the same month a year before',
  horizonDays: FORECAST_HORIZON_DAYS,
  reads: ['clients', 'enquiries', 'offers', 'invoices'],
  toldUntil: (db) => lastSale(db.withTables<ForecastTables>()),
  ask: async (past, context) => {
    const db = past.withTables<ForecastTables>();
    const asked: ForecastQuestion = { ...nothingChosen, by, basis: await usualBasis(db), at: context.at };
    const long = (await monthlyRevenue(db, asked, context)).filter(isLongEnough);
    const most = long.toSorted((one, other) => lastYearOfSeries(other) - lastYearOfSeries(one)).slice(0, MOST_SERIES);
    const said = most.map((each) => foretold(each, MONTHS_AHEAD));
    return async (now, until) => {
      const then = { ...context, at: until };
      const came = await monthlyRevenue(now.withTables<ForecastTables>(), { ...asked, at: until }, then);
      const judged = said.flatMap((each) => judgedSeries(each, came, currentMonth(then)));
      return { figures: figuresOfMonths(judged), calibration: [] };
    };
  },
});

export const forecastOnTrial = forecastTrial(
  { name: 'forecast', says: `what each of the next ${MONTHS_AHEAD} months will bring` },
  undefined,
);

export const productForecastOnTrial = forecastTrial(
  {
    name: 'forecast-by-product',
    says: `what each of the next ${MONTHS_AHEAD} months will bring of the ${MOST_SERIES} products that brought most`,
  },
  'product',
);

const keyOfLine = ({ offerId, lineId }: Pick<ChancedLine, 'offerId' | 'lineId'>): string => `${offerId} ${lineId}`;

/** Lines that were accepted in a time, in whatever version. */
const acceptedBetween = async (db: ForecastDb, from: Moment, until: Moment): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<Pick<ChancedLine, 'offerId' | 'lineId'>>`select "offerId", "lineId" from "offer_lines"
    where "voided" = 0 and "outcome" = 'accepted' and "outcomeAt" > ${from} and "outcomeAt" <= ${until}`.execute(db);
  return new Set(rows.map(keyOfLine));
};

const caseOfLine = (line: ChancedLine, accepted: ReadonlySet<string>): TriedCase => {
  const { chance, acceptance, value } = line;
  const [happened, worth] = [accepted.has(keyOfLine(line)), value ?? 0];
  return {
    ...{ chance, score: chance, benchmark: acceptance, happened, money: happened ? worth : 0 },
    ...{ loss: chance * worth, lossBenchmark: acceptance * worth },
  };
};

/** What open lines bring, against their acceptance in the end, as `pipeline` has it. */
export const openLinesOnTrial: AnswerOnTrial = {
  name: 'open-lines',
  version: 1,
  says: `which open lines will be accepted in the next ${OPEN_AHEAD_DAYS} days, and what they bring`,
  benchmark: 'the acceptance of the product in the segment',
  horizonDays: OPEN_AHEAD_DAYS,
  reads: ['clients', 'offers'],
  toldUntil: async (db) => {
    const { rows } = await sql<{ last: Moment | null }>`select max("outcomeAt") as "last" from "offer_lines"
      where "voided" = 0`.execute(db);
    return rows[0]?.last ?? null;
  },
  ask: async (past, context: ReportContext) => {
    const db = past.withTables<ForecastTables>();
    const chances = await lineChances(db, context.at);
    const lines = await openLinesAt(db, { ...nothingChosen, at: context.at }, chances);
    const ranges = openLinesRanges(lines, chances, context).filter(
      ({ currency, low }) => currency !== null && low !== null,
    );
    return async (now, until) => {
      const accepted = await acceptedBetween(now.withTables<ForecastTables>(), context.at, until);
      const { figures, calibration } = judgedRanking(lines.map((line) => caseOfLine(line, accepted)));
      const came = ranges.map((range) => ({
        ...range,
        came: sum(range.lines.map((line) => (accepted.has(keyOfLine(line)) ? (line.value ?? 0) : 0))),
      }));
      const within = came.filter(({ low, high, came: amount }) => amount >= (low ?? 0) && amount <= (high ?? 0)).length;
      const expectedMoney = Math.round(sum(ranges.map(({ expected }) => expected)));
      return { figures: { ...figures, expectedMoney, ranges: ranges.length, within }, calibration };
    };
  },
};
