import type { Checked } from '../../shared/decider';
import { given } from '../../shared/given';
import type { InvoiceLineIntent } from '../../shared/intents';
import { shareOf } from '../../shared/money';
import type { Vat } from '../../shared/offer-terms';
import type { InvoiceLine, Totals } from '../events';
import { rejectInvoice } from '../rejections';

/** Without tax data a line is outside the scope of the tax. */
const OUTSIDE: Vat = { category: 'O', rate: 0 };

/** `net` = quantity × unit price; tax is rounded per line, half away from zero. */
export const invoiceLineOf = ({ unitPrice, vat = OUTSIDE, ...line }: InvoiceLineIntent): InvoiceLine => {
  const net = line.quantity * unitPrice.amount;
  const tax = shareOf(net, vat.rate);
  return given({
    ...line,
    unitPrice: unitPrice.amount,
    net,
    vatCategory: vat.category,
    vatRate: vat.rate,
    vat: tax,
    gross: net + tax,
  });
};

export const totalsOf = (lines: readonly InvoiceLine[]): Totals =>
  lines.reduce<Totals>(
    (sum, { net, vat, gross }) => ({ net: sum.net + net, vat: sum.vat + vat, gross: sum.gross + gross }),
    { net: 0, vat: 0, gross: 0 },
  );

const isRateOf = ({ rate }: Vat): boolean => Number.isSafeInteger(rate) && rate >= 0;

const isSoundLine = ({ quantity, unitPrice, vat = OUTSIDE }: InvoiceLineIntent, currency: string): boolean =>
  Number.isSafeInteger(quantity) &&
  quantity > 0 &&
  Number.isSafeInteger(unitPrice.amount) &&
  unitPrice.amount >= 0 &&
  Number.isSafeInteger(quantity * unitPrice.amount) &&
  isRateOf(vat) &&
  unitPrice.currency === currency;

export const checkInvoiceLines = (lines: readonly InvoiceLineIntent[], currency: string): Checked => {
  if (lines.length === 0) return rejectInvoice('INVOICE_WITHOUT_LINES');
  const index = lines.findIndex((line) => !isSoundLine(line, currency));
  return index < 0 ? undefined : rejectInvoice('INVOICE_LINE_INVALID', { index, line: lines[index], currency });
};
