import type { Calendar, DiscountLimits, LateEntryLimit, ServiceTargets } from '../shared/facts';
import type { Moment } from '../shared/values';

/** `effectiveFrom` defaults to when the command occurred; versions are counted by the decider. */
type NewPolicy<Policy> = Omit<Policy, 'version' | 'effectiveFrom'> & { readonly effectiveFrom?: Moment };

export interface PolicyCommands {
  SetServiceTargets: NewPolicy<ServiceTargets>;
  DefineCalendar: NewPolicy<Calendar>;
  SetDiscountLimits: NewPolicy<DiscountLimits>;
  SetLateEntryLimit: NewPolicy<LateEntryLimit>;
}
