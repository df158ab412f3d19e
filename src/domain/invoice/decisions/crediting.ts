import { inOrder, newestWhere } from '../../shared/chain';
import { minus, plus } from '../../shared/decimals';
import { accept, type Checked, type Context, type DecisionOf, type Rejected } from '../../shared/decider';
import { inForce } from '../../shared/facts';
import { given } from '../../shared/given';
import type { CreditLineIntent, InvoiceLineIntent } from '../../shared/intents';
import { amountOf, shareOf } from '../../shared/money';
import { checkNamed } from '../../shared/references';
import type { Id } from '../../shared/values';
import type { InvoiceCommands } from '../commands';
import type { InvoiceEvents, InvoiceLine, Totals } from '../events';
import { rejectInvoice } from '../rejections';
import {
  NO_TOTALS,
  outstandingOf,
  type IdentifiedLine,
  type Invoice,
  type InvoiceDecide,
  type InvoiceShape,
} from '../state';
import { checkIssued } from './issued';
import { checkInvoiceLines, checkTotals, invoiceLinesOf, taxed, taxGroupOf, totalsOf, type NetLine } from './amounts';

type CreditNote = InvoiceCommands['IssueCreditNote'];

/** What of a line is credited: the quantity, and what that came to at the price it was invoiced at. */
interface CreditOfLine {
  quantity: number;
  atPrice: number;
}

/** What is credited so far, line by line and by the groups in which tax is rounded. */
interface CreditTally {
  readonly invoiced: ReadonlyMap<Id, IdentifiedLine>;
  readonly lines: Map<Id, CreditOfLine>;
  readonly groups: TaxGroups;
}

type TaxGroups = Map<string, Pick<Totals, 'net' | 'vat'>>;

const addToGroup = (groups: TaxGroups, group: string, { net, vat }: Pick<Totals, 'net' | 'vat'>): void => {
  const before = groups.get(group) ?? NO_TOTALS;
  groups.set(group, { net: before.net + net, vat: before.vat + vat });
};

const creditOf = ({ lines }: CreditTally, { lineId }: IdentifiedLine): CreditOfLine =>
  lines.get(lineId) ?? { quantity: 0, atPrice: 0 };

const quantityLeft = (tally: CreditTally, line: IdentifiedLine): number =>
  minus(line.quantity, creditOf(tally, line).quantity);

/** A piece of a line. The one that completes it takes what the others left, no other takes more than there is. */
const takePiece = (tally: CreditTally, line: IdentifiedLine, quantity: number): number => {
  const before = creditOf(tally, line);
  const left = line.net - before.atPrice;
  const isLast = quantityLeft(tally, line) <= quantity;
  const atPrice = isLast ? left : Math.min(amountOf(quantity, line.unitPrice), left);
  tally.lines.set(line.lineId, { quantity: plus(before.quantity, quantity), atPrice: before.atPrice + atPrice });
  return atPrice;
};

/** Quantities of a product, line by line in their order, as far as each goes; what is too much is left over. */
const spread = (tally: CreditTally, lines: readonly IdentifiedLine[], quantity: number) => {
  const parts: { readonly line: IdentifiedLine; readonly quantity: number }[] = [];
  let rest = quantity;
  for (const line of lines) {
    const part = Math.min(rest, quantityLeft(tally, line));
    if (part <= 0) continue;
    parts.push({ line, quantity: part });
    rest = minus(rest, part);
  }
  return { parts, rest };
};

const ofProduct = ({ lines }: Invoice, productId: Id): readonly IdentifiedLine[] =>
  lines.filter((line) => line.productId === productId);

/** Credit notes of before name no line, only the product. */
const linesCredited = (invoice: Invoice, tally: CreditTally, { lineId, productId }: InvoiceLine) => {
  const named = lineId === undefined ? undefined : tally.invoiced.get(lineId);
  return named ? [named] : ofProduct(invoice, productId);
};

const addCredit = (tally: CreditTally, invoice: Invoice, credited: InvoiceLine): void => {
  const lines = linesCredited(invoice, tally, credited);
  const [first] = lines;
  if (!first) return;
  for (const { line, quantity } of spread(tally, lines, credited.quantity).parts) takePiece(tally, line, quantity);
  addToGroup(tally.groups, taxGroupOf(invoice.taxRounding)(first), credited);
};

