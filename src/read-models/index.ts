import { clientHistoryReport } from './client-history/report';
import { deadlinesProjection } from './deadlines/projection';
import { enquiriesReport } from './enquiries/report';
import { callFacts } from './facts/calls';
import { clientFacts } from './facts/clients';
import { enquiryFacts } from './facts/enquiries/projection';
import { historyFacts } from './facts/history';
import { invoiceFacts } from './facts/invoices';
import { managerFacts } from './facts/managers';
import { offerFacts } from './facts/offers/projection';
import { productFacts } from './facts/products';
import { reasonFacts } from './facts/reasons';
import { voidFacts } from './facts/voids';
import { managerActivityReport } from './manager-activity/report';
import type { Projection } from './projection';
import { refusalsReport } from './refusals/report';
import type { Report } from './report';
import { staleProductsReport } from './stale-products/report';

/** The one list of facts that are kept of the log, and of what falls due. */
export const projections: readonly Projection[] = [
  callFacts,
  clientFacts,
  deadlinesProjection,
  enquiryFacts,
  historyFacts,
  invoiceFacts,
  managerFacts,
  offerFacts,
  productFacts,
  reasonFacts,
  voidFacts,
];

/** The one list of questions. */
export const reports: readonly Report[] = [
  clientHistoryReport,
  enquiriesReport,
  managerActivityReport,
  refusalsReport,
  staleProductsReport,
];
