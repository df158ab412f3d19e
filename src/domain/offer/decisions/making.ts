import { checkApproval } from '../../shared/approvals';
import { accept, type Checked, type Context, type EventsOf } from '../../shared/decider';
import type { Facts } from '../../shared/facts';
import { given } from '../../shared/given';
import { checkAfter } from '../../shared/occurrence';
import {
  checkCall,
  checkCampaign,
  checkClient,
  checkEnquiry,
  checkManagers,
  checkProducts,
  firstRejection,
  isConsentWithdrawn,
  productIdsOf,
} from '../../shared/references';
import { isSame } from '../../shared/same';
import type { Id, Moment } from '../../shared/values';
import type { OfferKind } from '../../shared/words';
import type { OfferCommands } from '../commands';
import type { OfferEvents, OfferLine } from '../events';
import { checkAvailability, checkOfferLines, checkTerms, offerLineOf } from './lines';
import { checkOffered, checkVersion, expiryOf, isAccepted, isOverdue, onOffer, openLines, statusAt } from './status';
import { rejectOffer } from '../rejections';
import type { LineState, Offer, OfferDecide, OfferShape } from '../state';

const channelOf = (kind: OfferKind) => (kind === 'written' ? 'email' : 'phone');

type Making = OfferCommands['MakeOffer'];

const checkReferences = (offer: Making, context: Context): Checked => {
  const { clientId, managerId, approval, enquiryId, campaignId, callId, lines } = offer;
  const { facts } = context;
  return (
    checkClient(facts, clientId) ??
    checkManagers(facts, managerId, approval?.by) ??
    checkEnquiry(context, enquiryId, clientId) ??
    checkCampaign(context, campaignId) ??
    checkCall(context, callId, clientId) ??
    checkProducts(facts, productIdsOf(lines))
  );
};

const checkConsentToOffer = (
  { clientId, kind, legalBasis }: Pick<Offer, 'clientId' | 'kind' | 'legalBasis'>,
  { facts }: Context,
): Checked =>
  legalBasis === undefined && isConsentWithdrawn(facts, clientId, channelOf(kind))
    ? rejectOffer('CONSENT_WITHDRAWN', { clientId, channel: channelOf(kind) })
    : undefined;

const makeOffer: OfferDecide['MakeOffer'] = (command, state, context) => {
  const { legalBasis, ...offer } = command;
  const { offerId, clientId, managerId, kind, validUntil, approval } = offer;
  const { facts, occurredAt } = context;
  if (state) return rejectOffer('OFFER_ALREADY_MADE', { offerId });
  const lines = command.lines.map((line) => offerLineOf(line, context));
  const rejected = firstRejection(
    checkReferences(command, context),
    checkOfferLines(lines),
    checkTerms(kind, lines, validUntil, occurredAt),
    checkAvailability(facts, lines, occurredAt),
    checkConsentToOffer(command, context),
    checkApproval(lines, managerId, approval, context),
  );
  if (rejected) return rejected;
  const isFlagged = isConsentWithdrawn(facts, clientId, channelOf(kind));
  const data: OfferEvents['OfferMade'] = given({
    ...offer,
    version: 1,
    lines,
    legalBasis: isFlagged ? legalBasis : undefined,
  });
  return accept({ type: 'OfferMade', occurredAt, data });
};

const checkTouched = (touched: readonly LineState[], lines: readonly OfferLine[]): Checked => {
  const settled = touched.find(isAccepted);
  if (settled) return rejectOffer('OFFER_LINE_SETTLED', { lineId: settled.line.lineId, status: settled.status });
  const other = touched.find(({ line }) =>
    lines.some(({ lineId, productId }) => lineId === line.lineId && productId !== line.productId),
  );
  return (
    other && rejectOffer('OFFER_LINE_OTHER_PRODUCT', { lineId: other.line.lineId, productId: other.line.productId })
  );
};

const linesTouched = (offer: Offer, lines: readonly OfferLine[]): readonly LineState[] =>
  offer.lines.filter(({ line }) => lines.some(({ lineId }) => lineId === line.lineId));

