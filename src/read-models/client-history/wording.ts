import type { CallRecord } from '../../domain/call/events';
import type { EventType } from '../../domain/catalogue';
import type { AnswerEvidence, FulfilmentEvidence, Proof } from '../../domain/enquiry/events';
import type { Id, PersonalText } from '../../domain/shared/values';
import type { Ended } from '../facts/offers/projection';
import type { EventOf, ProjectedEvent } from '../kit/projection';
import type { AnyEvent } from '../kit/trace';
import { marginOfLines, netValueOf, type EntryDetails } from './entry';

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const callSummary = ({ direction, result, durationSeconds }: CallRecord): string =>
  `call ${direction ?? 'of unknown direction'}, ${result}, ` +
  (durationSeconds === undefined ? 'duration unknown' : `${durationSeconds} s`);

const callDetails = (record: CallRecord): EntryDetails => {
  const { managerId, direction, result, durationSeconds } = record;
  const measures = { direction: direction ?? null, outcome: result, seconds: durationSeconds ?? null };
  return { summary: callSummary(record), managerId, ...measures };
};

const answeredBy = (by: AnswerEvidence<PersonalText>): string =>
  'callId' in by ? 'call' : 'offerId' in by ? 'offer' : 'message';
const fulfilledBy = (by: FulfilmentEvidence<PersonalText>): string =>
  'invoiceId' in by ? 'invoice' : 'offerId' in by ? 'offer' : 'delivery';
const proofIn = (proof: Proof): string => ('callId' in proof ? 'call' : 'offerId' in proof ? 'offer' : 'invoice');
const inTime = (yes: boolean): string => (yes ? 'in time' : 'late');

const lineCount = (lines: readonly unknown[]): string => counted(lines.length, 'line');

const offered = ({ data }: EventOf<'OfferMade' | 'OfferRevised'>): EntryDetails => {
  const { managerId, kind, version, lines } = data;
  const made = version === 1 ? `${kind} offer` : `${kind} offer revised to version ${version}`;
  return { summary: `${made}, ${lineCount(lines)}`, managerId, ...netValueOf(lines) };
};

const linesEndedIn = ({ data: { managerId, lines } }: Ended, what: string): EntryDetails => ({
  summary: `${lineCount(lines)} ${what}`,
  managerId,
  ...netValueOf(lines),
});

/** Every event has its words: one without does not compile. */
type Wording = {
  readonly [Type in EventType]: (event: ProjectedEvent<Type>, clientId: Id) => EntryDetails;
};

