import { mergedClients } from '../groupings/merged-clients';
import {
  defineReport,
  isAskedFor,
  namingParameter,
  optionalParameter,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { campaignCells } from './cells';
import { campaignsColumns } from './columns';
import { COMPANY_CONTROL } from './company-control';
import { controlYears, yearCells } from './control-years';
import { explainedCampaigns } from './explained';
import { campaignResults } from './results';
import type { CampaignDb, CampaignTables } from './tables';

const resultsAsked = async (db: CampaignDb, parameters: ParameterValues, context: ReportContext) => {
  const chosen = { product: parameters.optionalText('product'), campaign: parameters.optionalText('campaign') };
  const results = await campaignResults(db, chosen, (await mergedClients(db)).of, context);
  // Of some campaigns alone there is no sum of all.
  const isOfAll = chosen.product === undefined && chosen.campaign === undefined;
  const years = isOfAll && isAskedFor(context, 'companyControl') ? await controlYears(db, results, context) : [];
  return { results, years };
};

export const campaignsReport = defineReport<CampaignTables>({
  name: 'campaigns',
  description: 'What each campaign brought, against the clients who were left alone, and all campaigns together',
  parameters: {
    product: namingParameter('product', 'Only campaigns for this product'),
    campaign: {
      ...optionalParameter('text', 'Only the campaign of this id'),
      row: {
        ...{ table: 'campaigns', columns: ['campaignId'] },
        expected: 'the id of a campaign, as the report campaigns shows it with --ids',
      },
    },
  },
  columns: campaignsColumns,
  reads: ['campaigns', 'clients', 'invoices', 'offers'],
  answer: async (db, parameters, context) => {
    const { results, years } = await resultsAsked(db, parameters, context);
    return {
      sections: { campaigns: results.map(campaignCells), companyControl: years.map(yearCells) },
      notes: [
        'Clients count in the group that they were drawn into, whatever became of them (intention to treat). Took: accepted a line of the product, or was invoiced for it without an offer, from the launch to the last planned day.',
        'difference: the share of targets less that of control, with the 95 % interval of Newcombe; says is what this interval says, and is said once, after the last planned day: who looks every week finds something by chance. adjusted: the same, as if both groups had taken as much in the year before (analysis of covariance over ln(1 + how often)).',
        'targetsNotOffered: targets to whom it was not offered; controlOffered: clients to be left alone to whom it was offered although they had not asked. Both make the difference smaller than what the campaign can do. power: how surely these groups show smallestUplift over the share of control (until the end: over the expected one); upliftSeen: what they show in four of five campaigns.',
        `companyControl: ${100 * COMPANY_CONTROL} % of all clients are left out of all campaigns of a year, other ones each year. Looked at when the year and its campaigns are over: who took the product of any of them while it ran.`,
      ],
    };
  },
  explained: async (db, parameters, context) => {
    const { results, years } = await resultsAsked(db, parameters, context);
    return explainedCampaigns(results, years);
  },
});
