import type { Projection } from '../projection';
import { callEntryArms } from './calls';
import { campaignEntryArms, clientEntryArms } from './clients';
import { enquiryEntryArms } from './enquiries';
import { invoiceEntryArms } from './invoices';
import { offerEntryArms } from './offers';
import { clientHistoryTables } from './tables';

/**
 * Everything that happened with each client. Rows belong to the client named on the event; a report follows merges
 * through `clients.mergedInto`, so that a reversed merge leaves no trace in any figure.
 */
export const clientHistoryProjection: Projection = {
  name: 'client-history',
  version: 4,
  description: 'Everything that happened with each client, and what is still open',
  tables: clientHistoryTables,
  on: {
    ...clientEntryArms,
    ...callEntryArms,
    ...enquiryEntryArms,
    ...offerEntryArms,
    ...invoiceEntryArms,
    ...campaignEntryArms,
  },
};