const creditedSoFar = (invoice: Invoice): CreditTally => {
  const invoiced = new Map(invoice.lines.map((line) => [line.lineId, line]));
  const tally: CreditTally = { invoiced, lines: new Map(), groups: new Map() };
  for (const { lines } of inOrder(invoice.credits)) for (const line of lines) addCredit(tally, invoice, line);
  return tally;
};

/** Once all of a group's net is credited, so is all of its tax; until then no more than there is. */
const taxLeft = ({ lines, taxRounding }: Invoice, { groups }: CreditTally) => {
  const all: TaxGroups = new Map();
  for (const line of lines) addToGroup(all, taxGroupOf(taxRounding)(line), line);
  return (group: string, net: number, rate: number): number => {
    const invoiced = all.get(group) ?? NO_TOTALS;
    const before = groups.get(group) ?? NO_TOTALS;
    const left = Math.max(0, invoiced.vat - before.vat);
    return before.net + net === invoiced.net ? left : Math.min(shareOf(net, rate), left);
  };
};

const isAlike = (one: IdentifiedLine, other: IdentifiedLine): boolean =>
  one.unitPrice === other.unitPrice && one.vatCategory === other.vatCategory && one.vatRate === other.vatRate;

/** The line that is named, or those of a product. */
const linesMeant = (
  invoice: Invoice,
  tally: CreditTally,
  { lineId, productId }: CreditLineIntent,
): readonly IdentifiedLine[] | Rejected => {
  if (lineId === undefined && productId !== undefined) return linesOfProduct(invoice, tally, productId);
  const named = lineId === undefined ? undefined : tally.invoiced.get(lineId);
  const isIt = named && (productId === undefined || named.productId === productId);
  return isIt ? [named] : rejectInvoice('CREDITED_LINE_NOT_INVOICED', { lineId, productId });
};

/** Of which something is left; they must be alike. */
const linesOfProduct = (invoice: Invoice, tally: CreditTally, productId: Id): readonly IdentifiedLine[] | Rejected => {
  const lines = ofProduct(invoice, productId);
  const [first] = lines;
  if (!first) return rejectInvoice('CREDITED_PRODUCT_NOT_INVOICED', { productId });
  const left = lines.filter((line) => quantityLeft(tally, line) > 0);
  const other = left.find((line) => left[0] && !isAlike(line, left[0]));
  if (other) return rejectInvoice('CREDIT_LINE_AMBIGUOUS', { productId, lineIds: left.map((line) => line.lineId) });
  return left.length > 0 ? left : [first];
};

/** A credited line follows the invoice: not above its price, with its tax, in its currency. */
const checkCredit = (credit: CreditLineIntent, line: IdentifiedLine, { currency }: Invoice): Checked => {
  const { quantity, unitPrice, vat, ...named } = credit;
  const price = unitPrice ?? { amount: line.unitPrice, currency };
  const rejected = checkInvoiceLines([{ productId: line.productId, quantity, unitPrice: price }], currency);
  if (rejected) return rejected;
  if (price.amount > line.unitPrice)
    return rejectInvoice('CREDIT_ABOVE_PRICE', { ...named, unitPrice: price.amount, invoiced: line.unitPrice });
  const isTaxed = !vat || (vat.category === line.vatCategory && vat.rate === line.vatRate);
  return isTaxed ? undefined : rejectInvoice('CREDIT_TAX_DIFFERS', { ...named, vat });
};

const creditPiece = (tally: CreditTally, line: IdentifiedLine, quantity: number, unitPrice: number): NetLine => {
  const { vat, gross, ...invoiced } = line;
  const atPrice = takePiece(tally, line, quantity);
  const net = unitPrice === line.unitPrice ? atPrice : Math.min(amountOf(quantity, unitPrice), atPrice);
  return { ...invoiced, quantity, unitPrice, net };
};

