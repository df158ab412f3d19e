import { accept, type Decider, type Rejected } from '../../shared/decider';
import { given } from '../../shared/given';
import { checkManagers } from '../../shared/references';
import type { Moment } from '../../shared/values';
import { refusalOf } from './reasons';
import { reject } from '../rejections';
import { checkVersion, expiryOf, isOverdue, namedLines, onStanding, openLines, outcomeOf, statusAt } from './standing';
import type { LineState, Offer, OfferShape } from '../state';

type Decide = Decider<OfferShape>['decide'];

const notOpen = (offer: Offer, { line, status }: LineState): Rejected =>
  status === 'expired'
    ? reject('OFFER_EXPIRED', { lineId: line.lineId, ...given({ validUntil: offer.validUntil }) })
    : reject('OFFER_LINE_NOT_OPEN', { lineId: line.lineId, status });

const isAccepted = ({ status }: LineState): boolean => status === 'accepted' || status === 'invoiced';

/** The lines as they stand at a moment. */
const standingAt = (offer: Offer, lines: readonly LineState[], at: Moment): LineState[] =>
  lines.map((each) => ({ ...each, status: statusAt(offer, each, at) }));

const acceptOffer: Decide['AcceptOffer'] = onStanding((command, offer, { facts, occurredAt }) => {
  const { managerId, version, lineIds, winReason } = command;
  const { found, refusal } = namedLines(offer, lineIds);
  const no = checkVersion(offer, version) ?? checkManagers(facts, managerId) ?? refusal;
  if (no) return no;
  const pending = standingAt(offer, found, occurredAt).filter((each) => !isAccepted(each));
  const ended = pending.find(({ status }) => status !== 'open');
  if (ended) return notOpen(offer, ended);
  if (pending.length === 0) return accept();
  const lines = pending.map(({ line }) => line);
  const data = { ...outcomeOf(offer, managerId, lines), ...given({ winReason }) };
  return accept({ type: 'OfferLinesAccepted', occurredAt, data });
});

/**
 * A refusal told after the validity counts as one as long as the expiry was not noted: it says more than "expired", and
 * no refusal may be lost.
 */
const recordRefusal: Decide['RecordRefusal'] = onStanding((command, offer, { facts, occurredAt }) => {
  const { managerId, version, lineIds } = command;
  const { found, refusal } = namedLines(offer, lineIds);
  const no = checkVersion(offer, version) ?? checkManagers(facts, managerId) ?? refusal;
  if (no) return no;
  const pending = found.filter(({ status }) => status !== 'refused');
  const ended = pending.find(({ status }) => status !== 'open');
  if (ended) return notOpen(offer, ended);
  if (pending.length === 0) return accept();
  const told = refusalOf(command, facts, occurredAt, offer.clientId);
  if (!('details' in told)) return told;
  const lines = pending.map(({ line }) => line);
  const data = { ...outcomeOf(offer, managerId, lines), ...told.details };
  return accept({ type: 'OfferLinesRefused', occurredAt, data });
});

const checkOpen = (offer: Offer, at: Moment): Rejected | undefined => {
  if (openLines(offer).length === 0) return reject('OFFER_NOT_OPEN', { version: offer.version });
  return isOverdue(offer, at) ? reject('OFFER_EXPIRED', { validUntil: offer.validUntil }) : undefined;
};

const defer: Decide['DeferOffer'] = onStanding(({ managerId, until }, offer, { facts, occurredAt }) => {
  const refusal = checkManagers(facts, managerId) ?? checkOpen(offer, occurredAt);
  if (refusal) return refusal;
  if (offer.deferredUntil === until) return accept();
  const { offerId, clientId } = offer;
  return accept({ type: 'OfferDeferred', occurredAt, data: { offerId, clientId, managerId, until } });
});

const withdraw: Decide['WithdrawOffer'] = onStanding(({ managerId, reason }, offer, { facts, occurredAt }) => {
  const open = openLines(offer);
  const isWithdrawn = open.length === 0 && offer.lines.some(({ status }) => status === 'withdrawn');
  const refusal = checkManagers(facts, managerId) ?? (isWithdrawn ? undefined : checkOpen(offer, occurredAt));
  if (refusal) return refusal;
  if (isWithdrawn) return accept();
  return accept({ type: 'OfferWithdrawn', occurredAt, data: { ...outcomeOf(offer, managerId, open), reason } });
});

const expire: Decide['ExpireOffer'] = ({ offerId, validUntil }, state, { now }) => {
  if (!state) return reject('OFFER_UNKNOWN', { offerId });
  const isDue = validUntil === state.validUntil && now >= validUntil && !state.isVoided;
  return isDue && openLines(state).length > 0 ? accept(expiryOf(state, validUntil)) : accept();
};

/** What becomes of lines: one outcome each (rule 3). */
export const outcomes = {
  AcceptOffer: acceptOffer,
  RecordRefusal: recordRefusal,
  DeferOffer: defer,
  WithdrawOffer: withdraw,
  ExpireOffer: expire,
};
