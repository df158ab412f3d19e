import { IANAZone } from 'luxon';
import { accept, rejecter, type Decider, type RejectionCatalogue } from '../shared/decider';
import { inForce, type Calendar, type DiscountLimits, type ServiceTargets } from '../shared/facts';
import type { Moment } from '../shared/values';
import { evolve, initialState, type PolicyShape } from './state';

const rejections = {
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
    next: 'Mend the window that is named.',
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
} as const satisfies RejectionCatalogue;

const reject = rejecter(rejections);

type Refusal = ReturnType<typeof reject> | undefined;
type Window = Calendar['hours'][number];

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const hasTwice = <Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): boolean =>
  new Set(entries.map(keyOf)).size < entries.length;

const isSound = ({ weekday, opens, closes }: Window): boolean =>
  Number.isInteger(weekday) &&
  weekday >= 1 &&
  weekday <= 7 &&
  TIME.test(opens) &&
  (TIME.test(closes) || closes === '24:00') &&
  opens < closes;

const overlapping = (hours: readonly Window[]): Window | undefined =>
  hours.find((one, index) =>
    hours.some(
      (other, place) =>
        place < index && other.weekday === one.weekday && other.opens < one.closes && one.opens < other.closes,
    ),
  );

const checkCalendar = ({ zone, hours }: Pick<Calendar, 'zone' | 'hours'>): Refusal => {
  if (!IANAZone.isValidZone(zone)) return reject('CALENDAR_ZONE_UNKNOWN', { zone });
  if (hours.length === 0) return reject('CALENDAR_NEVER_OPEN');
  const unsound = hours.find((window) => !isSound(window));
  if (unsound) return reject('CALENDAR_WINDOW_INVALID', { ...unsound });
  const overlap = overlapping(hours);
  return overlap && reject('CALENDAR_WINDOWS_OVERLAP', { ...overlap });
};

const checkTargets = ({ targets }: Pick<ServiceTargets, 'targets'>): Refusal => {
  const isComplete =
    targets.length > 0 &&
    !hasTwice(targets, ({ priority }) => priority) &&
    targets.every(({ answerMinutes, fulfilMinutes }) => answerMinutes > 0 && answerMinutes <= fulfilMinutes);
  return isComplete ? undefined : reject('TARGETS_INCOMPLETE', { targets });
};

const checkLimits = ({ limits }: Pick<DiscountLimits, 'limits'>): Refusal => {
  const isSoundLimit = ({ maxBasisPoints }: { maxBasisPoints: number }): boolean =>
    maxBasisPoints >= 0 && maxBasisPoints <= 10_000;
  return limits.every(isSoundLimit) && !hasTwice(limits, ({ role }) => role)
    ? undefined
    : reject('LIMITS_AMBIGUOUS', { limits });
};

type Dated = { readonly version: number; readonly effectiveFrom: Moment };

const textOf = ({ version, effectiveFrom, ...content }: Dated): string =>
  JSON.stringify(Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Whether the same is in force from that moment on already. */
const holds = (policies: readonly Dated[], asked: Dated): boolean => {
  const standing = inForce(policies, asked.effectiveFrom);
  return standing?.effectiveFrom === asked.effectiveFrom && textOf(standing) === textOf(asked);
};

/** The company's own rules, each kind in a stream of its own; an old version keeps what was decided under it. */
export const policyDecider: Decider<PolicyShape> = {
  initialState,
  evolve,
  decide: {
    SetServiceTargets: ({ effectiveFrom, ...policy }, { serviceTargets }, { occurredAt }) => {
      const data = { ...policy, version: serviceTargets.length + 1, effectiveFrom: effectiveFrom ?? occurredAt };
      if (holds(serviceTargets, data)) return accept();
      return checkTargets(policy) ?? accept({ type: 'ServiceTargetsSet', occurredAt, data });
    },
    DefineCalendar: ({ effectiveFrom, ...policy }, { calendars }, { occurredAt }) => {
      const data = { ...policy, version: calendars.length + 1, effectiveFrom: effectiveFrom ?? occurredAt };
      if (holds(calendars, data)) return accept();
      return checkCalendar(policy) ?? accept({ type: 'CalendarDefined', occurredAt, data });
    },
    SetDiscountLimits: ({ effectiveFrom, ...policy }, { discountLimits }, { occurredAt }) => {
      const data = { ...policy, version: discountLimits.length + 1, effectiveFrom: effectiveFrom ?? occurredAt };
      if (holds(discountLimits, data)) return accept();
      return checkLimits(policy) ?? accept({ type: 'DiscountLimitsSet', occurredAt, data });
    },
    SetLateEntryLimit: ({ effectiveFrom, ...policy }, { lateEntryLimits }, { occurredAt }) => {
      const data = { ...policy, version: lateEntryLimits.length + 1, effectiveFrom: effectiveFrom ?? occurredAt };
      if (holds(lateEntryLimits, data)) return accept();
      return accept({ type: 'LateEntryLimitSet', occurredAt, data });
    },
  },
  streamId: (command) => {
    if ('targets' in command) return 'service-targets';
    if ('hours' in command) return 'calendar';
    return 'limits' in command ? 'discount-limits' : 'late-entry';
  },
  needs: {},
  rejections,
};
