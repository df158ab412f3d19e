import type {
  Calendar,
  DiscountLimits,
  LateEntryLimit,
  NumberSeries,
  ServiceTargets,
  TaxRounding,
} from '../shared/facts';
import type { Day } from '../shared/values';

/**
 * Facts about the company's own rules, and what it takes from outside to count with. One stream a kind: `service-targets`,
 * `calendar`, `discount-limits`, `late-entry`, `number-series`, `tax-rounding`, `market-size`.
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
  /** How many clients the market has, as a source outside of the company says: a study, a register. */
  MarketSizeStated: {
    /** Of this segment alone; of all clients, where it is left out. */
    readonly segment?: string;
    readonly clients: number;
    readonly source: string;
    /** The day that the number is of. */
    readonly countedOn: Day;
  };
}
