import type { Checked, Context } from '../../shared/decider';
import { inForce, type Facts } from '../../shared/facts';
import type { Id, Moment } from '../../shared/values';
import type { Approval, OfferLine } from '../events';
import { rejectOffer } from '../rejections';

/** A role that the policy in force does not name has no limit; nor has anybody before there is a policy. */
const limitOf = ({ policy, manager }: Facts, managerId: Id, at: Moment): number => {
  const role = manager(managerId)?.role;
  const limit = inForce(policy.discountLimits, at)?.limits.find((each) => each.role === role);
  return limit?.maxBasisPoints ?? Number.POSITIVE_INFINITY;
};

const isBelowCost = ({ unitPrice, unitCost }: OfferLine): boolean =>
  unitPrice !== undefined &&
  unitCost !== undefined &&
  unitPrice.currency === unitCost.currency &&
  unitPrice.amount < unitCost.amount;

/**
 * Rule 19: a discount over the limit of the manager's role, or a price below cost, needs the approval of another manager
 * whose role goes so far. An import is exempt: what was offered then can't be refused now.
 */
export const checkApproval = (
  lines: readonly OfferLine[],
  managerId: Id,
  approval: Approval | undefined,
  { facts, occurredAt, source }: Context,
): Checked => {
  const limit = limitOf(facts, managerId, occurredAt);
  const beyond = lines.filter((line) => isBelowCost(line) || (line.discount ?? 0) > limit);
  if (source === 'import' || beyond.length === 0) return undefined;
  const details = { lineIds: beyond.map(({ lineId }) => lineId), limit: Number.isFinite(limit) ? limit : null };
  if (!approval) return rejectOffer('APPROVAL_MISSING', details);
  if (approval.by === managerId) return rejectOffer('APPROVAL_BY_SELF', details);
  const approversLimit = limitOf(facts, approval.by, occurredAt);
  const isCovered = beyond.every(({ discount = 0 }) => discount <= approversLimit);
  return isCovered ? undefined : rejectOffer('APPROVAL_NOT_COVERING', { ...details, approversLimit });
};
