import { checkApproval, discountOf, isComparable, pricesInForce, type LineWithPrice } from '../../shared/approvals';
import type { Checked, Context } from '../../shared/decider';
import { given } from '../../shared/given';
import type { InvoiceIntent, InvoiceLineIntent } from '../../shared/intents';
import { rejectInvoice } from '../rejections';

const pricedLine = ({ lineId, productId, unitPrice }: InvoiceLineIntent, context: Context): LineWithPrice => {
  const { listPrice, unitCost } = pricesInForce(productId, context);
  const discount = isComparable(listPrice, unitPrice) ? discountOf(listPrice, unitPrice) : undefined;
  return given({ lineId, productId, unitPrice, unitCost, discount });
};

/**
 * A sale without an offer has a reason (rule 7). Nobody accepted its prices: they are held to the list and the cost, as
 * the lines of an offer are (rule 19). Of what is owed already the prices are not asked again.
 */
export const checkDirectSale = ({ basis, lines, managerId, approval }: InvoiceIntent, context: Context): Checked => {
  if (!('directSale' in basis)) return undefined;
  if (basis.reason.trim() === '') return rejectInvoice('DIRECT_SALE_WITHOUT_REASON');
  if (context.isOwed === true) return undefined;
  const priced = lines.map((line) => pricedLine(line, context));
  return checkApproval(priced, managerId, approval, context);
};
