import type { Calendar, DiscountLimits, LateEntryLimit, ServiceTargets } from '../shared/facts';

/** Facts about the company's own rules. One stream a kind: `service-targets`, `calendar`, `discount-limits`, `late-entry`. */
export interface PolicyEvents {
  ServiceTargetsSet: ServiceTargets;
  CalendarDefined: Calendar;
  DiscountLimitsSet: DiscountLimits;
  LateEntryLimitSet: LateEntryLimit;
}
