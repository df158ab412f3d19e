import { idTaken, rejecter, type RejectionCatalogue } from '../shared/decider';
import { referenceRejections } from '../shared/references';

export const managerRejections = {
  MANAGER_UNKNOWN: referenceRejections.MANAGER_UNKNOWN,
  MANAGER_ALREADY_REGISTERED: idTaken('A manager of this id is registered already.'),
  MANAGER_DEPARTED: {
    rule: 0,
    message: 'This manager has left the company.',
    next: 'Name a day before the departure, or another manager.',
  },
  ABSENCE_ENDS_BEFORE_IT_BEGINS: {
    rule: 0,
    message: 'The absence ends before it begins.',
    next: 'Give the last day of it in untilOn, the same day for a single one.',
  },
  ABSENCE_OVERLAPS: {
    rule: 0,
    message: 'An absence is recorded for some of these days already.',
    next: 'Record the days that are missing only.',
  },
  FORECAST_MONTH_OVER: {
    rule: 0,
    message: 'The month is over: a forecast is about what is yet to come.',
    next: 'Give the month that has begun, or a later one.',
  },
  PRODUCT_UNKNOWN: referenceRejections.PRODUCT_UNKNOWN,
} as const satisfies RejectionCatalogue;

export const rejectManager = rejecter(managerRejections);
