import { rejecter, type Checked, type Context, type RejectionCatalogue } from './decider';
import { inForce, type Facts } from './facts';
import type { Approval } from './intents';
import { discountBetween } from './money';
import type { BasisPoints, Id, Moment, Money } from './values';

/** What a price is held against: the list price and the cost of its product; and who may go below them (rule 19). */

export const approvalRejections = {
  APPROVAL_MISSING: {
    rule: 19,
    message:
      "The discount is over the limit of the manager's role, the price is below cost, or it is not the one that was accepted.",
    next: 'Let another manager approve it (approval: by, reason), or take the price that needs no approval.',
  },
  APPROVAL_BY_SELF: {
    rule: 19,
    message: 'Nobody approves what he does himself.',
    next: 'Let another manager approve it.',
  },
  APPROVAL_NOT_COVERING: {
    rule: 19,
    message: "The discount is over the limit of the approving manager's role too.",
    next: 'Let a manager approve it whose role goes so far.',
  },
} as const satisfies RejectionCatalogue;

const rejectApproval = rejecter(approvalRejections);

/** What a price was lowered by; below 0 where it was raised, unless that is beyond all numbers. */
export const discountOf = (from: Money, price: Money): BasisPoints | undefined => {
  const discount = discountBetween(from.amount, price.amount);
  return Number.isSafeInteger(discount) ? discount : undefined;
};

/** The list price and the cost of a product that are in force when something happens. */
export const pricesInForce = (
  productId: Id,
  { facts, occurredAt }: Pick<Context, 'occurredAt'> & { readonly facts: Pick<Facts, 'product'> },
) => {
  const product = facts.product(productId);
  return {
    listPrice: product && inForce(product.prices, occurredAt)?.price,
    unitCost: product && inForce(product.unitCosts, occurredAt)?.cost,
  };
};

/** Whether a price is a part of the list price: in its currency, and there is one. */
export const isComparable = (listPrice: Money | undefined, price: Money): listPrice is Money =>
  listPrice !== undefined && listPrice.currency === price.currency && listPrice.amount > 0;

export interface LineWithPrice {
  readonly lineId?: Id;
  readonly productId: Id;
  readonly unitPrice?: Money;
  readonly unitCost?: Money;
  /** Of the list price. */
  readonly discount?: BasisPoints;
}

type ApprovalFacts = Pick<Facts, 'policy' | 'manager'>;

/** What rule 19 asks of the world. */
export type ApprovalContext = Pick<Context, 'occurredAt' | 'source'> & { readonly facts: ApprovalFacts };

type Approver = Pick<Approval, 'by'> | undefined;

/** A role that the policy in force does not name has no limit; nor has anybody before there is a policy. */
const limitOf = ({ policy, manager }: ApprovalFacts, managerId: Id, at: Moment): number => {
  const role = manager(managerId)?.role;
  const limit = inForce(policy.discountLimits, at)?.limits.find((each) => each.role === role);
  return limit?.maxBasisPoints ?? Number.POSITIVE_INFINITY;
};

const isBelowCost = ({ unitPrice, unitCost }: LineWithPrice): boolean =>
  unitPrice !== undefined &&
  unitCost !== undefined &&
  unitPrice.currency === unitCost.currency &&
  unitPrice.amount < unitCost.amount;

/** As the caller named them: by the ids of the lines, or by their products where lines have none. */
const namedBy = (lines: readonly LineWithPrice[]) => {
  const lineIds = lines.flatMap(({ lineId }) => lineId ?? []);
  return lineIds.length === lines.length ? { lineIds } : { productIds: lines.map(({ productId }) => productId) };
};

/**
 * Rule 19: a discount over the limit of the manager's role, or a price below cost, needs the approval of another manager
 * whose role goes so far. An import is exempt: what was sold then can't be refused now.
 */
export const checkApproval = (
  lines: readonly LineWithPrice[],
  managerId: Id,
  approval: Approver,
  { facts, occurredAt, source }: ApprovalContext,
): Checked => {
  const limit = limitOf(facts, managerId, occurredAt);
  const beyond = lines.filter((line) => isBelowCost(line) || (line.discount ?? 0) > limit);
  if (source === 'import' || beyond.length === 0) return undefined;
  const details = { ...namedBy(beyond), limit: Number.isFinite(limit) ? limit : null };
  const highest = Math.max(...beyond.map(({ discount = 0 }) => discount));
  return checkApproved(approval, { managerId, discount: highest, facts, at: occurredAt, details });
};

interface Approving {
  readonly managerId: Id;
  readonly discount: number;
  readonly facts: ApprovalFacts;
  readonly at: Moment;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Another manager allowed it, whose role goes so far. */
export const checkApproved = (approval: Approver, { managerId, discount, facts, at, details }: Approving): Checked => {
  if (!approval) return rejectApproval('APPROVAL_MISSING', details);
  if (approval.by === managerId) return rejectApproval('APPROVAL_BY_SELF', details);
  const approversLimit = limitOf(facts, approval.by, at);
  return discount <= approversLimit
    ? undefined
    : rejectApproval('APPROVAL_NOT_COVERING', { ...details, approversLimit });
};
