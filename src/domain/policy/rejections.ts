import { rejecter, type RejectionCatalogue } from '../shared/decider';

export const policyRejections = {
  TARGETS_INCOMPLETE: {
    rule: 11,
    message: 'Service targets name each priority that they set once, with time to answer not above time to fulfil.',
    next: 'Give one line a priority: answerMinutes and fulfilMinutes in working minutes, the first not above the second.',
  },
  CALENDAR_ZONE_UNKNOWN: {
    rule: 11,
    message: 'The zone of the calendar is not known.',
    next: 'Name it as the IANA does, for example Europe/Berlin.',
  },
  CALENDAR_NEVER_OPEN: {
    rule: 11,
    message: 'A calendar without an open hour would never let a deadline come.',
    next: 'Give at least one window of working hours.',
  },
  CALENDAR_WINDOW_INVALID: {
    rule: 11,
    message: 'A window of working hours opens before it closes, on a weekday from 1 (Monday) to 7, as HH:mm.',
    next: 'Fix the window that is named.',
  },
  CALENDAR_WINDOWS_OVERLAP: {
    rule: 11,
    message: 'Two windows of the same weekday overlap.',
    next: 'Join them into one.',
  },
  LIMITS_AMBIGUOUS: {
    rule: 19,
    message: 'Discount limits name each role once, from 0 to 10,000 basis points.',
    next: 'Give one line a role.',
  },
  MARKET_SIZE_OF_DAY_TO_COME: {
    rule: 0,
    message: 'The size of a market is counted on a day that has come.',
    next: 'Give the day that the source counted on in countedOn.',
  },
} as const satisfies RejectionCatalogue;

export const rejectPolicy = rejecter(policyRejections);