/** A line that stands open as it was has been approved and was available: only what changes is asked about again. */
export const changedSince = (offer: Offer, lines: readonly OfferLine[], at: Moment) => {
  const open = linesTouched(offer, lines).filter((each) => statusAt(offer, each, at) === 'open');
  const before = new Map(open.map(({ line }) => [line.lineId, line]));
  return {
    fresh: lines.filter(({ lineId }) => !before.has(lineId)),
    repriced: lines.filter((line) => {
      const price = before.get(line.lineId)?.unitPrice;
      return !price || !isSame(price, line.unitPrice);
    }),
  };
};

const revisionOf = (
  command: OfferCommands['ReviseOffer'],
  offer: Offer,
  lines: readonly OfferLine[],
  at: Moment,
): OfferEvents['OfferRevised'] => {
  const named = new Set(lines.map(({ lineId }) => lineId));
  const open = offer.lines.filter((each) => statusAt(offer, each, at) === 'open');
  const ended = offer.lines.filter((each) => !open.includes(each));
  return given({
    ...command,
    clientId: offer.clientId,
    kind: offer.kind,
    enquiryId: offer.enquiryId,
    version: offer.version + 1,
    lines,
    reopened: ended.map(({ line }) => line.lineId).filter((lineId) => named.has(lineId)),
    dropped: open.map(({ line }) => line).filter(({ lineId }) => !named.has(lineId)),
    validUntil: command.validUntil ?? offer.validUntil,
  });
};

/** When a line that is put to the client again had its last outcome. */
const lastOutcome = ({ outcomes }: Offer, touched: readonly LineState[]): Moment | undefined => {
  const ids = new Set(touched.filter(({ status }) => status !== 'open').map(({ line }) => line.lineId));
  return outcomes
    .filter(({ lines }) => lines.some(({ lineId }) => ids.has(lineId)))
    .map(({ at }) => at)
    .sort()
    .at(-1);
};

/** An offer to a client who was merged since goes on: readers follow the alias. */
const checkErased = (facts: Facts, clientId: Id): Checked =>
  facts.client(clientId)?.status === 'erased' ? rejectOffer('CLIENT_ERASED', { clientId }) : undefined;

const checkRevision = (
  command: OfferCommands['ReviseOffer'],
  offer: Offer,
  lines: readonly OfferLine[],
  context: Context,
): Checked => {
  const { facts, occurredAt } = context;
  const { managerId, approval, version, validUntil = offer.validUntil } = command;
  const touched = linesTouched(offer, lines);
  const { fresh, repriced } = changedSince(offer, lines, occurredAt);
  return firstRejection(
    checkVersion(offer, version),
    checkOffered(offer, context),
    checkAfter(context, { cause: 'the outcome of a line', at: lastOutcome(offer, touched) }),
    checkErased(facts, offer.clientId),
    checkConsentToOffer(offer, context),
    checkManagers(facts, managerId, approval?.by),
    checkProducts(facts, productIdsOf(lines)),
    checkOfferLines(lines),
    checkTouched(touched, lines),
    checkTerms(offer.kind, lines, validUntil, occurredAt),
    checkAvailability(facts, fresh, occurredAt),
    checkApproval(repriced, managerId, approval, context),
  );
};

/** What had run out by then expires first, even if no timer has noted it: a new version does not hide it. */
const reviseOffer: OfferDecide['ReviseOffer'] = onOffer((command, offer, context) => {
  const lines = command.lines.map((line) => offerLineOf(line, context));
  const rejected = checkRevision(command, offer, lines, context);
  if (rejected) return rejected;
  const { occurredAt } = context;
  const data = revisionOf(command, offer, lines, occurredAt);
  const expiries =
    isOverdue(offer, occurredAt) && openLines(offer).length > 0 ? [expiryOf(offer, offer.validUntil)] : [];
  return accept<EventsOf<OfferShape>>(...expiries, { type: 'OfferRevised', occurredAt, data });
});

/** An offer is put to a client: for the first time, or in a new version. */
export const making = { MakeOffer: makeOffer, ReviseOffer: reviseOffer };
