import { sql, type Kysely } from 'kysely';
import type { clients } from '../facts/clients';
import { groupColumn, groupNames, type GroupColumns, type GroupName } from './groupings';
import type { RowOfTable } from '../kit/projection';
import type { ReportContext, SqlPart } from '../kit/report';

/** What enquiries are counted by. */
export const enquiryGroupings = [
  'month',
  'manager',
  'product',
  'client',
  'segment',
  'source',
  'priority',
  'channel',
] as const;
export type EnquiryGrouping = (typeof enquiryGroupings)[number];

/** Where a row of `enquiriesBy` says whose it is. */
export const enquiryColumns: GroupColumns = {
  at: sql`"enquiries"."receivedAt"`,
  manager: sql`"enquiries"."managerId"`,
  client: sql`"enquiries"."clientId"`,
  product: sql`"asked"."forProduct"`,
  origin: sql`"enquiries"."origin"`,
};

/** The rows of enquiries; by product, an enquiry has one for each product that it asks for. */
export const enquiriesBy = (by: EnquiryGrouping | undefined): SqlPart =>
  by === 'product'
    ? sql`"enquiries" left join (select distinct "enquiryId" as "inEnquiry", "productId" as "forProduct" from "enquiry_items")
        as "asked" on "asked"."inEnquiry" = "enquiries"."enquiryId"`
    : sql`"enquiries"`;

export const enquiryColumn = (by: EnquiryGrouping): SqlPart =>
  by === 'priority' || by === 'channel' ? sql.ref(`enquiries.${by}`) : groupColumn(by, enquiryColumns);

export const enquiryNames = async <Tables extends { readonly clients: RowOfTable<typeof clients> }>(
  db: Kysely<Tables>,
  by: EnquiryGrouping,
  values: Iterable<string | null>,
  context: ReportContext,
): Promise<GroupName> =>
  by === 'priority' || by === 'channel' ? (value) => value : groupNames(db, by, values, context);
