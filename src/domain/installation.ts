import type { DomainCommand } from './catalogue';
import type { Code, Moment, Zone } from './shared/values';
import type { Durability, ReasonGroup } from './shared/words';

/** The catalogue that offers take their refusal reasons from. */
export const REFUSAL_REASONS = 'refusals';

/** From ever: an import may hold years before the installation. */
const EVER: Moment = '1970-01-01T00:00:00.000Z';

type StartingReason = readonly [code: Code, group: ReasonGroup, durable: Durability, label: string];

const reasons: readonly StartingReason[] = [
  ['NO_NEED', 'need', 'durable', 'Has no need of it'],
  ['POOR_FIT', 'need', 'durable', 'Does not fit what the client does'],
  ['ALREADY_HAS', 'need', 'durable', 'Has it already'],
  ['PRICE_TOO_HIGH', 'price', 'not_durable', 'Too expensive'],
  ['NO_BUDGET', 'price', 'not_durable', 'No budget for it'],
  ['COMPETITOR', 'competition', 'not_durable', 'Buys from a competitor'],
  ['MISSING_FEATURE', 'product', 'until_product_version', 'Something is missing in it'],
  ['QUALITY', 'product', 'until_product_version', 'Not good enough'],
  ['OUT_OF_STOCK', 'fulfilment', 'not_durable', 'Could not be had'],
  ['DELIVERY_TERMS', 'fulfilment', 'not_durable', 'Terms of delivery'],
  ['PAYMENT_TERMS', 'fulfilment', 'not_durable', 'Terms of payment'],
  ['BAD_TIMING', 'timing', 'until_reconsider_on', 'Not now'],
  ['NO_DECISION_MAKER', 'process', 'not_durable', 'Did not reach who decides'],
  ['SLOW_RESPONSE', 'process', 'not_durable', 'We answered too late'],
  ['BAD_SERVICE', 'process', 'not_durable', 'We served badly'],
  ['NO_RESPONSE', 'unknown', 'not_durable', 'No answer any more'],
  ['DUPLICATE', 'invalid', 'not_durable', 'Entered twice'],
  ['ENTERED_IN_ERROR', 'invalid', 'not_durable', 'Entered in error'],
  ['OTHER', 'other', 'not_durable', 'Another reason'],
];

const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5];

const WORKING_HOUR = 60;
const WORKING_DAY = 9 * WORKING_HOUR;

export const startingHours = MONDAY_TO_FRIDAY.map((weekday) => ({ weekday, opens: '09:00', closes: '18:00' }));

export const startingTargets = [
  { priority: 'urgent', answerMinutes: WORKING_HOUR, fulfilMinutes: WORKING_DAY },
  { priority: 'high', answerMinutes: 2 * WORKING_HOUR, fulfilMinutes: 3 * WORKING_DAY },
  { priority: 'normal', answerMinutes: 4 * WORKING_HOUR, fulfilMinutes: 10 * WORKING_DAY },
  { priority: 'low', answerMinutes: WORKING_DAY, fulfilMinutes: 20 * WORKING_DAY },
] as const;

export const startingLimits = [
  { role: 'manager', maxBasisPoints: 1_000 },
  { role: 'lead', maxBasisPoints: 2_500 },
  { role: 'director', maxBasisPoints: 10_000 },
] as const;

/**
 * What a new installation starts with, said through the domain's own commands: the catalogue of refusal reasons, targets
 * for answering and fulfilling (working time), working hours, the discounts that each role may give, and after how many
 * days an entry must say why it comes late. Discount limits hold from the installation on; the rest from ever.
 */
export const installationCommands = ({ zone }: { readonly zone: Zone }): readonly DomainCommand[] => [
  ...reasons.map(([code, group, durable, label]): DomainCommand => ({
    type: 'DefineReason',
    data: { catalogue: REFUSAL_REASONS, code, group, durable, label, effectiveFrom: EVER },
  })),
  { type: 'DefineCalendar', data: { zone, hours: startingHours, holidays: [], effectiveFrom: EVER } },
  { type: 'SetServiceTargets', data: { targets: startingTargets, effectiveFrom: EVER } },
  { type: 'SetDiscountLimits', data: { limits: startingLimits } },
  { type: 'SetLateEntryLimit', data: { days: 7, effectiveFrom: EVER } },
];
