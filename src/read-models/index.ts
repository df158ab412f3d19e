import { clientHistoryProjection } from './client-history/projection';
import { clientHistoryReport } from './client-history/report';
import { deadlinesProjection } from './deadlines/projection';
import { enquiriesProjection } from './enquiries/projection';
import { enquiriesReport } from './enquiries/report';
import { managerActivityProjection } from './manager-activity/projection';
import { managerActivityReport } from './manager-activity/report';
import { refusalsProjection } from './refusals/projection';
import { refusalsReport } from './refusals/report';
import { staleProductsProjection } from './stale-products/projection';
import { staleProductsReport } from './stale-products/report';
import type { Projection } from './projection';
import type { Report } from './report';

/** The registry: the one list of read models, and the one list of questions. */
export const projections: readonly Projection[] = [
  clientHistoryProjection,
  deadlinesProjection,
  enquiriesProjection,
  managerActivityProjection,
  refusalsProjection,
  staleProductsProjection,
];
export const reports: readonly Report[] = [
  clientHistoryReport,
  enquiriesReport,
  managerActivityReport,
  refusalsReport,
  staleProductsReport,
];
