import {
  dayColumn,
  namedColumn,
  nullable,
  realColumn,
  shareColumn,
  sharesWithin,
  moneyColumn,
  sumColumns,
  textColumn,
  textsColumn,
  wholeColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';

const callColumns: AnswerColumns = {
  ...wholeColumns('attempts', 'reached', 'noAnswer', 'busy', 'voicemail', 'declined'),
  ...sharesWithin('reachRate'),
  ...wholeColumns('incoming', 'missed', 'directionUnknown', 'conversations'),
  talkMinutes: realColumn(),
  durationUnknown: wholeColumn('Conversations of which nobody said how long they were'),
};

const clockColumns: AnswerColumns = {
  medianLoggingDelayMinutes: nullable(realColumn()),
  p90LoggingDelayMinutes: nullable(realColumn()),
  medianAnswerMinutes: nullable(realColumn('Working minutes (Kaplan–Meier)')),
  p90AnswerMinutes: nullable(realColumn('Working minutes (Kaplan–Meier)')),
  notReached: textsColumn('Which of the two so few answers do not tell'),
  ...wholeColumns('answersDue', 'answersInTime'),
  ...sharesWithin('serviceLevel'),
  ...wholeColumns('breachedAndOpen', 'fulfilled', 'declinedByUs', 'overdue'),
  fulfilment: nullable(shareColumn()),
};

const offeredColumns: AnswerColumns = {
  ...wholeColumns('linesOffered', 'clientsOffered'),
  solicitedShare: nullable(shareColumn()),
  ...wholeColumns('linesAccepted', 'linesRefused', 'linesExpired', 'linesWithdrawn'),
  ...sharesWithin('winRateDecided'),
  ...wholeColumns('linesMatured'),
  ...sharesWithin('winRateMatured'),
};

const managerId = namedColumn('manager');

export const managerActivityColumns = {
  managers: {
    ...{ managerId, name: nullable(textColumn()), teamId: nullable(textColumn()) },
    ...{ ...callColumns, ...clockColumns, ...offeredColumns },
  },
  money: {
    ...{ managerId, currency: textColumn() },
    ...sumColumns('offeredValue', 'acceptedValue', 'listValue'),
    discountValue: nullable(moneyColumn('sum')),
    discountDepth: nullable(shareColumn()),
  },
  'calls-by-day': { day: dayColumn(), ...callColumns },
  'refusal-profile': {
    ...{ managerId, group: textColumn(), ...wholeColumns('lines') },
    ...{ share: shareColumn(), statedByClientShare: shareColumn() },
  },
};
