import type { Calendar, DiscountLimits, LateEntryLimit, NumberSeries, ServiceTargets } from '../shared/facts';

/** Facts about the company's own rules. One stream a kind: `service-targets`, `calendar`, `discount-limits`, `late-entry`, `number-series`. */
export interface PolicyEvents {
  /** Within how many working minutes enquiries are to be answered and fulfilled, by priority. */
  ServiceTargetsSet: ServiceTargets;
  /** The company's working hours and holidays. */
  CalendarDefined: Calendar;
  /** The highest discount that each role may give without an approval (rule 19). */
  DiscountLimitsSet: DiscountLimits;
  /** After how many days an entry must say why it comes late (rule 14). */
  LateEntryLimitSet: LateEntryLimit;
  /** How the numbers of a series are bound to dates (rule 35). */
  NumberSeriesSet: NumberSeries;
}
