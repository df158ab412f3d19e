import { accept, type Decider } from '../../shared/decider';
import { given } from '../../shared/given';
import { isOwn } from '../../shared/references';
import { refusalOf } from './reasons';
import { reject } from '../rejections';
import { onStanding } from './standing';
import type { OfferShape } from '../state';

type Decide = Decider<OfferShape>['decide'];

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The reason is one of the catalogue as it was at the refusal, which keeps its date and its manager (rules 13, 15). */
const correctRefusal: Decide['CorrectRefusal'] = onStanding((command, offer, { facts, occurredAt }) => {
  const { offerId, refusalEventId } = command;
  const corrected = offer.outcomes.find(({ eventId }) => eventId === refusalEventId);
  if (!corrected?.refusal) return reject('REFUSAL_UNKNOWN', { offerId, refusalEventId });
  const told = refusalOf(command, facts, corrected.at, offer.clientId);
  if (!('details' in told)) return told;
  if (isSame(told.details, corrected.refusal)) return accept();
  const data = {
    offerId,
    clientId: offer.clientId,
    managerId: corrected.managerId,
    corrects: refusalEventId,
    refusedAt: corrected.at,
    version: corrected.version,
    lines: corrected.lines,
    was: corrected.refusal,
    now: told.details,
  };
  return accept({ type: 'RefusalCorrected', occurredAt, data });
});

const voidOffer: Decide['VoidOffer'] = ({ offerId, reason }, state, context) => {
  if (!state) return reject('OFFER_UNKNOWN', { offerId });
  if (state.isVoided) return accept();
  const invoiceIds = state.invoices.filter(({ isReleased }) => !isReleased).map(({ invoiceId }) => invoiceId);
  if (invoiceIds.length > 0) return reject('OFFER_INVOICED', { invoiceIds });
  const own = state.outcomes.find(({ outcome, managerId }) => outcome === 'refused' && isOwn(context, managerId));
  if (own) return reject('REFUSAL_OWN', { refusalEventId: own.eventId, managerId: own.managerId });
  const { clientId, managerId, kind, enquiryId, offered, outcomes } = state;
  const data = { offerId, clientId, managerId, kind, ...given({ enquiryId }), reason, offered, outcomes };
  return accept({ type: 'OfferVoided', occurredAt: context.occurredAt, data });
};

/** What was entered wrongly is put right by a new fact; nothing is edited (rule 15). */
export const correcting = { CorrectRefusal: correctRefusal, VoidOffer: voidOffer };
