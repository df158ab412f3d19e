import {
  checkApproval,
  discountOf,
  isComparable,
  pricesInForce,
  type ApprovalContext,
  type LineWithPrice,
} from '../../shared/approvals';
import type { Checked, Context } from '../../shared/decider';
import type { Facts } from '../../shared/facts';
import { given } from '../../shared/given';
import type { Approval, InvoiceIntent, InvoiceLineIntent } from '../../shared/intents';
import type { Id } from '../../shared/values';
import { rejectInvoice } from '../rejections';

type SaleLine = Pick<InvoiceLineIntent, 'lineId' | 'productId' | 'unitPrice'>;
type SaleContext = ApprovalContext & { readonly facts: Pick<Facts, 'product'> };

const pricedLine = ({ lineId, productId, unitPrice }: SaleLine, context: SaleContext): LineWithPrice => {
  const { listPrice, unitCost } = pricesInForce(productId, context);
  const discount = isComparable(listPrice, unitPrice) ? discountOf(listPrice, unitPrice) : undefined;
  return given({ lineId, productId, unitPrice, unitCost, discount });
};

/** Nobody accepted the prices of a direct sale: they are held to the list and the cost, as the lines of an offer are. */
export const checkSalePrices = (
  lines: readonly SaleLine[],
  managerId: Id,
  approval: Pick<Approval, 'by'> | undefined,
  context: SaleContext,
): Checked =>
  checkApproval(
    lines.map((line) => pricedLine(line, context)),
    managerId,
    approval,
    context,
  );

/**
 * A sale without an offer has a reason (rule 7), and its prices are asked about (rule 19); not again of what is owed
 * already.
 */
export const checkDirectSale = ({ basis, lines, managerId, approval }: InvoiceIntent, context: Context): Checked => {
  if (!('directSale' in basis)) return undefined;
  if (basis.reason.trim() === '') return rejectInvoice('DIRECT_SALE_WITHOUT_REASON');
  if (context.isOwed === true) return undefined;
  return checkSalePrices(lines, managerId, approval, context);
};
