import { sql, type Kysely } from 'kysely';
import type { clients } from '../facts/clients';
import type { enquiries } from '../facts/enquiries/tables';
import type { creditNoteLines, invoiceLines, invoices, payments } from '../facts/invoices';
import type { offerLines, offers } from '../facts/offers/tables';
import { groupings, type Grouping } from '../groupings';
import { mergedClients } from '../merged-clients';
import type { RowOfTable } from '../projection';
import type { ParameterValues, ReportContext, SqlPart } from '../report';
import { windowOf, type ReportWindow } from '../window';

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

export interface RevenueQuestion {
  readonly by: Grouping;
  readonly window: ReportWindow;
  readonly manager: string | undefined;
  readonly product: string | undefined;
  /** The client asked for, with its duplicates. */
  readonly ofClients: readonly string[] | undefined;
}

export const questionOn = async (
  db: RevenueDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<RevenueQuestion> => {
  const client = parameters.optionalText('client');
  return {
    by: groupings.find((grouping) => grouping === parameters.optionalText('by')) ?? 'month',
    window: windowOf(parameters, context),
    manager: parameters.optionalText('manager'),
    product: parameters.optionalText('product'),
    ofClients: client === undefined ? undefined : (await mergedClients(db)).idsOf(client),
  };
};

/** Whether the question is about products: then documents are taken line by line. */
export const isByLine = ({ by, product }: RevenueQuestion): boolean => by === 'product' || product !== undefined;

interface Whose {
  readonly manager: SqlPart;
  readonly client: SqlPart;
  readonly product: SqlPart;
}

/** Which rows are asked for, beside the window. */
export const filtersOf = (question: RevenueQuestion, { manager, client, product }: Whose): readonly SqlPart[] => [
  ...(question.manager === undefined ? [] : [sql`${manager} = ${question.manager}`]),
  ...(question.product === undefined ? [] : [sql`${product} = ${question.product}`]),
  ...(question.ofClients === undefined ? [] : [sql`${client} in (${sql.join(question.ofClients)})`]),
];
