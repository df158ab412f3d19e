import type { Kysely } from 'kysely';
import type { calls } from '../facts/calls';
import type { CampaignClientRow, CampaignRow } from '../facts/campaigns';
import type { clients } from '../facts/clients';
import type { ConsentRow } from '../facts/consents';
import type { clientEvents } from '../facts/history';
import type { invoiceLines, InvoiceRow } from '../facts/invoices';
import type { managers } from '../facts/managers';
import type { OfferLineRow, offers, RefusalRow } from '../facts/offers/tables';
import type { productPrices, products } from '../facts/products';
import type { RowOfTable } from '../kit/projection';

/** What is read of the facts to propose campaigns and to say what they brought. */
export type CampaignTables = {
  readonly calls: RowOfTable<typeof calls>;
  readonly campaigns: CampaignRow;
  readonly campaign_clients: CampaignClientRow;
  readonly clients: RowOfTable<typeof clients>;
  readonly client_events: RowOfTable<typeof clientEvents>;
  readonly consents: ConsentRow;
  readonly invoices: InvoiceRow;
  readonly invoice_lines: RowOfTable<typeof invoiceLines>;
  readonly managers: RowOfTable<typeof managers>;
  readonly offers: RowOfTable<typeof offers>;
  readonly offer_lines: OfferLineRow;
  readonly products: RowOfTable<typeof products>;
  readonly product_prices: RowOfTable<typeof productPrices>;
  readonly refusals: RefusalRow;
};
export type CampaignDb = Kysely<CampaignTables>;
