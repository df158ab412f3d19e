import { sql } from 'kysely';
import { dayOf, localDay, localDayNumber, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Day, Moment } from '../../domain/shared/values';
import { sumsOfAll, type AddedRows } from '../groupings/added-rows';
import type { Chosen } from '../groupings/chosen-rows';
import { groupColumn, groupNames, type Name } from '../groupings/groupings';
import { lessAmount, plusAmount, type ExactSum } from '../kit/beyond';
import { groupBy } from '../kit/group-by';
import { monthAfter, monthsBetween } from '../kit/months';
import { ascending } from '../kit/order';
import type { ReportContext } from '../kit/report';
import { movementsOf, type RevenueFigure } from '../sales/movements';
import type { RevenueQuestion } from '../sales/revenue-question';
import type { Basis } from '../sales/sales';
import type { FactTables, FactsDb } from '../facts/tables';

export type ForecastTables = FactTables;
export type ForecastDb = FactsDb;

/** What a forecast may be counted by, beside months. */
export const forecastGroupings = ['product', 'segment', 'manager', 'client'] as const;
export type ForecastGrouping = (typeof forecastGroupings)[number];

export interface ForecastQuestion extends Chosen {
  readonly by: ForecastGrouping | undefined;
  /** What is revenue: invoiced less voided and credited; accepted where there are no invoices. */
  readonly basis: Exclude<Basis, 'paid'>;
  readonly at: Moment;
}

export interface AskedForecast extends ForecastQuestion {
  readonly ahead: number;
  readonly limit: number;
}

/** Net of tax, by whole months without a gap from the first one on. */
export interface MonthlySeries {
  readonly key: Name;
  readonly currency: string;
  readonly firstMonth: string;
  readonly values: readonly ExactSum[];
  /** Of a first month that is told of in part; it is no part of the series. */
  readonly before: { readonly month: string; readonly net: ExactSum } | undefined;
}

/** The figures of revenue that it is, and which of them are taken off. */
export const figuresOfBasis = {
  invoiced: { plus: 'invoicedNet', less: ['voidedNet', 'creditedNet'] },
  accepted: { plus: 'accepted', less: [] },
} as const satisfies Record<ForecastQuestion['basis'], { plus: RevenueFigure; less: readonly RevenueFigure[] }>;

const figureNames = (basis: ForecastQuestion['basis']): ReadonlySet<string> =>
  new Set([figuresOfBasis[basis].plus, ...figuresOfBasis[basis].less]);

/** The question about revenue whose answer a forecast goes on with. */
const revenueAsked = ({ by, at, ...chosen }: ForecastQuestion): RevenueQuestion => ({
  ...chosen,
  by: by ?? 'month',
  window: { from: '', until: momentOf(millisecondsOf(at) + 1), fromDay: '', untilDay: '' },
});

/** The rows that are revenue, up to the moment of the question. */
export const revenueRows = (question: ForecastQuestion): readonly AddedRows<RevenueFigure>[] =>
  movementsOf(revenueAsked(question)).filter(({ figures }) =>
    Object.keys(figures).some((name) => figureNames(question.basis).has(name)),
  );

/** The same, each with what it is counted by written after its moment: so both are told apart by one key. */
const withKeyAfterMoment = (
  rowsOf: AddedRows<RevenueFigure>,
  by: ForecastGrouping | undefined,
): AddedRows<RevenueFigure> => {
  if (by === undefined) return rowsOf;
  const { columns } = rowsOf;
  return {
    ...rowsOf,
    columns: { ...columns, at: sql`${columns.at} || ' ' || coalesce(${groupColumn(by, columns)}, '')` },
  };
};

interface NetAt {
  readonly at: Moment;
  readonly value: Name;
  readonly currency: string;
  readonly net: ExactSum;
}

const revenueMoved = async (db: ForecastDb, question: ForecastQuestion): Promise<readonly NetAt[]> => {
  const { plus, less } = figuresOfBasis[question.basis];
  const rows = revenueRows(question).map((rowsOf) => withKeyAfterMoment(rowsOf, question.by));
  const sums = await sumsOfAll(db, rows, 'month');
  return sums.flatMap(({ key, currency, figures }) => {
    if (key === null || currency === null) return [];
    const [at = '', value = ''] = key.split(' ');
    const net = less.reduce<ExactSum>((left, name) => lessAmount(left, figures[name] ?? 0), figures[plus] ?? 0);
    return [{ at, value: value || null, currency, net }];
  });
};

/** A month in whose first days something was sold is taken to be told of as a whole. */
const FIRST_DAYS = 3;

/** The month that has begun at a moment: the first one that is foretold. */
export const currentMonth = ({ at, zone }: Pick<ReportContext, 'at' | 'zone'>): string =>
  dayOf(localDayNumber(millisecondsOf(at) + 1, zone)).slice(0, 7);

const seriesOf = (moved: readonly NetAt[], key: Name, currency: string, context: ReportContext): MonthlySeries => {
  const dayAt = (at: Moment): Day => localDay(at, context.zone);
  const first = dayAt(moved.reduce((least, { at }) => (at < least ? at : least), context.at));
  const month = first.slice(0, 7);
  const values = new Array<ExactSum>(monthsBetween(month, currentMonth(context))).fill(0);
  for (const { at, net } of moved) {
    const place = monthsBetween(month, dayAt(at).slice(0, 7));
    const before = values[place];
    if (before !== undefined) values[place] = plusAmount(before, net);
  }
  const [net] = values;
  if (Number(first.slice(8)) <= FIRST_DAYS || net === undefined)
    return { key, currency, firstMonth: month, values, before: undefined };
  return { key, currency, firstMonth: monthAfter(month, 1), values: values.slice(1), before: { month, net } };
};

/** What each month brought until the current one began, by what is asked for and currency. */
export const monthlyRevenue = async (
  db: ForecastDb,
  question: ForecastQuestion,
  context: ReportContext,
): Promise<readonly MonthlySeries[]> => {
  const moved = await revenueMoved(db, question);
  const values = new Set(moved.map(({ value }) => value));
  const nameOf = question.by === undefined ? () => null : await groupNames(db, question.by, values, context);
  const groups = groupBy(moved, ({ value, currency }) => JSON.stringify([currency, nameOf(value)]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [seriesOf(group, nameOf(first.value), first.currency, context)] : [];
    })
    .toSorted((one, other) => ascending(one.currency, other.currency) || ascending(one.key, other.key));
};
