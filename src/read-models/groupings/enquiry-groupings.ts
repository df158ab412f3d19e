import { sql, type SqlBool } from 'kysely';
import type { AddedRows } from './added-rows';
import { allOf, hasValue } from '../kit/conditions';
import { keyedRows } from './explained-rows';
import { groupColumn, groupNames, type GroupColumns, type GroupName } from './groupings';
import type { Ground, ReportContext, SqlCondition, SqlPart } from '../kit/report';
import type { FactsDb } from '../facts/tables';

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

export const enquiryNames = async (
  db: FactsDb,
  by: EnquiryGrouping,
  values: Iterable<string | null>,
  context: ReportContext,
): Promise<GroupName> =>
  by === 'priority' || by === 'channel' ? (value) => value : groupNames(db, by, values, context);

/** Enquiries that are counted under a name, as a condition on them, and what it rests on beside them. */
export interface EnquiriesNamed {
  readonly is: SqlCondition;
  readonly beside: readonly Ground[];
}

const asksForProduct = (product: string | null): SqlCondition => {
  const items = sql`from "enquiry_items" x where x."enquiryId" = "enquiries"."enquiryId"`;
  const asks = sql<SqlBool>`exists (select 1 ${items} and ${hasValue(sql`x."productId"`, product)})`;
  return product === null ? sql`(${asks} or not exists (select 1 ${items}))` : asks;
};

/** Of those that a condition asks for: `enquiryNames` the other way round. */
export const enquiriesNamed = async (
  db: FactsDb,
  by: EnquiryGrouping,
  name: string | null,
  asked: SqlPart,
  context: ReportContext,
): Promise<EnquiriesNamed> => {
  if (by === 'priority' || by === 'channel') return { is: hasValue(enquiryColumn(by), name), beside: [] };
  // An enquiry says itself what it asks for, with its receipt.
  if (by === 'product') return { is: asksForProduct(name), beside: [] };
  const rows: AddedRows<never> = {
    ...{ table: 'enquiries', as: 'enquiries', from: sql`"enquiries"`, where: [asked] },
    ...{ columns: enquiryColumns, currency: sql`null`, figures: {}, lookUps: [] },
  };
  const { is, beside } = await keyedRows(db, [rows], { by, ofClients: undefined }, { name }, context);
  return { is: allOf(is(rows)), beside };
};
