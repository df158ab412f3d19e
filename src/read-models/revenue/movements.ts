import { sql } from 'kysely';
import { noColumn, originOfOffer, type GroupColumns } from '../groupings/groupings';
import type { SqlPart } from '../kit/report';
import { isByLine, type RevenueQuestion } from './question';

/** Each figure that is added up: amounts in minor units, and how many there were. */
export const revenueFigures = [
  'acceptedLines',
  'accepted',
  'invoices',
  'invoicedNet',
  'invoicedGross',
  'voidedNet',
  'voidedGross',
  'creditedNet',
  'creditedGross',
  'paid',
  'refunded',
] as const;
export type RevenueFigure = (typeof revenueFigures)[number];

/** Rows that are added up, each at a moment, for one figure or several. */
export interface Movement {
  readonly from: SqlPart;
  readonly dated: string;
  readonly columns: GroupColumns;
  readonly currency: SqlPart;
  readonly where: readonly SqlPart[];
  readonly amounts: Readonly<Partial<Record<RevenueFigure, SqlPart>>>;
  readonly counts: Readonly<Partial<Record<RevenueFigure, SqlPart>>>;
}

const acceptances: Movement = {
  from: sql`"offer_lines" l`,
  dated: 'l.outcomeAt',
  columns: {
    at: sql`l."outcomeAt"`,
    manager: sql`l."outcomeById"`,
    product: sql`l."productId"`,
    client: sql`l."clientId"`,
    origin: originOfOffer(sql`l."offerId"`),
  },
  currency: sql`case when l."value" is null then null else l."currency" end`,
  where: [sql`l."outcome" = 'accepted'`, sql`l."voided" = 0`],
  amounts: { accepted: sql`l."value"` },
  counts: { acceptedLines: sql`count(*)` },
};

const ofInvoice = {
  manager: sql`i."managerId"`,
  client: sql`i."clientId"`,
  origin: originOfOffer(sql`i."offerId"`),
} as const;

/** Invoices as they were issued, or as they were voided: the same amounts, each at its moment. */
const invoicesAt = (dated: 'issuedAt' | 'voidedAt', byLine: boolean): Omit<Movement, 'amounts' | 'counts'> => ({
  from: byLine ? sql`"invoices" i join "invoice_lines" l on l."invoiceId" = i."invoiceId"` : sql`"invoices" i`,
  dated: `i.${dated}`,
  columns: { ...ofInvoice, at: sql.ref(`i.${dated}`), product: byLine ? sql`l."productId"` : noColumn },
  currency: sql`i."currency"`,
  where: [],
});

const documentAmounts = (byLine: boolean) =>
  byLine ? { net: sql`l."net"`, gross: sql`l."gross"` } : { net: sql`i."net"`, gross: sql`i."gross"` };

const issues = (byLine: boolean): Movement => {
  const { net, gross } = documentAmounts(byLine);
  const counts = { invoices: sql`count(distinct i."invoiceId")` };
  return { ...invoicesAt('issuedAt', byLine), amounts: { invoicedNet: net, invoicedGross: gross }, counts };
};

const voidings = (byLine: boolean): Movement => {
  const { net, gross } = documentAmounts(byLine);
  return { ...invoicesAt('voidedAt', byLine), amounts: { voidedNet: net, voidedGross: gross }, counts: {} };
};

const paymentRows = sql`"payments" p left join "invoices" i on i."invoiceId" = p."invoiceId"`;

const ofPayment = {
  dated: 'p.at',
  columns: {
    at: sql`p."at"`,
    manager: sql`p."managerId"`,
    product: noColumn,
    client: sql`p."clientId"`,
    origin: originOfOffer(sql`i."offerId"`),
  },
} as const;

/** Credit notes may stand alone: their own rows say whose they are, and their currency is that of their invoice. */
const credits = (byLine: boolean): Movement => ({
  from: byLine
    ? sql`"payments" p join "credit_note_lines" l on l."position" = p."position"
        left join "invoices" i on i."invoiceId" = p."invoiceId"`
    : paymentRows,
  ...ofPayment,
  columns: { ...ofPayment.columns, product: byLine ? sql`l."productId"` : noColumn },
  currency: sql`p."currency"`,
  where: [sql`p."kind" = 'credit note'`],
  amounts: byLine
    ? { creditedNet: sql`l."net"`, creditedGross: sql`l."gross"` }
    : { creditedNet: sql`p."amount"`, creditedGross: sql`p."covered"` },
  counts: {},
});

/** A payment counts by what it covers, in the currency of its invoice; a refund in its own, which is the same. */
const paymentsMade: Movement = {
  from: paymentRows,
  ...ofPayment,
  currency: sql`coalesce(i."currency", p."currency")`,
  where: [sql`p."kind" = 'payment'`],
  amounts: { paid: sql`p."covered"` },
  counts: {},
};

const refunds: Movement = {
  from: paymentRows,
  ...ofPayment,
  currency: sql`p."currency"`,
  where: [sql`p."kind" = 'refund'`],
  amounts: { refunded: sql`p."amount"` },
  counts: {},
};

/** What rows say by themselves. */
export const movementsOf = (question: RevenueQuestion): readonly Movement[] => {
  const byLine = isByLine(question);
  return [acceptances, issues(byLine), voidings(byLine), credits(byLine), ...(byLine ? [] : [paymentsMade, refunds])];
};

/** What is paid for an invoice as a whole, and has to be shared out to its lines. */
export const paidAsWhole = { paid: paymentsMade, refunded: refunds } as const;
