import { column, nullable, sharesWithin, sumColumns, wholeColumns, type AnswerColumns } from '../kit/answer-columns';

const callColumns: AnswerColumns = {
  ...wholeColumns('attempts', 'reached', 'noAnswer', 'busy', 'voicemail', 'declined'),
  ...sharesWithin('reachRate'),
  ...wholeColumns('incoming', 'missed', 'directionUnknown', 'conversations'),
  talkMinutes: column.real(),
  durationUnknown: column.whole('Conversations of which nobody said how long they were'),
};

const clockColumns: AnswerColumns = {
  medianLoggingDelayMinutes: nullable(column.real()),
  p90LoggingDelayMinutes: nullable(column.real()),
  medianAnswerMinutes: nullable(column.real('Working minutes (Kaplan–Meier)')),
  p90AnswerMinutes: nullable(column.real('Working minutes (Kaplan–Meier)')),
  notReached: column.texts('Which of the two so few answers do not tell'),
  ...wholeColumns('answersDue', 'answersInTime'),
  ...sharesWithin('serviceLevel'),
  ...wholeColumns('breachedAndOpen', 'fulfilled', 'declinedByUs', 'overdue'),
  fulfilment: nullable(column.share()),
};

const offeredColumns: AnswerColumns = {
  ...wholeColumns('linesOffered', 'clientsOffered'),
  solicitedShare: nullable(column.share()),
  ...wholeColumns('linesAccepted', 'linesRefused', 'linesExpired', 'linesWithdrawn'),
  ...sharesWithin('winRateDecided'),
  ...wholeColumns('linesMatured'),
  ...sharesWithin('winRateMatured'),
};

const managerId = column.named('manager');

export const managerActivityColumns = {
  managers: {
    ...{ managerId, name: nullable(column.text()), teamId: nullable(column.text()) },
    ...{ ...callColumns, ...clockColumns, ...offeredColumns },
  },
  money: {
    ...{ managerId, currency: column.text() },
    ...sumColumns('offeredValue', 'acceptedValue', 'listValue'),
    discountValue: nullable(column.money('sum')),
    discountDepth: nullable(column.share()),
  },
  'calls-by-day': { day: column.day(), ...callColumns },
  'refusal-profile': {
    ...{ managerId, group: column.text(), ...wholeColumns('lines') },
    ...{ share: column.share(), statedByClientShare: column.share() },
  },
};
