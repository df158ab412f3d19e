import type { CallCommands } from '../../domain/call/commands';
import type { PitchIntent } from '../../domain/shared/intents';
import { DAY, MINUTE } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import type { Company, Encounter, SampleClient, SampleManager, Story } from './company';
import { closeLostEnquiry, markAnswered, type SampleEnquiry } from './enquiry-deadlines';
import { decideOffer, discountLimits, invoiceAccepted, writeOffer, type SampleOffer } from './offers';
import { intentsOf, isWanted, linesToOffer, refusalFor, type PricedLine } from './wishes';

type Logged = CallCommands['LogCall'];

/** A call as it takes place. */
interface SampleCall extends Encounter {
  readonly direction: Logged['direction'];
  readonly result: Logged['result'];
  readonly enquiry?: SampleEnquiry | undefined;
  /** The spoken offer that the call comes back to. */
  readonly offer?: SampleOffer;
  readonly campaignId?: Id | undefined;
}

/** What is offered on the phone, and what the client says at once. */
interface SpokenOffer {
  readonly offer: SampleOffer;
  readonly accepted: readonly PricedLine[];
  readonly pitch: PitchIntent;
}

const pitchIn = (company: Company, call: SampleCall, at: number): SpokenOffer | undefined => {
  const { random } = company;
  const { manager, client, enquiry, campaignId } = call;
  const lines = linesToOffer(company, { manager, client }, { at, highestDiscount: discountLimits[manager.role] });
  if (lines.length === 0) return undefined;
  const decided = random.chance(0.8) ? lines : [];
  const accepted = decided.filter(({ product }) => isWanted(company, { manager, client }, product, at));
  const refused = decided.find((line) => !accepted.includes(line));
  const open = lines.filter((line) => line !== refused);
  const offer = { id: random.id(), client, enquiry, version: 1, open, validUntil: Number.POSITIVE_INFINITY };
  const pitch = {
    offerId: offer.id,
    lines: intentsOf(lines),
    ...(campaignId !== undefined && { campaignId }),
    ...(accepted.length > 0 && { accepted: { lineIds: accepted.map(({ lineId }) => lineId) } }),
    ...(refused && { refused: { ...refusalFor(company, client, refused.product, at), lineIds: [refused.lineId] } }),
  };
  return { offer, accepted, pitch };
};

/** What was accepted is invoiced; what was left open is asked again some days later. */
function* followUpPitch(company: Company, { offer, accepted }: SpokenOffer, manager: SampleManager): Story {
  const { client, enquiry } = offer;
  if (accepted.length > 0) company.start(invoiceAccepted(company, offer, { client, manager, lines: accepted }));
  if (offer.open.length === 0 && accepted.length === 0 && enquiry) company.start(closeLostEnquiry(company, enquiry));
  if (offer.open.length === 0) return;
  yield company.workdaysAfter(company.random.whole(1, 8));
  if (!client.mayBeCalled) return;
  tellCall(company, { manager: client.manager, client, direction: 'out', result: 'reached', offer });
  decideOffer(company, offer);
}

/** Some calls turn out to have been longer, or to have been logged for the wrong client. */
function* tellCallCorrection(company: Company, callId: Id, durationSeconds: number, manager: SampleManager): Story {
  const mistake = company.random.weighted({ none: 982, duration: 12, client: 6 });
  if (mistake === 'none') return;
  yield company.workdaysAfter(2);
  if (mistake === 'duration')
    company.record('CorrectCall', { callId, durationSeconds: durationSeconds + 60 }, { by: manager });
  else company.record('VoidCall', { callId, reason: 'Logged for the wrong client' });
}

/** By the telephone system, or days later by hand; then with the reason for it. */
const recordingOf = ({ now }: Company, { manager }: SampleCall, at: number) => ({
  ...{ by: manager, occurredAt: at, source: now - at > DAY ? ('api' as const) : ('telephony' as const) },
  ...(now - at > 2 * DAY && { lateReason: 'Was on the road without a connection' }),
});

/** A client who withdrew the consent is called only where there is another basis for it. */
const legalBasisOf = ({ client, direction }: SampleCall) =>
  !client.mayBeCalled && direction === 'out' ? { legalBasis: 'The client asked to be called back' } : {};

/** Logs a call that took place at a moment. */
const tellCall = (company: Company, call: SampleCall, at = company.now, spoken?: SpokenOffer): void => {
  const { random } = company;
  const { manager, client, enquiry, offer, direction, result } = call;
  const callId = random.id();
  const durationSeconds = result === 'reached' ? random.whole(50, 900) : random.whole(0, 35);
  const data: Logged = {
    ...{ callId, clientId: client.id, managerId: manager.id, direction, durationSeconds, result },
    ...(spoken && { topics: spoken.pitch.lines.map(({ productId }) => productId), pitch: spoken.pitch }),
    ...(enquiry && { enquiryId: enquiry.id }),
    ...(offer && { offerId: offer.id }),
    ...(random.chance(0.1) && { note: 'Wants to be called in the morning' }),
    ...legalBasisOf(call),
  };
  company.record('LogCall', data, recordingOf(company, call, at));
  if (result === 'reached') markAnswered(enquiry, at);
  company.start(tellCallCorrection(company, callId, durationSeconds, manager));
};

/** A call is logged when it is over, or days later; one that reached the client mostly carries a pitch. */
function* holdCall(company: Company, call: SampleCall): Story {
  const { random } = company;
  const at = company.now;
  const { manager, client, result } = call;
  yield random.chance(manager.late) ? company.workdaysAfter(random.whole(2, 11)) : at + 15 * MINUTE;
  const isHeard = result === 'reached' && client.mayBeCalled && random.chance(0.85);
  const spoken = isHeard ? pitchIn(company, call, at) : undefined;
  tellCall(company, call, at, spoken);
  if (spoken) company.start(followUpPitch(company, spoken, manager));
}

const resultOf = ({ random }: Company, { reach }: SampleManager): Logged['result'] =>
  random.chance(reach) ? 'reached' : random.weighted({ no_answer: 60, voicemail: 20, busy: 13, declined: 7 });

const MOST_TRIES = 4;
/** Working minutes until the next try. */
const LONGEST_WAIT = 240;

/** A manager calls a client; on an enquiry several times, and at last the manager writes. */
export function* callClient(
  company: Company,
  { manager, client, enquiry, campaignId }: Omit<SampleCall, 'direction' | 'result' | 'offer'>,
): Story {
  let caller = manager;
  for (let tries = 0; tries < MOST_TRIES && (client.mayBeCalled || enquiry); tries += 1) {
    const result = resultOf(company, caller);
    company.start(holdCall(company, { manager: caller, client, direction: 'out', result, enquiry, campaignId }));
    if (result === 'reached' || !enquiry) return;
    yield company.workAfter(Math.min(LONGEST_WAIT, company.random.whole(...caller.answerMinutes)));
    caller = client.manager;
  }
  yield* writeOffer(company, { manager: caller, client, enquiry });
}

/** A client calls unasked. */
export const takeCall = (company: Company, { manager, client }: Encounter): Story =>
  holdCall(company, { manager, client, direction: 'in', result: company.random.chance(0.85) ? 'reached' : 'missed' });

/** A call in which nothing is offered. */
export const talkTo = (company: Company, client: SampleClient): void => {
  tellCall(company, { manager: client.manager, client, direction: 'out', result: 'reached' });
};
