import { enquiriesProjection } from './enquiries/projection';
import { enquiriesReport } from './enquiries/report';
import type { Projection } from './projection';
import type { Report } from './report';

/** The registry: the one list of read models, and the one list of questions. */
export const projections: readonly Projection[] = [enquiriesProjection];
export const reports: readonly Report[] = [enquiriesReport];
