import { accept, type Context, type Decider, type Rejected } from '../../shared/decider';
import { given } from '../../shared/given';
import { checkClient, checkManagers, checkProducts } from '../../shared/references';
import type { InvoiceCommands } from '../commands';
import { checkLines, lineOf, totalsOf, type AskedLine } from './lines';
import { reject } from '../rejections';
import { outstandingOf, plusQuantities, type Invoice, type InvoiceShape, type InvoiceState } from '../state';

type Decision = ReturnType<Decider<InvoiceShape>['decide']['IssueCreditNote']>;
type Command = InvoiceCommands['IssueCreditNote'];

/** Lines at the price and tax of the invoice, unless the credit note says others. */
const creditedLines = ({ lines }: Command, invoice: Invoice): readonly AskedLine[] | Rejected => {
  const asked: AskedLine[] = [];
  for (const { productId, quantity, unitPrice, vat } of lines) {
    const invoiced = invoice.lines.find((line) => line.productId === productId);
    if (!invoiced) return reject('CREDITED_PRODUCT_NOT_INVOICED', { productId });
    asked.push({
      productId,
      quantity,
      unitPrice: unitPrice ?? { amount: invoiced.unitPrice, currency: invoice.currency },
      vat: vat ?? { category: invoiced.vatCategory, rate: invoiced.vatRate },
    });
  }
  return asked;
};

const checkQuantities = (lines: readonly AskedLine[], invoice: Invoice): Rejected | undefined => {
  const invoiced = plusQuantities({}, invoice.lines);
  const credited = plusQuantities(invoice.creditedQuantities, lines);
  const over = Object.keys(credited).find((id) => (credited[id] ?? 0) > (invoiced[id] ?? 0));
  if (over === undefined) return undefined;
  const left = (invoiced[over] ?? 0) - (invoice.creditedQuantities[over] ?? 0);
  return reject('CREDIT_ABOVE_INVOICE', { productId: over, quantityLeft: left });
};

const onInvoice = (command: Command, invoice: Invoice, occurredAt: string): Decision => {
  if (invoice.kind !== 'invoice') return reject('CREDIT_NOTE_ALONE', { invoiceId: command.invoiceId });
  if (invoice.isVoid) return reject('INVOICE_VOID', { invoiceId: command.invoiceId });
  const asked = creditedLines(command, invoice);
  if ('accepted' in asked) return asked;
  const refused = checkLines(asked, invoice.currency) ?? checkQuantities(asked, invoice);
  if (refused) return refused;
  const lines = asked.map(lineOf);
  const totals = totalsOf(lines);
  const left = invoice.totals.gross - invoice.credited;
  if (totals.gross > left) return reject('CREDIT_ABOVE_INVOICE', { grossLeft: left });
  const outstanding = outstandingOf(invoice) - totals.gross;
  return issued(command, { ...invoice, lines, totals, outstanding }, occurredAt);
};

const issued = (
  { invoiceId, creditNoteId, series, reason, number }: Command,
  {
    clientId,
    managerId,
    currency,
    lines,
    totals,
    outstanding,
  }: Pick<Invoice, 'clientId' | 'managerId' | 'currency' | 'lines' | 'totals'> & { readonly outstanding?: number },
  occurredAt: string,
): Decision => {
  if (number === undefined) return reject('INVOICE_NUMBER_MISSING', { invoiceId });
  const data = { invoiceId, creditNoteId, clientId, managerId, number, series, lines, totals, currency, reason };
  return accept({ type: 'CreditNoteIssued', occurredAt, data: { ...data, ...given({ outstanding }) } });
};

const alone = (command: Command, { occurredAt, facts }: Context): Decision => {
  const { withoutInvoice, invoiceId } = command;
  if (!withoutInvoice) return reject('INVOICE_UNKNOWN', { invoiceId });
  const asked = command.lines.flatMap(({ unitPrice, ...line }) => (unitPrice ? [{ ...line, unitPrice }] : []));
  if (asked.length < command.lines.length) return reject('CREDIT_BASIS_UNKNOWN', { invoiceId });
  const refused =
    checkLines(asked, withoutInvoice.currency) ??
    checkClient(facts, withoutInvoice.clientId) ??
    checkManagers(facts, withoutInvoice.managerId) ??
    checkProducts(
      facts,
      asked.map(({ productId }) => productId),
    );
  if (refused) return refused;
  const lines = asked.map(lineOf);
  return issued(command, { ...withoutInvoice, lines, totals: totalsOf(lines) }, occurredAt);
};

/** A credit note on an invoice; or, where another system's document does not name one, alone on its own stream. */
export const issueCreditNote = (command: Command, state: InvoiceState, context: Context): Decision =>
  state ? onInvoice(command, state, context.occurredAt) : alone(command, context);
