import { sql } from 'kysely';
import type { Day, Moment } from '../../domain/shared/values';
import { allOf, isAmong } from '../kit/conditions';
import type { Ground, SqlPart } from '../kit/report';
import { utcDayOf, soldOn, type Basis } from './sales';
import { rowsWith, rowsByKeys } from '../kit/grounds';
import { decidedOutcomes } from '../groupings/acceptance-by-segment';

/** What products are asked about: by which basis, up to when. */
export interface SalesAsked {
  readonly basis: Basis;
  readonly at: Moment;
  readonly today: Day;
}

const isOfProduct = (productId: string | undefined): readonly SqlPart[] =>
  productId === undefined ? [] : [sql`"productId" = ${productId}`];

const standingLines = sql`"voided" = 0`;
const hasDecidedOutcome = isAmong(sql`"outcome"`, decidedOutcomes);

/** Lines that were offered by the day of asking, of a product or of all. */
export const offeredGround = (
  role: string,
  { today }: SalesAsked,
  productId?: string,
  ...that: readonly SqlPart[]
): Ground =>
  rowsWith(
    role,
    'offer_lines',
    standingLines,
    sql`${utcDayOf('offeredAt')} <= ${today}`,
    ...isOfProduct(productId),
    ...that,
  );

/** Of those the ones that ended so by then; as anything that is decided, where nothing is said. */
export const endedGround = (role: string, asked: SalesAsked, productId?: string, outcome?: string): Ground =>
  offeredGround(
    role,
    asked,
    productId,
    outcome === undefined ? hasDecidedOutcome : sql`"outcome" = ${outcome}`,
    sql`${utcDayOf('outcomeAt')} <= ${asked.today}`,
  );

const ofInvoices = sql`"invoice_lines" l join "invoices" i on i."invoiceId" = l."invoiceId"`;

const invoicedGrounds = (role: string, day: SqlPart, today: Day, productId?: string): readonly Ground[] => {
  const ofProduct = productId === undefined ? [] : [sql`l."productId" = ${productId}`];
  const where = allOf([sql`i."voided" = 0`, sql`${day} <= ${today}`, ...ofProduct]);
  return [
    { role, table: 'invoice_lines', rows: { as: 'l', from: ofInvoices, where } },
    rowsWith('looked up', 'invoices', sql`"invoiceId" in (select l."invoiceId" from ${ofInvoices} where ${where})`),
  ];
};

/** That there are invoices at all says what counts as a sale where nobody says it. */
export const basisGround: Ground = rowsWith(
  'looked up: what counts as a sale',
  'invoices',
  sql`"invoiceId" = (select min(f."invoiceId") from "invoices" f)`,
);

/** What was sold up to the day of asking, by the basis. */
export const soldGrounds = (role: string, { basis, today }: SalesAsked, productId?: string): readonly Ground[] => {
  if (basis === 'accepted')
    return [
      rowsWith(
        role,
        'offer_lines',
        ...[standingLines, sql`"outcome" = 'accepted'`, sql`${utcDayOf('outcomeAt')} <= ${today}`],
        ...isOfProduct(productId),
      ),
    ];
  return [...invoicedGrounds(role, soldOn(basis), today, productId), basisGround];
};

/** A product, when it could be sold, and since when it was offered or sold. */
export const ownGrounds = (asked: SalesAsked, productId: string): readonly Ground[] => [
  rowsWith('looked up', 'products', ...isOfProduct(productId)),
  rowsWith('looked up', 'product_states', ...isOfProduct(productId)),
  offeredGround('looked up', asked, productId),
  ...invoicedGrounds('looked up', utcDayOf('l.issuedAt'), asked.today, productId),
  ...soldGrounds('sold', asked, productId),
];

/** Offered or invoiced before it was introduced, or on that day: then it was there before. */
const isEarly = (day: SqlPart, productId: SqlPart): SqlPart =>
  sql`not exists (select 1 from "products" p where p."productId" = ${productId} and ${utcDayOf('p.introducedAt')} < ${day})`;

/** All by which it is foretold how a product sells: how all of them sold, when they could be, and their categories. */
export const outlookGrounds = (asked: SalesAsked): readonly Ground[] => [
  ...soldGrounds('sold', asked),
  rowsWith('looked up', 'products', sql`"introducedAt" <= ${asked.at}`),
  rowsWith('looked up', 'product_states'),
  offeredGround(
    'looked up: offered before it was introduced',
    asked,
    undefined,
    isEarly(utcDayOf('offer_lines.offeredAt'), sql.ref('offer_lines.productId')),
  ),
];

/** By what the segments of clients are known: how each is written, and merges. */
export const segmentGrounds: readonly Ground[] = [rowsWith('looked up: segments', 'clients')];

/** Items of enquiries, and how these ended. */
export const demandGrounds = (
  items: readonly { readonly position: number; readonly item: number; readonly enquiryId: string }[],
): readonly Ground[] => [
  rowsByKeys(
    'asked for',
    'enquiry_items',
    items.map(({ position, item }) => [position, item]),
  ),
  rowsByKeys(
    'looked up: how it ended',
    'enquiries',
    [...new Set(items.map(({ enquiryId }) => enquiryId))].map((id) => [id]),
  ),
];
