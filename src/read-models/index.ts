import type { AnswerOnTrial } from './kit/answer-on-trial';
import { campaignsReport } from './campaigns/report';
import { campaignProposal } from './campaigns/proposal-report';
import { livingClientsOnTrial } from './capacity/on-trial';
import { capacityReport } from './capacity/report';
import { clientHistoryReport } from './client-history/report';
import { conversionReport } from './conversion/report';
import { deadlinesProjection } from './deadlines/projection';
import { duplicatesReport } from './duplicates/report';
import { enquiriesReport } from './enquiries/report';
import { callFacts } from './facts/calls';
import { campaignFacts } from './facts/campaigns';
import { clientFacts } from './facts/clients';
import { consentFacts } from './facts/consents';
import { enquiryFacts } from './facts/enquiries/projection';
import { historyFacts } from './facts/history';
import { invoiceFacts } from './facts/invoices';
import { managerFacts } from './facts/managers';
import { offerFacts } from './facts/offers/projection';
import { productFacts } from './facts/products';
import { reasonFacts } from './facts/reasons';
import { voidFacts } from './facts/voids';
import { forecastOnTrial, openLinesOnTrial, productForecastOnTrial } from './forecast/on-trial';
import { forecastReport } from './forecast/report';
import { findReport } from './lists/find';
import { lists } from './lists/lists';
import { managerActivityReport } from './manager-activity/report';
import { pipelineReport } from './pipeline/report';
import type { Projection } from './kit/projection';
import { receivablesReport } from './receivables/report';
import { refusalsReport } from './refusals/report';
import type { DescribedReport, Report } from './kit/report';
import { revenueReport } from './revenue/report';
import { staleProductsReport } from './stale-products/report';
import { stuckProductsOnTrial } from './stuck-products/on-trial';
import { stuckProductsReport } from './stuck-products/report';
import { targetingOnTrial } from './targeting/on-trial';
import { targetingReport } from './targeting/report';
import { trialReport } from './trial/report';
import { workReport } from './work/report';

/** The one list of facts that are kept of the log, and of what falls due. */
export const projections: readonly Projection[] = [
  callFacts,
  campaignFacts,
  clientFacts,
  consentFacts,
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

/** The answers that say what will come, or what would be so otherwise: each can be tried on the company's own past. */
export const answersOnTrial: readonly AnswerOnTrial[] = [
  forecastOnTrial,
  productForecastOnTrial,
  livingClientsOnTrial,
  openLinesOnTrial,
  stuckProductsOnTrial,
  targetingOnTrial,
];

/** The one list of questions: each is a read model, which stands on the facts that it reads. */
export const reports: readonly DescribedReport[] = [
  campaignsReport,
  capacityReport,
  clientHistoryReport,
  conversionReport,
  duplicatesReport,
  enquiriesReport,
  forecastReport,
  managerActivityReport,
  pipelineReport,
  receivablesReport,
  refusalsReport,
  revenueReport,
  staleProductsReport,
  stuckProductsReport,
  targetingReport,
  trialReport(answersOnTrial),
  workReport,
];

/** What is asked beside the reports: what is found by a text, the lists, a look at one of each, and what a campaign may be. */
export const questionsBesideReports: readonly Report[] = [
  campaignProposal,
  findReport,
  ...lists.flatMap(({ all, one }) => [all, one]),
];

/** Those of them that look for names. */
export const findingQuestions: ReadonlySet<string> = new Set(
  [findReport, ...lists.map(({ all }) => all)].map(({ name }) => name),
);
