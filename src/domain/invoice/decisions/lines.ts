import type { Rejected } from '../../shared/decider';
import { given } from '../../shared/given';
import { shareOf } from '../../shared/money';
import type { Vat } from '../../shared/offer-terms';
import type { Id, Money } from '../../shared/values';
import type { InvoiceLine, Totals } from '../events';
import { reject } from '../rejections';

export interface AskedLine {
  readonly lineId?: Id;
  readonly productId: Id;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly vat?: Vat;
}

/** Without tax data a line is outside the scope of the tax. */
const OUTSIDE: Vat = { category: 'O', rate: 0 };

/** `net` = quantity × unit price; tax is rounded per line, half away from zero. */
export const lineOf = ({ lineId, productId, quantity, unitPrice, vat = OUTSIDE }: AskedLine): InvoiceLine => {
  const net = quantity * unitPrice.amount;
  const tax = shareOf(net, vat.rate);
  return {
    ...given({ lineId }),
    productId,
    quantity,
    unitPrice: unitPrice.amount,
    net,
    vatCategory: vat.category,
    vatRate: vat.rate,
    vat: tax,
    gross: net + tax,
  };
};

export const totalsOf = (lines: readonly InvoiceLine[]): Totals =>
  lines.reduce<Totals>(
    (sum, { net, vat, gross }) => ({ net: sum.net + net, vat: sum.vat + vat, gross: sum.gross + gross }),
    { net: 0, vat: 0, gross: 0 },
  );

const isRateOf = ({ rate }: Vat): boolean => Number.isSafeInteger(rate) && rate >= 0;

const isSound = ({ quantity, unitPrice, vat = OUTSIDE }: AskedLine, currency: string): boolean =>
  Number.isSafeInteger(quantity) &&
  quantity > 0 &&
  Number.isSafeInteger(unitPrice.amount) &&
  unitPrice.amount >= 0 &&
  Number.isSafeInteger(quantity * unitPrice.amount) &&
  isRateOf(vat) &&
  unitPrice.currency === currency;

export const checkLines = (lines: readonly AskedLine[], currency: string): Rejected | undefined => {
  if (lines.length === 0) return reject('INVOICE_WITHOUT_LINES');
  const index = lines.findIndex((line) => !isSound(line, currency));
  return index < 0 ? undefined : reject('INVOICE_LINE_INVALID', { index, line: lines[index], currency });
};
