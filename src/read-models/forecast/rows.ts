import { heldAmount, heldIfKnown, shownSum } from '../kit/beyond';
import { monthAfter } from '../kit/months';
import type { AnswerRow } from '../kit/report';
import { YEAR_MONTHS, type ChosenMethod } from '../statistics/outlook';
import { sum } from '../statistics/sum';
import type { MonthlySeries } from './history';
import type { OpenLinesRange } from './open-lines';
import type { ForetoldMonth, ForetoldSeries } from './outlooks';

const methodColumns = ({ method, origins, tried }: ChosenMethod): AnswerRow => ({
  method,
  triedFrom: origins,
  mase: tried.find((each) => each.method === method)?.mase ?? null,
  maseBenchmark: tried.find((each) => each.method === 'seasonal naive')?.mase ?? null,
});

const monthColumns = ({ month, forecast, low, high, benchmark }: ForetoldMonth): AnswerRow => ({
  ...{ month, forecast, low, high, benchmark },
});

export const monthRows = ({ series, months }: ForetoldSeries): readonly AnswerRow[] =>
  months.map((month) => ({ currency: series.currency, ...monthColumns(month) }));

export const methodRow = ({ series, chosen }: ForetoldSeries): AnswerRow => ({
  currency: series.currency,
  ...methodColumns(chosen),
  months: series.values.length,
  firstMonth: series.firstMonth,
  lastMonth: monthAfter(series.firstMonth, series.values.length - 1),
});

export const historyRows = ({ currency, firstMonth, values, before }: MonthlySeries): readonly AnswerRow[] => [
  ...(before ? [{ currency, month: before.month, net: shownSum(before.net), isWhole: false }] : []),
  ...values.map((net, place) => ({
    ...{ currency, month: monthAfter(firstMonth, place), net: shownSum(net), isWhole: true },
  })),
];

/** What the last twelve months brought. */
export const lastYearOfSeries = ({ values }: MonthlySeries): number => sum(values.slice(-YEAR_MONTHS).map(Number));

export const keyRow = (by: string, told: ForetoldSeries): AnswerRow => {
  const { series, chosen, months } = told;
  const [next] = months;
  return {
    ...{ [by]: series.key, currency: series.currency, lastYear: heldAmount(lastYearOfSeries(series)) },
    ...(next && monthColumns(next)),
    ...methodColumns(chosen),
    months: series.values.length,
  };
};

export const openRangeRow = (range: OpenLinesRange): AnswerRow => {
  const { currency, lines, value, expectedLines, expected, low, high } = range;
  const amounts = {
    ...{ value: heldAmount(value), expected: heldAmount(Math.round(expected)) },
    ...{ low: heldIfKnown(low), high: heldIfKnown(high) },
  };
  return { currency, lines: lines.length, expectedLines, ...amounts };
};
