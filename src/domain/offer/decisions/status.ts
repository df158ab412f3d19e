import { existing, type Checked, type Context, type DecisionOf, type Rejected } from '../../shared/decider';
import { given } from '../../shared/given';
import { checkAfter } from '../../shared/occurrence';
import type { Id, Moment } from '../../shared/values';
import type { OfferLine, OutcomeOfLines } from '../events';
import { rejectOffer } from '../rejections';
import { offerOf, type LineState, type LineStatus, type Offer, type OfferShape } from '../state';

type NamedOffer = { readonly offerId: Id };

/** Decides on an offer that is there, voided or not. */
export const onAnyOffer = <Command extends NamedOffer>(
  decide: (command: Command, offer: Offer, context: Context) => DecisionOf<OfferShape>,
) =>
  existing<OfferShape, NamedOffer>(({ offerId }) => rejectOffer('OFFER_UNKNOWN', { offerId }))<Command>(
    (command, history, context) => decide(command, offerOf(history), context),
  );

/** Decides on an offer that is there and was not voided. */
export const onOffer = <Command extends NamedOffer>(
  decide: (command: Command, offer: Offer, context: Context) => DecisionOf<OfferShape>,
) =>
  onAnyOffer<Command>((command, offer, context) =>
    offer.isVoided ? rejectOffer('OFFER_VOIDED', { offerId: command.offerId }) : decide(command, offer, context),
  );

/** Rule 4. */
export const checkVersion = (offer: Offer, version: number): Checked =>
  version === offer.version
    ? undefined
    : rejectOffer('OFFER_VERSION_OUTDATED', { version, currentVersion: offer.version });

/** What becomes of an offer comes after its version was put to the client (rule 28). */
export const checkOffered = ({ version, offeredAt }: Offer, context: Context): Checked =>
  checkAfter(context, { cause: version === 1 ? 'OfferMade' : 'OfferRevised', at: offeredAt });

type ValidUntil = Offer & { readonly validUntil: Moment };

export const isOverdue = (offer: Offer, at: Moment): offer is ValidUntil =>
  offer.validUntil !== undefined && at > offer.validUntil;

/** A line as it stands at a moment: open ones expire with the validity, whether or not the timer has noted it. */
export const statusAt = (offer: Offer, { status }: LineState, at: Moment): LineStatus =>
  status === 'open' && isOverdue(offer, at) ? 'expired' : status;

/** Accepted, whether or not it is invoiced yet. */
export const isAccepted = ({ status }: LineState): boolean => status === 'accepted' || status === 'invoiced';

export const openLines = (offer: Offer): OfferLine[] =>
  offer.lines.filter(({ status }) => status === 'open').map(({ line }) => line);

/** What every outcome says. */
export const outcomeOf = (offer: Offer, managerId: Id, lines: readonly OfferLine[]): OutcomeOfLines =>
  given({
    offerId: offer.offerId,
    clientId: offer.clientId,
    managerId,
    kind: offer.kind,
    enquiryId: offer.enquiryId,
    campaignId: offer.campaignId,
    version: offer.version,
    offeredAt: offer.offeredAt,
    lines,
  });

/** Expiry is dated to the validity, whenever it is noted (rule 5). */
export const expiryOf = (offer: Offer, expiredAt: Moment) =>
  ({
    type: 'OfferExpired',
    occurredAt: expiredAt,
    data: { ...outcomeOf(offer, offer.managerId, openLines(offer)), expiredAt },
  }) as const;

/** The lines that are named, or the rejection of the first one that is not there. */
export const namedLines = (
  offer: Offer,
  lineIds: readonly Id[],
): { readonly found: readonly LineState[]; readonly missing?: Rejected } => {
  const found = offer.lines.filter(({ line }) => lineIds.includes(line.lineId));
  const unknown = lineIds.find((lineId) => !found.some(({ line }) => line.lineId === lineId));
  if (lineIds.length === 0) return { found, missing: rejectOffer('OFFER_LINES_MISSING') };
  return unknown === undefined ? { found } : { found, missing: rejectOffer('OFFER_LINE_UNKNOWN', { lineId: unknown }) };
};
