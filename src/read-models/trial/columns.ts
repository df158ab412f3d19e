import {
  alike,
  dayColumn,
  momentColumn,
  nullable,
  realColumn,
  shareColumn,
  textColumn,
  wholeColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';

const meanFigures = ['auc', 'aucBenchmark', 'brier', 'brierOfAllAlike'];
const addedFigures = [
  'cases',
  'happened',
  'first',
  'firstTrue',
  'firstTrueBenchmark',
  'firstMoney',
  'firstMoneyBenchmark',
].concat('allMoney', 'runs', 'accusedRuns');

/** Money is in minor units, of all currencies together. */
const roundFigures: AnswerColumns = {
  ...alike(meanFigures, nullable(realColumn())),
  ...alike(addedFigures, wholeColumn()),
  expected: realColumn(),
};

/** Of amounts that were foretold, and of ranges: how many, and how many held what came. */
const amountFigures: AnswerColumns = {
  ...wholeColumns('amounts', 'expectedMoney'),
  ...alike(['errors', 'errorsBenchmark'], realColumn()),
};
const rangeFigures = wholeColumns('ranges', 'within');

const sometimes = (columns: AnswerColumns): AnswerColumns =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, { ...column, sometimes: true }]));

export const trialColumns = {
  answers: {
    ...{ answer: textColumn(), says: textColumn(), benchmark: textColumn(), triedAt: momentColumn() },
    ...wholeColumns('horizonDays', 'dates', 'datesAsked'),
    ...{ from: nullable(dayColumn()), to: nullable(dayColumn()) },
    ...roundFigures,
    ...wholeColumns('betterOnDates'),
    ...alike(['mase', 'maseBenchmark'], nullable(realColumn())),
    ...rangeFigures,
  },
  dates: {
    answer: textColumn(),
    day: dayColumn(),
    known: textColumn('recorded or happened'),
    ...sometimes({ ...roundFigures, ...amountFigures, ...rangeFigures }),
  },
  calibration: {
    answer: textColumn(),
    chanceFrom: shareColumn(),
    ...wholeColumns('cases'),
    ...{ chance: shareColumn(), cameTrue: shareColumn() },
  },
};
