import type { Checked, Rejected } from '../../shared/decider';
import type { Facts, ReasonDefinition } from '../../shared/facts';
import { given } from '../../shared/given';
import type { RefusalIntent } from '../../shared/offer-terms';
import { personalIfGiven, type Code, type Id, type Moment } from '../../shared/values';
import type { RefusalDetails } from '../events';
import { rejectOffer } from '../rejections';

const SHORTEST_COMMENT = 10;

const definedAt = ({ reasons }: Facts, code: Code, at: Moment): ReasonDefinition | undefined => {
  const definition = Object.hasOwn(reasons.reasons, code) ? reasons.reasons[code] : undefined;
  if (!definition || definition.effectiveFrom > at) return undefined;
  return definition.retiredFrom !== undefined && definition.retiredFrom <= at ? undefined : definition;
};

const checkReason = (
  { group }: ReasonDefinition,
  { reason, otherReasons = [], comment = '' }: RefusalIntent,
  facts: Facts,
  at: Moment,
): Checked => {
  if (group === 'invalid') return rejectOffer('REASON_NOT_A_REFUSAL', { reason });
  const length = comment.trim().length;
  if (group === 'other' && length < SHORTEST_COMMENT) return rejectOffer('COMMENT_TOO_SHORT', { reason, length });
  const unknown = otherReasons.find((code) => !definedAt(facts, code, at));
  return unknown === undefined ? undefined : rejectOffer('REASON_NOT_DEFINED', { reason: unknown, at });
};

const detailsOf = (
  { group, durable }: ReasonDefinition,
  { reason, otherReasons = [], comment, ...intent }: RefusalIntent,
  clientId: Id,
): RefusalDetails =>
  given({
    reason,
    group,
    durable,
    otherReasons,
    ...intent,
    comment: personalIfGiven(comment, clientId),
  });

/** A refusal as events keep it, by the catalogue as it was when the client said no (rule 2). */
export const refusalOf = (
  intent: RefusalIntent,
  facts: Facts,
  at: Moment,
  clientId: Id,
): { readonly details: RefusalDetails } | Rejected => {
  const definition = definedAt(facts, intent.reason, at);
  if (!definition) return rejectOffer('REASON_NOT_DEFINED', { reason: intent.reason, at });
  return checkReason(definition, intent, facts, at) ?? { details: detailsOf(definition, intent, clientId) };
};