/** The pieces that a line of the credit note takes; the tally is that of all pieces so far. */
const creditPieces = (
  invoice: Invoice,
  tally: CreditTally,
  credit: CreditLineIntent,
): readonly NetLine[] | Rejected => {
  const lines = linesMeant(invoice, tally, credit);
  if ('rejection' in lines) return lines;
  const [first] = lines;
  const rejected = first && checkCredit(credit, first, invoice);
  if (rejected) return rejected;
  const { parts, rest } = spread(tally, lines, credit.quantity);
  if (rest > 0) {
    const { lineId, productId, quantity } = credit;
    return rejectInvoice('CREDIT_ABOVE_INVOICE', { lineId, productId, quantityLeft: minus(quantity, rest) });
  }
  return parts.map(({ line, quantity }) =>
    creditPiece(tally, line, quantity, credit.unitPrice?.amount ?? line.unitPrice),
  );
};

const creditOn = (command: CreditNote, invoice: Invoice, context: Context): DecisionOf<InvoiceShape> => {
  const { invoiceId, creditNoteId } = command;
  if (invoice.kind !== 'invoice') return rejectInvoice('CREDIT_NOTE_ALONE', { invoiceId });
  if (invoice.isVoid) return rejectInvoice('INVOICE_VOID', { invoiceId });
  if (newestWhere(invoice.credits, (note) => note.creditNoteId === creditNoteId))
    return rejectInvoice('CREDIT_NOTE_ALREADY_ISSUED', { invoiceId, creditNoteId });
  if (command.lines.length === 0) return rejectInvoice('INVOICE_WITHOUT_LINES');
  const tally = creditedSoFar(invoice);
  const pieces: NetLine[] = [];
  for (const credit of command.lines) {
    const taken = creditPieces(invoice, tally, credit);
    if ('rejection' in taken) return taken;
    pieces.push(...taken);
  }
  const { taxRounding, clientId, managerId, currency } = invoice;
  const lines = taxed(pieces, taxRounding, taxLeft(invoice, tally));
  const totals = totalsOf(lines);
  const left = invoice.totals.gross - invoice.credited;
  if (totals.gross > left) return rejectInvoice('CREDIT_ABOVE_INVOICE', { grossLeft: left });
  const outstanding = outstandingOf(invoice) - totals.gross;
  const credit = { clientId, managerId, currency, lines, totals, taxRounding, outstanding };
  return creditNote(command, credit, context);
};

type CreditedDocument = 'clientId' | 'managerId' | 'currency' | 'lines' | 'totals' | 'taxRounding' | 'outstanding';
type Credit = Pick<InvoiceEvents['CreditNoteIssued'], CreditedDocument>;

const creditNote = (command: CreditNote, credit: Credit, { occurredAt }: Context): DecisionOf<InvoiceShape> => {
  const { externalNumber, withoutInvoice, number, ...note } = command;
  if (number === undefined) return rejectInvoice('INVOICE_NUMBER_MISSING', { invoiceId: note.invoiceId });
  const { clientId, managerId, currency, lines, totals, taxRounding, outstanding } = credit;
  const document = { number, clientId, managerId, lines, totals, currency, taxRounding, outstanding };
  const data: InvoiceEvents['CreditNoteIssued'] = given({ ...note, ...document });
  return accept({ type: 'CreditNoteIssued', occurredAt, data });
};

const alone = (command: CreditNote, context: Context): DecisionOf<InvoiceShape> => {
  const { withoutInvoice, invoiceId } = command;
  const { facts, occurredAt } = context;
  if (!withoutInvoice) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  const asked = command.lines.flatMap(({ productId, unitPrice, ...line }): InvoiceLineIntent[] =>
    productId !== undefined && unitPrice ? [{ ...line, productId, unitPrice }] : [],
  );
  if (asked.length < command.lines.length) return rejectInvoice('CREDIT_BASIS_UNKNOWN', { invoiceId });
  const rejected =
    checkInvoiceLines(asked, withoutInvoice.currency) ?? checkNamed(facts, { ...withoutInvoice, lines: asked });
  if (rejected) return rejected;
  const taxRounding = inForce(facts.policy.taxRoundings, occurredAt)?.taxRounding ?? 'line';
  const lines = invoiceLinesOf(invoiceId, asked, taxRounding);
  const totals = totalsOf(lines);
  return checkTotals(totals) ?? creditNote(command, { ...withoutInvoice, lines, totals, taxRounding }, context);
};

/** A credit note on an invoice; or, where another system's document does not name one, alone on its own stream. */
export const issueCreditNote: InvoiceDecide['IssueCreditNote'] = (command, state, context) =>
  state ? (checkIssued(state, context) ?? creditOn(command, state, context)) : alone(command, context);
