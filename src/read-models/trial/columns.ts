import { column, alike, nullable, wholeColumns, type AnswerColumns } from '../kit/answer-columns';

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
  ...alike(meanFigures, nullable(column.real())),
  ...alike(addedFigures, column.whole()),
  expected: column.real(),
};

/** Of amounts that were foretold, and of ranges: how many, and how many held what came. */
const amountFigures: AnswerColumns = {
  ...wholeColumns('amounts', 'expectedMoney'),
  ...alike(['errors', 'errorsBenchmark'], column.real()),
};
const rangeFigures = wholeColumns('ranges', 'within');

const sometimes = (columns: AnswerColumns): AnswerColumns =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, { ...column, sometimes: true }]));

export const trialColumns = {
  answers: {
    ...{ answer: column.text(), says: column.text(), benchmark: column.text(), triedAt: column.moment() },
    ...wholeColumns('horizonDays', 'dates', 'datesAsked'),
    ...{ from: nullable(column.day()), to: nullable(column.day()) },
    ...roundFigures,
    ...wholeColumns('betterOnDates'),
    ...alike(['mase', 'maseBenchmark'], nullable(column.real())),
    ...rangeFigures,
  },
  dates: {
    answer: column.text(),
    day: column.day(),
    known: column.text('recorded or happened'),
    ...sometimes({ ...roundFigures, ...amountFigures, ...rangeFigures }),
  },
  calibration: {
    answer: column.text(),
    chanceFrom: column.share(),
    ...wholeColumns('cases'),
    ...{ chance: column.share(), cameTrue: column.share() },
  },
};
