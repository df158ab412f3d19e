import { accept, type Checked, type Rejected } from '../../shared/decider';
import { given } from '../../shared/given';
import { checkManagers } from '../../shared/references';
import type { Moment } from '../../shared/values';
import type { OfferEvents } from '../events';
import { refusalOf } from './reasons';
import { rejectOffer } from '../rejections';
import { checkVersion, expiryOf, isOverdue, namedLines, onOffer, openLines, outcomeOf, statusAt } from './status';
import type { LineState, Offer, OfferDecide } from '../state';

const notOpen = (offer: Offer, { line, status }: LineState): Rejected =>
  status === 'expired'
    ? rejectOffer('OFFER_EXPIRED', { lineId: line.lineId, validUntil: offer.validUntil })
    : rejectOffer('OFFER_LINE_NOT_OPEN', { lineId: line.lineId, status });

const isAccepted = ({ status }: LineState): boolean => status === 'accepted' || status === 'invoiced';

/** The lines as they stand at a moment. */
const linesAt = (offer: Offer, lines: readonly LineState[], at: Moment): LineState[] =>
  lines.map((each) => ({ ...each, status: statusAt(offer, each, at) }));

const acceptOffer: OfferDecide['AcceptOffer'] = onOffer((command, offer, { facts, occurredAt }) => {
  const { offerId, managerId, version, lineIds, ...acceptance } = command;
  const { found, missing } = namedLines(offer, lineIds);
  const rejected = checkVersion(offer, version) ?? checkManagers(facts, managerId) ?? missing;
  if (rejected) return rejected;
  const pending = linesAt(offer, found, occurredAt).filter((each) => !isAccepted(each));
  const ended = pending.find(({ status }) => status !== 'open');
  if (ended) return notOpen(offer, ended);
  if (pending.length === 0) return accept();
  const lines = pending.map(({ line }) => line);
  const data: OfferEvents['OfferLinesAccepted'] = given({ ...outcomeOf(offer, managerId, lines), ...acceptance });
  return accept({ type: 'OfferLinesAccepted', occurredAt, data });
});

/**
 * A refusal reported after the validity counts as one as long as the expiry was not noted: it says more than "expired", and
 * no refusal may be lost.
 */
const recordRefusal: OfferDecide['RecordRefusal'] = onOffer((command, offer, { facts, occurredAt }) => {
  const { offerId, managerId, version, lineIds, ...intent } = command;
  const { found, missing } = namedLines(offer, lineIds);
  const rejected = checkVersion(offer, version) ?? checkManagers(facts, managerId) ?? missing;
  if (rejected) return rejected;
  const pending = found.filter(({ status }) => status !== 'refused');
  const ended = pending.find(({ status }) => status !== 'open');
  if (ended) return notOpen(offer, ended);
  if (pending.length === 0) return accept();
  const refusal = refusalOf(intent, facts, occurredAt, offer.clientId);
  if (!('details' in refusal)) return refusal;
  const lines = pending.map(({ line }) => line);
  const data = { ...outcomeOf(offer, managerId, lines), ...refusal.details };
  return accept({ type: 'OfferLinesRefused', occurredAt, data });
});

const checkOpen = (offer: Offer, at: Moment): Checked => {
  if (openLines(offer).length === 0) return rejectOffer('OFFER_NOT_OPEN', { version: offer.version });
  return isOverdue(offer, at) ? rejectOffer('OFFER_EXPIRED', { validUntil: offer.validUntil }) : undefined;
};

const deferOffer: OfferDecide['DeferOffer'] = onOffer((command, offer, { facts, occurredAt }) => {
  const { managerId, until } = command;
  const rejected = checkManagers(facts, managerId) ?? checkOpen(offer, occurredAt);
  if (rejected) return rejected;
  if (offer.deferredUntil === until) return accept();
  return accept({ type: 'OfferDeferred', occurredAt, data: { clientId: offer.clientId, ...command } });
});

const withdrawOffer: OfferDecide['WithdrawOffer'] = onOffer((command, offer, { facts, occurredAt }) => {
  const { managerId } = command;
  const open = openLines(offer);
  const isWithdrawn = open.length === 0 && offer.lines.some(({ status }) => status === 'withdrawn');
  const rejected = checkManagers(facts, managerId) ?? (isWithdrawn ? undefined : checkOpen(offer, occurredAt));
  if (rejected) return rejected;
  if (isWithdrawn) return accept();
  return accept({ type: 'OfferWithdrawn', occurredAt, data: { ...outcomeOf(offer, managerId, open), ...command } });
});

const expireOffer: OfferDecide['ExpireOffer'] = ({ offerId, validUntil }, state, { now }) => {
  if (!state) return rejectOffer('OFFER_UNKNOWN', { offerId });
  const isDue = validUntil === state.validUntil && now >= validUntil && !state.isVoided;
  return isDue && openLines(state).length > 0 ? accept(expiryOf(state, validUntil)) : accept();
};

/** What becomes of lines: one outcome each (rule 3). */
export const outcomes = {
  AcceptOffer: acceptOffer,
  RecordRefusal: recordRefusal,
  DeferOffer: deferOffer,
  WithdrawOffer: withdrawOffer,
  ExpireOffer: expireOffer,
};
