import {
  column,
  keyColumns,
  nullable,
  sharesWithin,
  sumColumns,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';
import { effortFigures, resultFigures, workGroupings } from './sums';

const done: AnswerColumns = {
  ...wholeColumns(...effortFigures.filter((name) => name !== 'talkSeconds')),
  talkMinutes: column.real(),
  ...{
    accepted: nullable(column.money('sum')),
    paid: nullable(column.money('sum')),
    currency: nullable(column.text()),
  },
  ...{ acceptedPerHour: nullable(column.money('amount')), paidPerHour: nullable(column.money('amount')) },
};

export const workColumns = {
  total: done,
  summary: { ...keyColumns(workGroupings), ...done },
  values: { ...keyColumns(workGroupings), currency: column.text(), ...sumColumns(...resultFigures) },
  intensity: {
    contacts: column.text('How often they were reached'),
    ...wholeColumns('clients', 'linesOffered', 'linesAccepted'),
    talkMinutes: column.real(),
    ...wholeColumns('accepting', 'paying'),
    ...sharesWithin('acceptingShare', 'accepting'),
    ...sharesWithin('payingShare', 'paying'),
  },
};
