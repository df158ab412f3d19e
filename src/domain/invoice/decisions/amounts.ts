import { isQuantity } from '../../shared/decimals';
import type { Checked } from '../../shared/decider';
import { given } from '../../shared/given';
import type { InvoiceLineIntent, Vat } from '../../shared/intents';
import { amountOf, isAmount, isPrice, isSoundVat, shareOf } from '../../shared/money';
import type { Id } from '../../shared/values';
import type { TaxRoundedBy } from '../../shared/words';
import type { InvoiceLine, Totals } from '../events';
import { rejectInvoice } from '../rejections';
import { identified, NO_TOTALS, type IdentifiedLine } from '../state';

/** Without tax data a line is outside the scope of the tax. */
const OUTSIDE: Vat = { category: 'O', rate: 0 };

/** A line before its tax is known. */
export type NetLine = Omit<IdentifiedLine, 'vat' | 'gross'>;

const netLineOf = ({ unitPrice, vat = OUTSIDE, ...line }: InvoiceLineIntent & { readonly lineId: Id }): NetLine =>
  given({
    ...line,
    unitPrice: unitPrice.amount,
    net: amountOf(line.quantity, unitPrice.amount),
    vatCategory: vat.category,
    vatRate: vat.rate,
  });

/** Lines whose tax is rounded together: each for itself, or all of a category and rate (EN 16931, BR-CO-17). */
export const taxGroupOf =
  (by: TaxRoundedBy) =>
  ({ lineId, vatCategory, vatRate }: Pick<NetLine, 'lineId' | 'vatCategory' | 'vatRate'>): string =>
    by === 'line' ? lineId : `${vatCategory} ${vatRate}`;

/** The tax of all lines of a group, from their net and the rate. */
type GroupTax = (group: string, net: number, rate: number) => number;

const roundedTax: GroupTax = (_, net, rate) => shareOf(net, rate);

/**
 * Gives each line its part of the tax of its group: as much as the tax of the net so far grows by with it, the last one
 * what is left. So lines add up to their document, by whatever its tax is rounded.
 */
export const taxed = (lines: readonly NetLine[], by: TaxRoundedBy, taxOf = roundedTax): readonly IdentifiedLine[] => {
  const groupOf = taxGroupOf(by);
  const nets = new Map<string, number>();
  for (const line of lines) nets.set(groupOf(line), (nets.get(groupOf(line)) ?? 0) + line.net);
  const soFar = new Map<string, { readonly net: number; readonly vat: number }>();
  return lines.map((line) => {
    const group = groupOf(line);
    const before = soFar.get(group) ?? { net: 0, vat: 0 };
    const net = before.net + line.net;
    const whole = nets.get(group) ?? 0;
    const tax = taxOf(group, whole, line.vatRate);
    const reached = net === whole ? tax : Math.min(tax, shareOf(net, line.vatRate));
    soFar.set(group, { net, vat: reached });
    const vat = reached - before.vat;
    return { ...line, vat, gross: line.net + vat };
  });
};

export const totalsOf = (lines: readonly InvoiceLine[]): Totals =>
  lines.reduce<Totals>(
    (sum, { net, vat, gross }) => ({ net: sum.net + net, vat: sum.vat + vat, gross: sum.gross + gross }),
    NO_TOTALS,
  );

const isSoundLine = ({ quantity, unitPrice, vat = OUTSIDE }: InvoiceLineIntent, currency: string): boolean =>
  isQuantity(quantity) &&
  isPrice(unitPrice) &&
  isAmount(amountOf(quantity, unitPrice.amount)) &&
  isAmount(vat.rate) &&
  unitPrice.currency === currency;

export const checkInvoiceLines = (lines: readonly InvoiceLineIntent[], currency: string): Checked => {
  if (lines.length === 0) return rejectInvoice('INVOICE_WITHOUT_LINES');
  const index = lines.findIndex((line) => !isSoundLine(line, currency));
  if (index >= 0) return rejectInvoice('INVOICE_LINE_INVALID', { index, line: lines[index], currency });
  const mistaxed = lines.findIndex(({ vat }) => vat && !isSoundVat(vat));
  return mistaxed < 0
    ? undefined
    : rejectInvoice('INVOICE_LINE_VAT_INVALID', { index: mistaxed, line: lines[mistaxed] });
};

/** Every sum of a document stays exact, and so does what is computed from it (rule 30). */
export const checkTotals = ({ net, vat, gross }: Totals): Checked =>
  [net, vat, gross].every(isAmount) ? undefined : rejectInvoice('AMOUNT_TOO_LARGE', { net, vat, gross });

export const invoiceLinesOf = (
  invoiceId: Id,
  lines: readonly InvoiceLineIntent[],
  by: TaxRoundedBy,
): readonly IdentifiedLine[] => taxed(identified(invoiceId, lines).map(netLineOf), by);
