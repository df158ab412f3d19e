import { accept } from '../../shared/decider';
import { given } from '../../shared/given';
import { isOwn } from '../../shared/references';
import { isSame } from '../../shared/same';
import type { OfferEvents } from '../events';
import { refusalOf } from './reasons';
import { rejectOffer } from '../rejections';
import { onOffer } from './status';
import type { OfferDecide } from '../state';

/** The reason is one of the catalogue as it was at the refusal, which keeps its date and its manager (rules 13, 15). */
const correctRefusal: OfferDecide['CorrectRefusal'] = onOffer((command, offer, { facts, occurredAt }) => {
  const { offerId, refusalEventId, ...intent } = command;
  const corrected = offer.outcomes.find(({ eventId }) => eventId === refusalEventId);
  if (!corrected?.refusal) return rejectOffer('REFUSAL_UNKNOWN', { offerId, refusalEventId });
  const refusal = refusalOf(intent, facts, corrected.at, offer.clientId);
  if (!('details' in refusal)) return refusal;
  if (isSame(refusal.details, corrected.refusal)) return accept();
  const data = {
    offerId,
    clientId: offer.clientId,
    managerId: corrected.managerId,
    corrects: refusalEventId,
    refusedAt: corrected.at,
    version: corrected.version,
    lines: corrected.lines,
    was: corrected.refusal,
    now: refusal.details,
  };
  return accept({ type: 'RefusalCorrected', occurredAt, data });
});

const voidOffer: OfferDecide['VoidOffer'] = (command, state, context) => {
  const { offerId } = command;
  if (!state) return rejectOffer('OFFER_UNKNOWN', { offerId });
  if (state.isVoided) return accept();
  const invoiceIds = state.invoices.filter(({ isReleased }) => !isReleased).map(({ invoiceId }) => invoiceId);
  if (invoiceIds.length > 0) return rejectOffer('OFFER_INVOICED', { invoiceIds });
  const own = state.outcomes.find(({ outcome, managerId }) => outcome === 'refused' && isOwn(context, managerId));
  if (own) return rejectOffer('REFUSAL_OWN', { refusalEventId: own.eventId, managerId: own.managerId });
  const { clientId, managerId, kind, enquiryId, offered, outcomes } = state;
  const data: OfferEvents['OfferVoided'] = given({
    ...command,
    clientId,
    managerId,
    kind,
    enquiryId,
    offered,
    outcomes,
  });
  return accept({ type: 'OfferVoided', occurredAt: context.occurredAt, data });
};

/** What was entered wrongly is put right by a new fact; nothing is edited (rule 15). */
export const correcting = { CorrectRefusal: correctRefusal, VoidOffer: voidOffer };
