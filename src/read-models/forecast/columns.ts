import {
  column,
  keyColumns,
  nullable,
  sumColumns,
  wholeColumns,
  type AnswerColumn,
  type AnswerColumns,
} from '../kit/answer-columns';
import { forecastGroupings } from './history';

const month: AnswerColumn = { kind: 'month' };
const amount = column.money('amount');

const foretoldColumns: AnswerColumns = { month, forecast: amount, low: amount, high: amount, benchmark: amount };

const chosenMethodColumns: AnswerColumns = {
  method: column.text('seasonal naive, damped trend, Holt–Winters or TSB'),
  triedFrom: column.whole('From how many past months the methods were tried'),
  mase: nullable(column.real('Mean error in those of the benchmark within the whole past')),
  maseBenchmark: nullable(column.real()),
  ...wholeColumns('months'),
};

export const forecastColumns = {
  forecast: { currency: column.text(), ...foretoldColumns },
  methods: { currency: column.text(), ...chosenMethodColumns, firstMonth: month, lastMonth: month },
  'open-lines': {
    currency: nullable(column.text('Null: lines without a price')),
    ...wholeColumns('lines'),
    ...{ expectedLines: column.real(), value: amount, expected: amount },
    low: nullable(amount),
    high: nullable(amount),
  },
  people: {
    ...{ managerId: column.named('manager'), currency: column.text() },
    stated: column.whole('Of how many months that are over he said what they would bring'),
    ...{ statedAmount: amount, came: amount, tooMuch: amount },
    ...{ tooMuchLow: nullable(amount), tooMuchHigh: nullable(amount) },
    verdict: column.text('optimistic, pessimistic, neither or too few'),
    compared: column.whole('Of these months, those of which the same one a year before was known when they were said'),
    meanError: nullable({ ...amount, description: 'How far what was said of them was away' }),
    benchmarkError: nullable({ ...amount, description: 'How far the same months of the year before were' }),
  },
  summary: {
    ...keyColumns(forecastGroupings),
    ...{ currency: column.text(), lastYear: amount },
    ...foretoldColumns,
    ...chosenMethodColumns,
  },
  history: {
    ...{ currency: column.text(), month, ...sumColumns('net') },
    isWhole: column.flag('Whether the month is told of as a whole'),
  },
};
