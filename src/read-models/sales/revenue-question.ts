import type { Kysely } from 'kysely';
import { chosenBy, type Chosen } from '../groupings/chosen-rows';
import type { clients } from '../facts/clients';
import type { enquiries } from '../facts/enquiries/tables';
import type { creditNoteLines, invoiceLines, invoices, payments } from '../facts/invoices';
import type { offerLines, offers } from '../facts/offers/tables';
import { groupings, type Grouping } from '../groupings/groupings';
import type { RowOfTable } from '../kit/projection';
import type { ParameterValues, ReportContext } from '../kit/report';
import { windowOf, type ReportWindow } from '../kit/window';

export type RevenueTables = {
  readonly clients: RowOfTable<typeof clients>;
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly offers: RowOfTable<typeof offers>;
  readonly offer_lines: RowOfTable<typeof offerLines>;
  readonly invoices: RowOfTable<typeof invoices>;
  readonly invoice_lines: RowOfTable<typeof invoiceLines>;
  readonly credit_note_lines: RowOfTable<typeof creditNoteLines>;
  readonly payments: RowOfTable<typeof payments>;
};
export type RevenueDb = Kysely<RevenueTables>;

export interface RevenueQuestion extends Chosen {
  readonly by: Grouping;
  readonly window: ReportWindow;
}

export const revenueQuestion = async (
  db: RevenueDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<RevenueQuestion> => ({
  ...(await chosenBy(db, parameters, parameters.optionalText('product'))),
  by: groupings.find((grouping) => grouping === parameters.optionalText('by')) ?? 'month',
  window: windowOf(parameters, context),
});

/** Whether the question is about products: then documents are taken line by line. */
export const isByLine = ({ by, product }: RevenueQuestion): boolean => by === 'product' || product !== undefined;
