import { IANAZone } from 'luxon';
import { chainOf, inOrder, type Chain } from '../shared/chain';
import { accept, type Checked, type Decider } from '../shared/decider';
import { inForce, type Calendar, type DiscountLimits, type ServiceTargets, type WorkingHours } from '../shared/facts';
import { isSame } from '../shared/same';
import { foldedText } from '../shared/text';
import { localDay } from '../shared/time';
import type { Moment } from '../shared/values';
import { rejectPolicy, policyRejections } from './rejections';
import { evolvePolicy, initialPolicy, type PolicyShape } from './state';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const hasTwice = <Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): boolean =>
  new Set(entries.map(keyOf)).size < entries.length;

const isSoundWindow = ({ weekday, opens, closes }: WorkingHours): boolean =>
  Number.isInteger(weekday) &&
  weekday >= 1 &&
  weekday <= 7 &&
  TIME.test(opens) &&
  (TIME.test(closes) || closes === '24:00') &&
  opens < closes;

const overlapping = (hours: readonly WorkingHours[]): WorkingHours | undefined =>
  hours.find((one, index) =>
    hours.some(
      (other, place) =>
        place < index && other.weekday === one.weekday && other.opens < one.closes && one.opens < other.closes,
    ),
  );

const checkCalendar = ({ zone, hours }: Pick<Calendar, 'zone' | 'hours'>): Checked => {
  if (!IANAZone.isValidZone(zone)) return rejectPolicy('CALENDAR_ZONE_UNKNOWN', { zone });
  if (hours.length === 0) return rejectPolicy('CALENDAR_NEVER_OPEN');
  const unsound = hours.find((window) => !isSoundWindow(window));
  if (unsound) return rejectPolicy('CALENDAR_WINDOW_INVALID', { ...unsound });
  const overlap = overlapping(hours);
  return overlap && rejectPolicy('CALENDAR_WINDOWS_OVERLAP', { ...overlap });
};

const checkTargets = ({ targets }: Pick<ServiceTargets, 'targets'>): Checked => {
  const isComplete =
    targets.length > 0 &&
    !hasTwice(targets, ({ priority }) => priority) &&
    targets.every(({ answerMinutes, fulfilMinutes }) => answerMinutes > 0 && answerMinutes <= fulfilMinutes);
  return isComplete ? undefined : rejectPolicy('TARGETS_INCOMPLETE', { targets });
};

const checkLimits = ({ limits }: Pick<DiscountLimits, 'limits'>): Checked => {
  const isSoundLimit = ({ maxBasisPoints }: { maxBasisPoints: number }): boolean =>
    maxBasisPoints >= 0 && maxBasisPoints <= 10_000;
  return limits.every(isSoundLimit) && !hasTwice(limits, ({ role }) => role)
    ? undefined
    : rejectPolicy('LIMITS_AMBIGUOUS', { limits });
};

type PolicyVersion = { readonly version: number; readonly effectiveFrom: Moment };

const nextVersion = (policies: Chain<PolicyVersion>): number => (policies?.newest.version ?? 0) + 1;

/** Whether the same is in force at that moment already: from when on, and under which version, does not matter. */
const isInForce = (policies: Chain<PolicyVersion>, policy: PolicyVersion): boolean => {
  const current = inForce(policies, policy.effectiveFrom);
  return (
    current !== undefined &&
    isSame(current, { ...policy, version: current.version, effectiveFrom: current.effectiveFrom })
  );
};

/** However it is written (rule 33). */
const isSameSegment = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined ? one === other : foldedText(one) === foldedText(other);

/** The company's own rules, each kind in a stream of its own; an old version keeps what was decided under it. */
export const policyDecider: Decider<PolicyShape> = {
  initialState: initialPolicy,
  evolve: evolvePolicy,
  decide: {
    SetServiceTargets: ({ effectiveFrom, ...policy }, { serviceTargets }, { occurredAt }) => {
      const data = { ...policy, version: nextVersion(serviceTargets), effectiveFrom: effectiveFrom ?? occurredAt };
      if (isInForce(serviceTargets, data)) return accept();
      return checkTargets(policy) ?? accept({ type: 'ServiceTargetsSet', occurredAt, data });
    },
    DefineCalendar: ({ effectiveFrom, ...policy }, { calendars }, { occurredAt }) => {
      const data = { ...policy, version: nextVersion(calendars), effectiveFrom: effectiveFrom ?? occurredAt };
      if (isInForce(calendars, data)) return accept();
      return checkCalendar(policy) ?? accept({ type: 'CalendarDefined', occurredAt, data });
    },
    SetDiscountLimits: ({ effectiveFrom, ...policy }, { discountLimits }, { occurredAt }) => {
      const data = { ...policy, version: nextVersion(discountLimits), effectiveFrom: effectiveFrom ?? occurredAt };
      if (isInForce(discountLimits, data)) return accept();
      return checkLimits(policy) ?? accept({ type: 'DiscountLimitsSet', occurredAt, data });
    },
    SetLateEntryLimit: ({ effectiveFrom, ...policy }, { lateEntryLimits }, { occurredAt }) => {
      const data = { ...policy, version: nextVersion(lateEntryLimits), effectiveFrom: effectiveFrom ?? occurredAt };
      if (isInForce(lateEntryLimits, data)) return accept();
      return accept({ type: 'LateEntryLimitSet', occurredAt, data });
    },
    SetNumberSeries: ({ effectiveFrom, ...policy }, { numberSeries }, { occurredAt }) => {
      const own = chainOf(inOrder(numberSeries).filter(({ series }) => series === policy.series));
      const data = { ...policy, version: nextVersion(numberSeries), effectiveFrom: effectiveFrom ?? occurredAt };
      if (isInForce(own, data)) return accept();
      return accept({ type: 'NumberSeriesSet', occurredAt, data });
    },
    SetTaxRounding: ({ effectiveFrom, ...policy }, { taxRoundings }, { occurredAt }) => {
      const data = { ...policy, version: nextVersion(taxRoundings), effectiveFrom: effectiveFrom ?? occurredAt };
      if (isInForce(taxRoundings, data)) return accept();
      return accept({ type: 'TaxRoundingSet', occurredAt, data });
    },
    StateMarketSize: (data, { marketSizes }, { occurredAt, zone }) => {
      const { segment, countedOn } = data;
      if (countedOn > localDay(occurredAt, zone)) return rejectPolicy('MARKET_SIZE_OF_DAY_TO_COME', { countedOn });
      const own = inOrder(marketSizes).filter((stated) => isSameSegment(stated.segment, segment));
      const last = inForce(chainOf(own), occurredAt);
      if (last && isSame(last, { ...data, effectiveFrom: last.effectiveFrom })) return accept();
      return accept({ type: 'MarketSizeStated', occurredAt, data });
    },
  },
  streamId: (command) => {
    if ('targets' in command) return 'service-targets';
    if ('hours' in command) return 'calendar';
    if ('series' in command) return 'number-series';
    if ('limits' in command) return 'discount-limits';
    if ('countedOn' in command) return 'market-size';
    return 'days' in command ? 'late-entry' : 'tax-rounding';
  },
  needs: {},
  rejections: policyRejections,
};