const wording: Wording = {
  // Calls.
  CallLogged: ({ data }) => callDetails(data),
  CallCorrected: ({ data: { now } }, clientId) => ({
    summary:
      now.clientId === clientId
        ? `call corrected: ${callSummary(now)} at ${now.at}`
        : 'call corrected: it was not with this client',
    managerId: now.managerId,
  }),
  CallVoided: ({ data: { was, reason } }) => ({ summary: 'call voided', said: reason, managerId: was.managerId }),
  // The client itself, and the campaigns that chose it.
  ClientRegistered: ({ data: { kind, origin, managerId } }) => ({
    summary: `registered as a ${kind}`,
    said: origin,
    managerId,
  }),
  ClientDetailsCorrected: ({ data: { name, contacts, taxId } }) => {
    const fields = [name && 'name', contacts && 'contacts', taxId && 'tax id'].filter(Boolean).join(', ');
    return { summary: `details corrected: ${fields}` };
  },
  ClientClassified: ({ data: { segment, by } }) => ({ summary: `segment ${segment} (${by})` }),
  ClientAssigned: ({ data: { managerId, previousManagerId, reason } }) => ({
    summary: previousManagerId === undefined ? 'assigned' : 'reassigned',
    said: reason,
    managerId,
  }),
  ConsentRecorded: ({ data: { channel, allowed, basis } }) => ({
    summary: `consent for ${channel} ${allowed ? 'given' : 'withdrawn'}`,
    said: basis,
  }),
  ClientMerged: ({ data }) => ({ summary: 'merged into another client', said: data.evidence }),
  DuplicateAbsorbed: ({ data }) => ({ summary: 'a duplicate absorbed', said: data.evidence }),
  MergeReversed: ({ data }) => ({ summary: 'merge reversed', said: data.reason }),
  PersonalDataErased: ({ data: { reason, duplicates = [], erasedWith } }) => {
    const others = duplicates.length > 0 ? ', with the duplicates that are merged into it' : '';
    const summary = erasedWith === undefined ? `personal data erased${others}` : 'erased as a duplicate';
    return { summary, said: reason };
  },
  CampaignPlanned: ({ data: { name, startsOn, endsOn } }) => ({
    summary: `campaign ${name} planned from ${startsOn} to ${endsOn}`,
  }),
  TargetsFrozen: ({ data: { targets } }, clientId) => ({
    summary: targets.includes(clientId) ? 'target of a campaign' : 'in the control group of a campaign',
  }),
  CampaignLaunched: () => ({ summary: 'campaign launched' }),
  CampaignClosed: ({ data: { conclusion } }) => ({ summary: `campaign closed: ${conclusion}` }),
  // Enquiries.
  EnquiryReceived: ({ data: { channel, items, priority, managerId } }) => ({
    summary: `enquiry by ${channel}, ${counted(items.length, 'item')}, ${priority} priority`,
    managerId,
  }),
  EnquiryAssigned: ({ data: { managerId } }) => ({ summary: 'enquiry assigned', managerId }),
  EnquiryAnswered: ({ data: { by, workingMinutes, managerId, ...answer } }) => ({
    summary: `enquiry answered by ${answeredBy(by)} after ${workingMinutes} min, ${inTime(answer.inTime)}`,
    managerId,
    outcome: answeredBy(by),
  }),
  EnquiryAnswerWithdrawn: ({ data: { proof, why } }) => ({ summary: `answer by ${proofIn(proof)} withdrawn: ${why}` }),
  EnquiryFulfilmentWithdrawn: ({ data: { proof, why } }) => ({
    summary: `fulfilment by ${proofIn(proof)} withdrawn: ${why}`,
  }),
  EnquiryPaused: ({ data: { waitingFor } }) => ({
    summary: 'enquiry paused, waiting for the client',
    said: waitingFor,
  }),
  EnquiryResumed: ({ data: { pausedMinutes } }) => ({ summary: `enquiry resumed after ${pausedMinutes} min` }),
  EnquiryFulfilled: ({ data: { evidence, managerId, ...fulfilment } }) => ({
    summary: `enquiry fulfilled by ${fulfilledBy(evidence)}, ${inTime(fulfilment.inTime)}`,
    managerId,
  }),
  EnquiryDeclined: ({ data: { reason, managerId } }) => ({ summary: `enquiry declined: ${reason}`, managerId }),
  EnquiryAbandoned: ({ data: { reason, managerId } }) => ({ summary: 'enquiry abandoned', said: reason, managerId }),
  EnquiryReopened: ({ data: { reason } }) => ({ summary: 'enquiry reopened', said: reason }),
  AnswerDeadlineMissed: ({ data: { dueAt, managerId } }) => ({ summary: `not answered by ${dueAt}`, managerId }),
  FulfilmentDeadlineMissed: ({ data: { dueAt, managerId } }) => ({ summary: `not fulfilled by ${dueAt}`, managerId }),
  // Offers.
  OfferMade: offered,
  OfferRevised: offered,
  OfferLinesAccepted: (event) => ({ ...linesEndedIn(event, 'accepted'), margin: marginOfLines(event.data.lines) }),
  OfferLinesRefused: (event) => {
    const { reason, group, statedBy } = event.data;
    return { ...linesEndedIn(event, `refused: ${reason}, stated by ${statedBy}`), outcome: group };
  },
  OfferWithdrawn: (event) => ({ ...linesEndedIn(event, 'withdrawn'), said: event.data.reason }),
  OfferExpired: (event) => linesEndedIn(event, 'expired'),
  OfferDeferred: ({ data: { managerId, until } }) => ({ summary: `offer deferred until ${until}`, managerId }),
  OfferLinesInvoiced: ({ data: { managerId, lines } }) => ({
    summary: `${lineCount(lines)} of the offer taken for an invoice`,
    managerId,
  }),
  OfferLinesReleased: ({ data: { managerId, lines } }) => ({
    summary: `${lineCount(lines)} of the offer free again: the invoice was voided`,
    managerId,
  }),
  RefusalCorrected: ({ data: { managerId, was, now } }) => ({
    summary: `refusal corrected: ${was.reason === now.reason ? 'details' : `${was.reason} was ${now.reason}`}`,
    managerId,
  }),
  OfferVoided: ({ data: { managerId, reason } }) => ({ summary: 'offer voided', said: reason, managerId }),
  // Invoices.
  InvoiceIssued: ({ data: { managerId, number, totals, currency, dueOn, lines } }) => ({
    summary: `invoice ${number}, ${counted(lines.length, 'line')}, due on ${dueOn}`,
    managerId,
    amount: totals.net,
    currency,
  }),
  PaymentRecorded: ({ data: { managerId, amount, paidOn, outstanding } }) => ({
    summary: outstanding > 0 ? `part payment of ${paidOn}` : `payment of ${paidOn}, paid in full`,
    managerId,
    ...amount,
  }),
  DeliveryRecorded: ({ data: { managerId, lines } }) => ({
    summary: `delivery of ${counted(lines.length, 'line')}`,
    managerId,
  }),
  InvoiceVoided: ({ data: { managerId, number, reason } }) => ({
    summary: `invoice ${number} voided`,
    said: reason,
    managerId,
  }),
  CreditNoteIssued: ({ data: { managerId, number, totals, currency, reason } }) => ({
    summary: `credit note ${number}`,
    said: reason,
    managerId,
    amount: totals.net,
    currency,
  }),
  RefundRecorded: ({ data: { managerId, amount } }) => ({ summary: 'refund', managerId, ...amount }),
  // The company itself: who works for it, and what it sells.
  ManagerRegistered: ({ data: { managerId, role, teamId } }) => ({
    summary: `registered as a ${role}${teamId === undefined ? '' : ` in the team ${teamId}`}`,
    managerId,
  }),
  ManagerMovedToTeam: ({ data: { managerId, teamId, previousTeamId } }) => ({
    summary: `moved to the team ${teamId}${previousTeamId === undefined ? '' : ` from ${previousTeamId}`}`,
    managerId,
  }),
  AbsenceRecorded: ({ data: { managerId, kind, fromOn, untilOn } }) => ({
    summary: `absent from ${fromOn} to ${untilOn}: ${kind}`,
    managerId,
  }),
  ForecastStated: ({ data: { managerId, month, amount } }) => ({
    summary: `says what ${month} will bring`,
    managerId,
    ...amount,
  }),
  ManagerDeparted: ({ data: { managerId, departedOn } }) => ({ summary: `left on ${departedOn}`, managerId }),
  ProductIntroduced: ({ data: { name, category } }) => ({
    summary: `product ${name} introduced, category ${category}`,
  }),
  PriceSet: ({ data: { price, effectiveFrom } }) => ({ summary: `price set from ${effectiveFrom}`, ...price }),
  UnitCostSet: ({ data: { cost, effectiveFrom } }) => ({ summary: `unit cost set from ${effectiveFrom}`, ...cost }),
  AvailabilityChanged: ({ data: { available, reason } }) => ({
    summary: `${available ? 'available' : 'not available'}${reason === undefined ? '' : `: ${reason}`}`,
  }),
  ProductWithdrawn: ({ data: { effectiveFrom, reason } }) => ({
    summary: `withdrawn from sale from ${effectiveFrom}: ${reason}`,
  }),
  ProductReinstated: ({ data: { effectiveFrom } }) => ({ summary: `on sale again from ${effectiveFrom}` }),
  ReasonDefined: ({ data: { code, label, group } }) => ({
    summary: `reason ${code} defined: ${label}, group ${group}`,
  }),
  ReasonRetired: ({ data: { code, effectiveFrom } }) => ({ summary: `reason ${code} retired from ${effectiveFrom}` }),
  ReasonRemapped: ({ data: { from, to, effectiveFrom } }) => ({
    summary: `reason ${from} shown as ${to} from ${effectiveFrom}`,
  }),
  // Its rules.
  ServiceTargetsSet: ({ data: { version, effectiveFrom } }) => ({
    summary: `service targets, version ${version}, from ${effectiveFrom}`,
  }),
  CalendarDefined: ({ data: { version, effectiveFrom, zone } }) => ({
    summary: `calendar, version ${version}, from ${effectiveFrom}, zone ${zone}`,
  }),
  DiscountLimitsSet: ({ data: { effectiveFrom } }) => ({ summary: `discount limits from ${effectiveFrom}` }),
  LateEntryLimitSet: ({ data: { effectiveFrom } }) => ({ summary: `limit of late entry from ${effectiveFrom}` }),
  NumberSeriesSet: ({ data: { effectiveFrom } }) => ({ summary: `number series from ${effectiveFrom}` }),
  TaxRoundingSet: ({ data: { effectiveFrom } }) => ({ summary: `rounding of tax from ${effectiveFrom}` }),
  MarketSizeStated: ({ data: { segment, clients, source, countedOn } }) => ({
    summary: `market of ${clients} clients${segment === undefined ? '' : ` in the segment ${segment}`} on ${countedOn}, as ${source} says`,
  }),
  // What must be unique, and what is named as a proof elsewhere.
  DocumentNumberReserved: ({ data: { number, request } }) => ({
    summary: `number ${number} taken for the ${request.document}`,
  }),
  DocumentNumberSetAside: ({ data: { number } }) => ({
    summary: `number ${number} set aside: a document of another system has it`,
  }),
  IdReserved: ({ data: { of } }) => ({ summary: `id of a ${of} reserved` }),
  TaxIdReserved: () => ({ summary: 'tax id reserved' }),
  TaxIdReleased: ({ data: { reason } }) => ({ summary: 'tax id free again', said: reason }),
  CallNamedAsProof: () => ({ summary: 'call named as a proof of an enquiry' }),
  OfferNamedAsProof: () => ({ summary: 'offer named as a proof of an enquiry' }),
  InvoiceNamedAsProof: () => ({ summary: 'invoice named as a proof of an enquiry' }),
};

/** A method, so that the words for one type of events can be looked up by the event's own type. */
interface Worded {
  words(event: AnyEvent, clientId: Id): EntryDetails;
}
const worded: Readonly<Record<EventType, Worded['words']>> = wording;

/** An event in words; what it says of a client may depend on which client it is. */
export const wordingFor = (event: AnyEvent, clientId: Id): EntryDetails => worded[event.type](event, clientId);
