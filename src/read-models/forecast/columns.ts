import {
  flagColumn,
  keyColumns,
  moneyColumn,
  namedColumn,
  nullable,
  realColumn,
  sumColumns,
  textColumn,
  wholeColumn,
  wholeColumns,
  type AnswerColumn,
  type AnswerColumns,
} from '../kit/answer-columns';
import { forecastGroupings } from './history';

const month: AnswerColumn = { kind: 'month' };
const amount = moneyColumn('amount');

const foretoldColumns: AnswerColumns = { month, forecast: amount, low: amount, high: amount, benchmark: amount };

const chosenMethodColumns: AnswerColumns = {
  method: textColumn('seasonal naive, damped trend, Holt–Winters or TSB'),
  triedFrom: wholeColumn('From how many past months the methods were tried'),
  mase: nullable(realColumn('Mean error in those of the benchmark within the whole past')),
  maseBenchmark: nullable(realColumn()),
  ...wholeColumns('months'),
};

export const forecastColumns = {
  forecast: { currency: textColumn(), ...foretoldColumns },
  methods: { currency: textColumn(), ...chosenMethodColumns, firstMonth: month, lastMonth: month },
  'open-lines': {
    currency: nullable(textColumn('Null: lines without a price')),
    ...wholeColumns('lines'),
    ...{ expectedLines: realColumn(), value: amount, expected: amount },
    low: nullable(amount),
    high: nullable(amount),
  },
  people: {
    ...{ managerId: namedColumn('manager'), currency: textColumn() },
    stated: wholeColumn('Of how many months that are over he said what they would bring'),
    ...{ statedAmount: amount, came: amount, tooMuch: amount },
    ...{ tooMuchLow: nullable(amount), tooMuchHigh: nullable(amount) },
    verdict: textColumn('optimistic, pessimistic, neither or too few'),
    compared: wholeColumn('Of these months, those of which the same one a year before was known when they were said'),
    meanError: nullable({ ...amount, description: 'How far what was said of them was away' }),
    benchmarkError: nullable({ ...amount, description: 'How far the same months of the year before were' }),
  },
  summary: {
    ...keyColumns(forecastGroupings),
    ...{ currency: textColumn(), lastYear: amount },
    ...foretoldColumns,
    ...chosenMethodColumns,
  },
  history: {
    ...{ currency: textColumn(), month, ...sumColumns('net') },
    isWhole: flagColumn('Whether the month is told of as a whole'),
  },
};
