import { accept, type Context, type Decider, type EventsOf, type Rejected } from '../../shared/decider';
import type { Facts } from '../../shared/facts';
import { given } from '../../shared/given';
import {
  checkClient,
  checkEnquiry,
  checkManagers,
  checkProducts,
  firstRefusal,
  isConsentWithdrawn,
} from '../../shared/references';
import type { Id } from '../../shared/values';
import type { OfferCommands } from '../commands';
import type { OfferKind, OfferLine } from '../events';
import { checkApproval } from './approval';
import { checkAvailability, checkLines, checkTerms, offered } from './lines';
import { checkVersion, expiryOf, isOverdue, onStanding, openLines, statusAt } from './standing';
import { reject } from '../rejections';
import type { LineState, Offer, OfferShape } from '../state';

type Decide = Decider<OfferShape>['decide'];

const channelOf = (kind: OfferKind) => (kind === 'written' ? 'email' : 'phone');

type Making = OfferCommands['MakeOffer'];

const checkReferences = ({ clientId, managerId, approval, enquiryId, lines }: Making, { facts }: Context) =>
  checkClient(facts, clientId) ??
  checkManagers(facts, managerId, approval?.by) ??
  checkEnquiry(facts, enquiryId) ??
  checkProducts(
    facts,
    lines.map(({ productId }) => productId),
  );

const checkConsent = (
  { clientId, kind, legalBasis }: Pick<Making, 'clientId' | 'kind' | 'legalBasis'>,
  { facts }: Context,
): Rejected | undefined =>
  legalBasis === undefined && isConsentWithdrawn(facts, clientId, channelOf(kind))
    ? reject('CONSENT_WITHDRAWN', { clientId, channel: channelOf(kind) })
    : undefined;

const make: Decide['MakeOffer'] = (command, state, context) => {
  const { offerId, clientId, managerId, kind, validUntil, approval } = command;
  const { facts, occurredAt } = context;
  if (state) return reject('OFFER_ALREADY_MADE', { offerId });
  const lines = command.lines.map((line) => offered(line, context));
  const refusal = firstRefusal(
    checkReferences(command, context),
    checkLines(lines),
    checkTerms(kind, lines, validUntil, occurredAt),
    checkAvailability(facts, lines, occurredAt),
    checkConsent(command, context),
    checkApproval(lines, managerId, approval, context),
  );
  if (refusal) return refusal;
  const isFlagged = isConsentWithdrawn(facts, clientId, channelOf(kind));
  const data = {
    offerId,
    clientId,
    managerId,
    kind,
    version: 1 as const,
    lines,
    ...given({ enquiryId: command.enquiryId, campaignId: command.campaignId, callId: command.callId }),
    ...given({ validUntil, approval, legalBasis: isFlagged ? command.legalBasis : undefined }),
  };
  return accept({ type: 'OfferMade', occurredAt, data });
};

const isSettled = ({ status }: LineState): boolean => status === 'accepted' || status === 'invoiced';

const checkTouched = (touched: readonly LineState[], lines: readonly OfferLine[]): Rejected | undefined => {
  const settled = touched.find(isSettled);
  if (settled) return reject('OFFER_LINE_SETTLED', { lineId: settled.line.lineId, status: settled.status });
  const other = touched.find(({ line }) =>
    lines.some(({ lineId, productId }) => lineId === line.lineId && productId !== line.productId),
  );
  return other && reject('OFFER_LINE_OTHER_PRODUCT', { lineId: other.line.lineId, productId: other.line.productId });
};

/** A line that stands open as it was has been approved and was available: only what changes is asked about again. */
const changedSince = (open: readonly LineState[], lines: readonly OfferLine[]) => {
  const before = new Map(open.map(({ line }) => [line.lineId, line]));
  return {
    fresh: lines.filter(({ lineId }) => !before.has(lineId)),
    repriced: lines.filter((line) => {
      const old = before.get(line.lineId)?.unitPrice;
      return !old || old.amount !== line.unitPrice?.amount || old.currency !== line.unitPrice.currency;
    }),
  };
};

const revisedData = (command: OfferCommands['ReviseOffer'], offer: Offer, lines: readonly OfferLine[], at: string) => {
  const named = new Set(lines.map(({ lineId }) => lineId));
  const open = offer.lines.filter((each) => statusAt(offer, each, at) === 'open');
  const ended = offer.lines.filter((each) => !open.includes(each));
  return {
    offerId: offer.offerId,
    clientId: offer.clientId,
    managerId: command.managerId,
    kind: offer.kind,
    ...given({ enquiryId: offer.enquiryId }),
    version: offer.version + 1,
    lines,
    reopened: ended.map(({ line }) => line.lineId).filter((lineId) => named.has(lineId)),
    dropped: open.map(({ line }) => line).filter(({ lineId }) => !named.has(lineId)),
    ...given({ validUntil: command.validUntil ?? offer.validUntil, approval: command.approval }),
  };
};

/** An offer to a client who was merged since goes on: readers follow the alias. */
const checkErased = (facts: Facts, clientId: Id): Rejected | undefined =>
  facts.client(clientId)?.status === 'erased' ? reject('CLIENT_ERASED', { clientId }) : undefined;

const checkRevision = (
  command: OfferCommands['ReviseOffer'],
  offer: Offer,
  lines: readonly OfferLine[],
  context: Context,
): Rejected | undefined => {
  const { facts, occurredAt } = context;
  const { managerId, approval, version, validUntil = offer.validUntil } = command;
  const touched = offer.lines.filter(({ line }) => lines.some(({ lineId }) => lineId === line.lineId));
  const open = touched.filter((each) => statusAt(offer, each, occurredAt) === 'open');
  const { fresh, repriced } = changedSince(open, lines);
  const productIds = lines.map(({ productId }) => productId);
  return firstRefusal(
    checkVersion(offer, version),
    checkErased(facts, offer.clientId),
    checkConsent(offer, context),
    checkManagers(facts, managerId, approval?.by),
    checkProducts(facts, productIds),
    checkLines(lines),
    checkTouched(touched, lines),
    checkTerms(offer.kind, lines, validUntil, occurredAt),
    checkAvailability(facts, fresh, occurredAt),
    checkApproval(repriced, managerId, approval, context),
  );
};

/** What had run out by then expires first, even if no timer has noted it: a new version does not hide it. */
const revise: Decide['ReviseOffer'] = onStanding((command, offer, context) => {
  const lines = command.lines.map((line) => offered(line, context));
  const refusal = checkRevision(command, offer, lines, context);
  if (refusal) return refusal;
  const { occurredAt } = context;
  const revision = {
    type: 'OfferRevised' as const,
    occurredAt,
    data: revisedData(command, offer, lines, occurredAt),
  };
  return isOverdue(offer, occurredAt) && openLines(offer).length > 0
    ? accept<EventsOf<OfferShape>>(expiryOf(offer, offer.validUntil), revision)
    : accept(revision);
});

/** An offer is put to a client: for the first time, or in a new version. */
export const making = { MakeOffer: make, ReviseOffer: revise };
