import type {
  Calendar,
  DiscountLimits,
  LateEntryLimit,
  NumberSeries,
  ServiceTargets,
  TaxRounding,
} from '../shared/facts';

/**
 * Facts about the company's own rules. One stream a kind: `service-targets`, `calendar`, `discount-limits`, `late-entry`,
 * `number-series`, `tax-rounding`.
 */
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
  /** By what the tax of invoices is rounded: the line, or the rate of the document (rule 32). */
  TaxRoundingSet: TaxRounding;
}
