import { accept, type Checked, type Context, type Rejected } from '../../shared/decider';
import { reasonIn, type Facts, type ReasonDefinition } from '../../shared/facts';
import { given } from '../../shared/given';
import type { RefusalIntent } from '../../shared/intents';
import { isPrice } from '../../shared/money';
import { checkAfter, checkDayAfter, type CausedBy } from '../../shared/occurrence';
import { checkManagers, isKnownProof, isOwn, provenBy } from '../../shared/references';
import { saysSame } from '../../shared/same';
import { personalIfGiven, type Code, type Id, type Moment } from '../../shared/values';
import type { OfferCommands } from '../commands';
import type { OfferEvents, OfferLine, RefusalDetails } from '../events';
import { rejectOffer } from '../rejections';
import {
  checkOffered,
  checkVersion,
  expiryOf,
  isAccepted,
  isOverdue,
  namedLines,
  onAnyOffer,
  onOffer,
  openLines,
  outcomeOf,
  statusAt,
} from './status';
import type { LineState, Offer, OfferDecide } from '../state';

const SHORTEST_COMMENT = 10;

const definedAt = ({ reasons }: Facts, code: Code, at: Moment): ReasonDefinition | undefined => {
  const definition = reasonIn(reasons, code);
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
  given({ reason, group, durable, otherReasons, ...intent, comment: personalIfGiven(comment, clientId) });

/** The client may be asked again from the day of the refusal on, never before. */
const checkReconsidered = ({ reconsiderOn }: RefusalIntent, context: Context, at: Moment): Checked =>
  reconsiderOn === undefined
    ? undefined
    : checkDayAfter(context, 'reconsiderOn', reconsiderOn, { cause: 'OfferLinesRefused', at });

/** A refusal as events keep it, by the catalogue as it was when the client said no (rule 2). */
const refusalOf = (
  intent: RefusalIntent,
  context: Context,
  at: Moment,
  clientId: Id,
): { readonly details: RefusalDetails } | Rejected => {
  const { facts } = context;
  const definition = definedAt(facts, intent.reason, at);
  if (!definition) return rejectOffer('REASON_NOT_DEFINED', { reason: intent.reason, at });
  const { priceGap } = intent;
  if (priceGap && !isPrice(priceGap)) return rejectOffer('PRICE_GAP_INVALID', { priceGap });
  const rejected = checkReason(definition, intent, facts, at) ?? checkReconsidered(intent, context, at);
  return rejected ?? { details: detailsOf(definition, intent, clientId) };
};

const notOpen = (offer: Offer, { line, status }: LineState): Rejected =>
  status === 'expired'
    ? rejectOffer('OFFER_EXPIRED', { lineId: line.lineId, validUntil: offer.validUntil })
    : rejectOffer('OFFER_LINE_NOT_OPEN', { lineId: line.lineId, status });

/** The offer with its lines as they stand at a moment. */
const asAt = (offer: Offer, at: Moment): Offer => ({
  ...offer,
  lines: offer.lines.map((each) => ({ ...each, status: statusAt(offer, each, at) })),
});

/** The named lines that still get this outcome; one that has another is rejected. */
const pendingLines = (
  offer: Offer,
  { version, managerId, lineIds }: OfferCommands['AcceptOffer' | 'RecordRefusal'],
  context: Context,
  hasOutcome: (line: LineState) => boolean,
): readonly OfferLine[] | Rejected => {
  const { found, missing } = namedLines(offer, lineIds);
  const rejected =
    checkVersion(offer, version) ?? checkManagers(context.facts, managerId) ?? missing ?? checkOffered(offer, context);
  if (rejected) return rejected;
  const pending = found.filter((each) => !hasOutcome(each));
  const ended = pending.find(({ status }) => status !== 'open');
  return ended ? notOpen(offer, ended) : pending.map(({ line }) => line);
};

const acceptOffer: OfferDecide['AcceptOffer'] = onOffer((command, offer, context) => {
  const { offerId, managerId, version, lineIds, ...acceptance } = command;
  const { occurredAt } = context;
  const lines = pendingLines(asAt(offer, occurredAt), command, context, isAccepted);
  if ('rejection' in lines) return lines;
  if (lines.length === 0) return accept();
  const data: OfferEvents['OfferLinesAccepted'] = given({ ...outcomeOf(offer, managerId, lines), ...acceptance });
  return accept({ type: 'OfferLinesAccepted', occurredAt, data });
});

/**
 * A refusal reported after the validity counts as one as long as the expiry was not noted: it says more than "expired", and
 * no refusal may be lost.
 */
const recordRefusal: OfferDecide['RecordRefusal'] = onOffer((command, offer, context) => {
  const { offerId, managerId, version, lineIds, ...intent } = command;
  const { occurredAt } = context;
  const lines = pendingLines(offer, command, context, ({ status }) => status === 'refused');
  if ('rejection' in lines) return lines;
  if (lines.length === 0) return accept();
  const refusal = refusalOf(intent, context, occurredAt, offer.clientId);
  if (!('details' in refusal)) return refusal;
  const data = { ...outcomeOf(offer, managerId, lines), ...refusal.details };
  return accept({ type: 'OfferLinesRefused', occurredAt, data });
});

const checkOpen = (offer: Offer, at: Moment): Checked => {
  if (openLines(offer).length === 0) return rejectOffer('OFFER_NOT_OPEN', { version: offer.version });
  return isOverdue(offer, at) ? rejectOffer('OFFER_EXPIRED', { validUntil: offer.validUntil }) : undefined;
};

const deferOffer: OfferDecide['DeferOffer'] = onOffer((command, offer, context) => {
  const { managerId, until } = command;
  const { facts, occurredAt } = context;
  const rejected =
    checkManagers(facts, managerId) ??
    checkOpen(offer, occurredAt) ??
    checkOffered(offer, context) ??
    checkDayAfter(context, 'until', until, { cause: 'OfferDeferred', at: occurredAt });
  if (rejected || offer.deferredUntil === until) return rejected ?? accept();
  const early = checkAfter(context, { cause: 'OfferDeferred', at: offer.deferredAt });
  if (early) return early;
  return accept({ type: 'OfferDeferred', occurredAt, data: { clientId: offer.clientId, ...command } });
});

const withdrawOffer: OfferDecide['WithdrawOffer'] = onOffer((command, offer, context) => {
  const { managerId } = command;
  const { facts, occurredAt } = context;
  const open = openLines(offer);
  const isWithdrawn = open.length === 0 && offer.lines.some(({ status }) => status === 'withdrawn');
  const stands = isWithdrawn ? undefined : checkOpen(offer, occurredAt);
  const rejected = checkManagers(facts, managerId) ?? stands ?? checkOffered(offer, context);
  if (rejected) return rejected;
  if (isWithdrawn) return accept();
  return accept({ type: 'OfferWithdrawn', occurredAt, data: { ...outcomeOf(offer, managerId, open), ...command } });
});

const expireOffer: OfferDecide['ExpireOffer'] = onAnyOffer(({ validUntil }, offer, { now }) => {
  const isDue = validUntil === offer.validUntil && now >= validUntil && !offer.isVoided;
  return isDue && openLines(offer).length > 0 ? accept(expiryOf(offer, validUntil)) : accept();
});

/** The reason is one of the catalogue as it was at the refusal, which keeps its date and its manager (rules 13, 15). */
const correctRefusal: OfferDecide['CorrectRefusal'] = onOffer((command, offer, context) => {
  const { offerId, refusalEventId, ...intent } = command;
  const { occurredAt } = context;
  const corrected = offer.outcomes.find(({ eventId }) => eventId === refusalEventId);
  if (!corrected?.refusal) return rejectOffer('REFUSAL_UNKNOWN', { offerId, refusalEventId });
  const correctedAt = offer.correctedAt.get(refusalEventId);
  const early =
    checkAfter(context, { cause: 'OfferLinesRefused', at: corrected.at }) ??
    checkAfter(context, { cause: 'what it corrects', at: correctedAt });
  if (early) return early;
  const refusal = refusalOf(intent, context, corrected.at, offer.clientId);
  if (!('details' in refusal)) return refusal;
  if (saysSame(refusal.details, corrected.refusal, context)) return accept();
  const { at: refusedAt, refusal: was, managerId, version, lines } = corrected;
  const rest = { refusedAt, version, lines, was, now: refusal.details };
  const data = { offerId, clientId: offer.clientId, managerId, corrects: refusalEventId, ...rest };
  return accept({ type: 'RefusalCorrected', occurredAt, data });
});

const noteOfferAsProof: OfferDecide['NoteOfferAsProof'] = onAnyOffer((command, offer, { occurredAt }) => {
  const { proves, isVoided, enquiryId, clientId } = offer;
  return isKnownProof(proves, isVoided ? undefined : enquiryId, command.enquiryId)
    ? accept()
    : accept({ type: 'OfferNamedAsProof', occurredAt, data: { ...command, clientId } });
});

/** What a void takes out of the figures last: a version, or an outcome (rule 28). */
const lastOf = ({ offered, outcomes: ended }: Offer): CausedBy => {
  const put = offered.map(({ offeredAt: at, version }) => ({
    cause: version === 1 ? 'OfferMade' : 'OfferRevised',
    at,
  }));
  const all = [...put, ...ended.map(({ at, outcome }) => ({ cause: `the lines were ${outcome}`, at }))];
  return all.reduce((last, each) => (each.at > last.at ? each : last), { cause: 'OfferMade', at: '' });
};

const voidOffer: OfferDecide['VoidOffer'] = onAnyOffer((command, offer, context) => {
  const { clientId, managerId, kind, enquiryId, offered, outcomes: ended } = offer;
  if (offer.isVoided) return accept();
  const early = checkAfter(context, lastOf(offer));
  if (early) return early;
  const invoiceIds = offer.invoices.filter(({ isReleased }) => !isReleased).map(({ invoiceId }) => invoiceId);
  if (invoiceIds.length > 0) return rejectOffer('OFFER_INVOICED', { invoiceIds });
  const own = ended.find((each) => each.outcome === 'refused' && isOwn(context, each.managerId));
  if (own) return rejectOffer('REFUSAL_OWN', { refusalEventId: own.eventId, managerId: own.managerId });
  const figures = { clientId, managerId, kind, enquiryId, offered, outcomes: ended, proves: provenBy(offer.proves) };
  const data: OfferEvents['OfferVoided'] = given({ ...command, ...figures });
  return accept({ type: 'OfferVoided', occurredAt: context.occurredAt, data });
});

/** What becomes of lines: one outcome each (rule 3). What was entered wrongly is put right by a new fact (rule 15). */
export const outcomes = {
  AcceptOffer: acceptOffer,
  RecordRefusal: recordRefusal,
  DeferOffer: deferOffer,
  WithdrawOffer: withdrawOffer,
  ExpireOffer: expireOffer,
  CorrectRefusal: correctRefusal,
  NoteOfferAsProof: noteOfferAsProof,
  VoidOffer: voidOffer,
};
