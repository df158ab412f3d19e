import { inOrder } from '../../shared/chain';
import type { Checked, Context } from '../../shared/decider';
import type { Needs } from '../../shared/facts';
import { isBefore } from '../../shared/occurrence';
import { checkCall, checkInvoice, checkOffer, distinct } from '../../shared/references';
import type { Moment } from '../../shared/values';
import type { AnswerEvidence, FulfilmentEvidence, Proof } from '../events';
import { rejectEnquiry } from '../rejections';
import type { Enquiry, EnquiryState } from '../state';

type Evidence = AnswerEvidence | FulfilmentEvidence | Proof;

/** What proves something is asked for whatever follows from a call or an offer, too: a process proves nothing by itself. */
const asked = (context: Context): Context => ({ ...context, isOwed: false });

/** Where nobody knows whose the enquiry or its proof is, the proof itself says what it is for. */
const checkNamesEnquiry = (
  { clientId, enquiryId }: Enquiry,
  proof: { readonly enquiryId?: string; readonly clientId?: string } | undefined,
  by: Evidence,
): Checked => {
  const areBothKnown = clientId !== undefined && proof?.clientId !== undefined;
  return areBothKnown || proof?.enquiryId === enquiryId
    ? undefined
    : rejectEnquiry('EVIDENCE_OF_NOBODY', { by, enquiryId });
};

const checkSince = (since: Moment, moments: readonly (Moment | undefined)[], by: Evidence): Checked =>
  moments.some((at) => at !== undefined && !isBefore(at, since))
    ? undefined
    : rejectEnquiry('EVIDENCE_BEFORE_RECEIPT', { by, at: moments.at(-1), receivedAt: since });

/** By then, each version that was put to the client. */
const offeredBy = ({ facts, occurredAt }: Context, offerId: string): readonly Moment[] =>
  inOrder(facts.offer(offerId)?.offered)
    .map(({ offeredAt }) => offeredAt)
    .filter((at) => !isBefore(occurredAt, at));

/**
 * An answer of the round that began at `since` counts when its evidence does (rule 26): a call that reached this enquiry's client, or came from him, or an
 * offer that was made to him, at or after the receipt. A message has the time of the answer itself.
 */
export const checkAnswerEvidence = (by: AnswerEvidence, enquiry: Enquiry, given: Context, since: Moment): Checked => {
  const context = asked(given);
  const { clientId } = enquiry;
  if ('callId' in by) {
    const call = () => context.facts.call(by.callId)?.record;
    return (
      checkCall(context, by.callId, clientId) ??
      checkNamesEnquiry(enquiry, call(), by) ??
      checkSince(since, [call()?.at], by)
    );
  }
  if (!('offerId' in by)) return undefined;
  return (
    checkOffer(context, by.offerId, clientId) ??
    checkNamesEnquiry(enquiry, context.facts.offer(by.offerId), by) ??
    checkSince(since, offeredBy(context, by.offerId), by)
  );
};

/** An invoice names no enquiry: it proves something where both are known to be one client's. */
const invoiceClient = ({ facts }: Context, invoiceId: string) => {
  const invoice = facts.invoice(invoiceId);
  return invoice && { clientId: invoice.clientId };
};

/** What fulfilled an enquiry is there, is the client's, and came of the enquiry: not before it was received. */
export const checkFulfilmentEvidence = (evidence: FulfilmentEvidence, enquiry: Enquiry, given: Context): Checked => {
  const context = asked(given);
  const { clientId, receivedAt } = enquiry;
  if ('invoiceId' in evidence)
    return (
      checkInvoice(context, evidence.invoiceId, clientId) ??
      checkNamesEnquiry(enquiry, invoiceClient(context, evidence.invoiceId), evidence) ??
      checkSince(receivedAt, [context.facts.invoice(evidence.invoiceId)?.issuedAt], evidence)
    );
  if (!('offerId' in evidence)) return undefined;
  return (
    checkOffer(context, evidence.offerId, clientId) ??
    checkNamesEnquiry(enquiry, context.facts.offer(evidence.offerId), evidence) ??
    checkSince(receivedAt, offeredBy(context, evidence.offerId), evidence)
  );
};

/** The facts that a proof names. */
export const needsEvidence = (by: Evidence, enquiry: EnquiryState): Needs => ({
  calls: distinct('callId' in by ? by.callId : undefined),
  offers: distinct('offerId' in by ? by.offerId : undefined),
  invoices: distinct('invoiceId' in by ? by.invoiceId : undefined),
  owners: distinct(enquiry?.clientId),
});
