import type { FromNowOn } from '../shared/facts';
import type { PolicyEvents } from './events';

/** Versions are counted by the decider. */
type NewPolicy<Policy> = FromNowOn<Omit<Policy, 'version'>>;

export interface PolicyCommands {
  SetServiceTargets: NewPolicy<PolicyEvents['ServiceTargetsSet']>;
  DefineCalendar: NewPolicy<PolicyEvents['CalendarDefined']>;
  SetDiscountLimits: NewPolicy<PolicyEvents['DiscountLimitsSet']>;
  SetLateEntryLimit: NewPolicy<PolicyEvents['LateEntryLimitSet']>;
  SetNumberSeries: NewPolicy<PolicyEvents['NumberSeriesSet']>;
  SetTaxRounding: NewPolicy<PolicyEvents['TaxRoundingSet']>;
  StateMarketSize: PolicyEvents['MarketSizeStated'];
}
