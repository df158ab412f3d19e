import {
  keyColumns,
  moneyColumn,
  nullable,
  realColumn,
  sharesWithin,
  sumColumns,
  textColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';
import { effortFigures, resultFigures, workGroupings } from './sums';

const done: AnswerColumns = {
  ...wholeColumns(...effortFigures.filter((name) => name !== 'talkSeconds')),
  talkMinutes: realColumn(),
  ...{ accepted: nullable(moneyColumn('sum')), paid: nullable(moneyColumn('sum')), currency: nullable(textColumn()) },
  ...{ acceptedPerHour: nullable(moneyColumn('amount')), paidPerHour: nullable(moneyColumn('amount')) },
};

export const workColumns = {
  total: done,
  summary: { ...keyColumns(workGroupings), ...done },
  values: { ...keyColumns(workGroupings), currency: textColumn(), ...sumColumns(...resultFigures) },
  intensity: {
    contacts: textColumn('How often they were reached'),
    ...wholeColumns('clients', 'linesOffered', 'linesAccepted'),
    talkMinutes: realColumn(),
    ...wholeColumns('accepting', 'paying'),
    ...sharesWithin('acceptingShare', 'accepting'),
    ...sharesWithin('payingShare', 'paying'),
  },
};
