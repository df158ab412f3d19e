import { sql } from 'kysely';
import type { AddedRows, LookUp } from '../groupings/added-rows';
import { areChosen } from '../groupings/chosen-rows';
import { noColumn, originByOffer } from '../groupings/groupings';
import type { SqlPart } from '../kit/report';
import { isWithin } from '../kit/window';
import { isByLine, type RevenueQuestion } from './revenue-question';

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
interface Movement extends Omit<AddedRows<RevenueFigure>, 'where'> {
  readonly dated: string;
  readonly where: readonly SqlPart[];
}

const acceptances: Movement = {
  ...{ table: 'offer_lines', as: 'l', from: sql`"offer_lines" l`, dated: 'l.outcomeAt' },
  columns: {
    at: sql`l."outcomeAt"`,
    manager: sql`l."outcomeById"`,
    product: sql`l."productId"`,
    client: sql`l."clientId"`,
    ...originByOffer(sql`l."offerId"`),
  },
  currency: sql`case when l."value" is null then null else l."currency" end`,
  where: [sql`l."outcome" = 'accepted'`, sql`l."voided" = 0`],
  figures: { acceptedLines: {}, accepted: { adds: sql`l."value"` } },
  lookUps: [],
};

const ofInvoice = {
  manager: sql`i."managerId"`,
  client: sql`i."clientId"`,
  ...originByOffer(sql`i."offerId"`),
} as const;

const invoiceRows = { table: 'invoices', as: 'i', from: sql`"invoices" i` };
const invoiceLineRows = {
  ...{ table: 'invoice_lines', as: 'l' },
  from: sql`"invoices" i join "invoice_lines" l on l."invoiceId" = i."invoiceId"`,
};
const invoiceOf = (column: SqlPart): LookUp => ({ table: 'invoices', id: 'invoiceId', column });

/** Invoices as they were issued, or as they were voided: the same amounts, each at its moment. */
const invoicesAt = (dated: 'issuedAt' | 'voidedAt', byLine: boolean): Omit<Movement, 'figures'> => ({
  ...(byLine ? invoiceLineRows : invoiceRows),
  dated: `i.${dated}`,
  columns: { ...ofInvoice, at: sql.ref(`i.${dated}`), product: byLine ? sql`l."productId"` : noColumn },
  currency: sql`i."currency"`,
  where: [],
  lookUps: byLine ? [invoiceOf(sql`i."invoiceId"`)] : [],
});

const documentAmounts = (byLine: boolean) =>
  byLine ? { net: sql`l."net"`, gross: sql`l."gross"` } : { net: sql`i."net"`, gross: sql`i."gross"` };

const issues = (byLine: boolean): Movement => {
  const { net, gross } = documentAmounts(byLine);
  const figures = { invoices: { once: 'i.invoiceId' }, invoicedNet: { adds: net }, invoicedGross: { adds: gross } };
  return { ...invoicesAt('issuedAt', byLine), figures };
};

const voidings = (byLine: boolean): Movement => {
  const { net, gross } = documentAmounts(byLine);
  return { ...invoicesAt('voidedAt', byLine), figures: { voidedNet: { adds: net }, voidedGross: { adds: gross } } };
};

const paymentRows = {
  ...{ table: 'payments', as: 'p' },
  from: sql`"payments" p left join "invoices" i on i."invoiceId" = p."invoiceId"`,
};
const creditNoteLineRows = {
  ...{ table: 'credit_note_lines', as: 'l' },
  from: sql`"payments" p join "credit_note_lines" l on l."position" = p."position"
    left join "invoices" i on i."invoiceId" = p."invoiceId"`,
};

const ofPayment = {
  dated: 'p.at',
  columns: {
    at: sql`p."at"`,
    manager: sql`p."managerId"`,
    product: noColumn,
    client: sql`p."clientId"`,
    ...originByOffer(sql`i."offerId"`),
  },
  lookUps: [invoiceOf(sql`p."invoiceId"`)],
} as const;

/** Credit notes may stand alone: their own rows say whose they are, and their currency is that of their invoice. */
const credits = (byLine: boolean): Movement => ({
  ...(byLine ? creditNoteLineRows : paymentRows),
  ...ofPayment,
  columns: { ...ofPayment.columns, product: byLine ? sql`l."productId"` : noColumn },
  currency: sql`p."currency"`,
  where: [sql`p."kind" = 'credit note'`],
  figures: byLine
    ? { creditedNet: { adds: sql`l."net"` }, creditedGross: { adds: sql`l."gross"` } }
    : { creditedNet: { adds: sql`p."amount"` }, creditedGross: { adds: sql`p."covered"` } },
  lookUps: [...ofPayment.lookUps, { table: 'payments', id: 'position', column: sql`p."position"` }],
});

/** A payment counts by what it covers, in the currency of its invoice; a refund in its own, which is the same. */
const paymentsMade: Movement = {
  ...paymentRows,
  ...ofPayment,
  currency: sql`coalesce(i."currency", p."currency")`,
  where: [sql`p."kind" = 'payment'`],
  figures: { paid: { adds: sql`p."covered"` } },
};

const refunds: Movement = {
  ...paymentRows,
  ...ofPayment,
  currency: sql`p."currency"`,
  where: [sql`p."kind" = 'refund'`],
  figures: { refunded: { adds: sql`p."amount"` } },
};

const moving =
  (question: RevenueQuestion) =>
  ({ dated, where, ...movement }: Movement): AddedRows<RevenueFigure> => ({
    ...movement,
    where: [isWithin(dated, question.window), ...where, ...areChosen(question, movement.columns)],
  });

/** What rows say by themselves. */
export const movementsOf = (question: RevenueQuestion): readonly AddedRows<RevenueFigure>[] => {
  const byLine = isByLine(question);
  const movements = [acceptances, issues(byLine), voidings(byLine), credits(byLine)];
  return [...movements, ...(byLine ? [] : [paymentsMade, refunds])].map(moving(question));
};

export const invoicesIssued = (question: RevenueQuestion): AddedRows<RevenueFigure> =>
  moving(question)(issues(isByLine(question)));

/** What is paid for an invoice as a whole, and has to be shared out to its lines: whatever product they are of. */
export const paidAsWhole = (question: RevenueQuestion) => {
  const moves = moving({ ...question, product: undefined });
  return { paid: moves(paymentsMade), refunded: moves(refunds) };
};
export const paidFigures = ['paid', 'refunded'] as const satisfies readonly RevenueFigure[];
export type PaidFigure = (typeof paidFigures)[number];
