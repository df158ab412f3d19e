import { accept, type Checked, type Context, type DecisionOf, type Rejected } from '../../shared/decider';
import { given } from '../../shared/given';
import type { CreditLineIntent, InvoiceLineIntent } from '../../shared/intents';
import { checkClient, checkManagers, checkProducts, productIdsOf } from '../../shared/references';
import type { Moment } from '../../shared/values';
import type { InvoiceCommands } from '../commands';
import type { InvoiceEvents, InvoiceLine } from '../events';
import { checkInvoiceLines, invoiceLineOf, totalsOf } from './lines';
import { rejectInvoice } from '../rejections';
import { outstandingOf, plusQuantities, type Invoice, type InvoiceShape, type InvoiceState } from '../state';

type CreditNoteDecision = DecisionOf<InvoiceShape>;
type CreditNote = InvoiceCommands['IssueCreditNote'];

/** Lines at the price and tax of the invoice, unless the credit note gives others. */
const creditedLines = ({ lines }: CreditNote, invoice: Invoice): readonly InvoiceLineIntent[] | Rejected => {
  const credited: InvoiceLineIntent[] = [];
  for (const line of lines) {
    const invoiced = invoice.lines.find(({ productId }) => productId === line.productId);
    if (!invoiced) return rejectInvoice('CREDITED_PRODUCT_NOT_INVOICED', { productId: line.productId });
    credited.push(creditedLine(line, invoiced, invoice.currency));
  }
  return credited;
};

const creditedLine = (line: CreditLineIntent, invoiced: InvoiceLine, currency: string): InvoiceLineIntent =>
  given({
    ...line,
    lineId: undefined,
    unitPrice: line.unitPrice ?? { amount: invoiced.unitPrice, currency },
    vat: line.vat ?? { category: invoiced.vatCategory, rate: invoiced.vatRate },
  });

const checkQuantities = (lines: readonly InvoiceLineIntent[], invoice: Invoice): Checked => {
  const invoiced = plusQuantities({}, invoice.lines);
  const credited = plusQuantities(invoice.creditedQuantities, lines);
  const over = Object.keys(credited).find((id) => (credited[id] ?? 0) > (invoiced[id] ?? 0));
  if (over === undefined) return undefined;
  const left = (invoiced[over] ?? 0) - (invoice.creditedQuantities[over] ?? 0);
  return rejectInvoice('CREDIT_ABOVE_INVOICE', { productId: over, quantityLeft: left });
};

const onInvoice = (command: CreditNote, invoice: Invoice, occurredAt: Moment): CreditNoteDecision => {
  if (invoice.kind !== 'invoice') return rejectInvoice('CREDIT_NOTE_ALONE', { invoiceId: command.invoiceId });
  if (invoice.isVoid) return rejectInvoice('INVOICE_VOID', { invoiceId: command.invoiceId });
  const asked = creditedLines(command, invoice);
  if ('accepted' in asked) return asked;
  const rejected = checkInvoiceLines(asked, invoice.currency) ?? checkQuantities(asked, invoice);
  if (rejected) return rejected;
  const lines = asked.map(invoiceLineOf);
  const totals = totalsOf(lines);
  const left = invoice.totals.gross - invoice.credited;
  if (totals.gross > left) return rejectInvoice('CREDIT_ABOVE_INVOICE', { grossLeft: left });
  const outstanding = outstandingOf(invoice) - totals.gross;
  return creditNote(command, { ...invoice, lines, totals, outstanding }, occurredAt);
};

type Credit = Pick<InvoiceEvents['CreditNoteIssued'], 'clientId' | 'managerId' | 'currency' | 'lines' | 'totals'> & {
  readonly outstanding?: number;
};

const creditNote = (command: CreditNote, credit: Credit, occurredAt: Moment): CreditNoteDecision => {
  const { externalNumber, withoutInvoice, number, ...note } = command;
  if (number === undefined) return rejectInvoice('INVOICE_NUMBER_MISSING', { invoiceId: note.invoiceId });
  const { clientId, managerId, currency, lines, totals, outstanding } = credit;
  const data: InvoiceEvents['CreditNoteIssued'] = given({
    ...note,
    number,
    clientId,
    managerId,
    lines,
    totals,
    currency,
    outstanding,
  });
  return accept({ type: 'CreditNoteIssued', occurredAt, data });
};

const alone = (command: CreditNote, { occurredAt, facts }: Context): CreditNoteDecision => {
  const { withoutInvoice, invoiceId } = command;
  if (!withoutInvoice) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  const asked = command.lines.flatMap(({ unitPrice, ...line }) => (unitPrice ? [{ ...line, unitPrice }] : []));
  if (asked.length < command.lines.length) return rejectInvoice('CREDIT_BASIS_UNKNOWN', { invoiceId });
  const rejected =
    checkInvoiceLines(asked, withoutInvoice.currency) ??
    checkClient(facts, withoutInvoice.clientId) ??
    checkManagers(facts, withoutInvoice.managerId) ??
    checkProducts(facts, productIdsOf(asked));
  if (rejected) return rejected;
  const lines = asked.map(invoiceLineOf);
  return creditNote(command, { ...withoutInvoice, lines, totals: totalsOf(lines) }, occurredAt);
};

/** A credit note on an invoice; or, where another system's document does not name one, alone on its own stream. */
export const issueCreditNote = (command: CreditNote, state: InvoiceState, context: Context): CreditNoteDecision =>
  state ? onInvoice(command, state, context.occurredAt) : alone(command, context);
