import type { CallCommands } from '../../domain/call/commands';
import type { PitchIntent } from '../../domain/shared/intents';
import { DAY, MINUTE, momentOf } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import type { Company, SampleClient, SampleManager, Story } from './company';
import { closeLostEnquiry, markAnswered, type SampleEnquiry } from './enquiry-deadlines';
import { decideOffer, invoiceAccepted, writeOffer, type SampleOffer } from './offers';
import { intentsOf, isWanted, linesToOffer, refusalFor, type PricedLine } from './wishes';

type Logged = CallCommands['LogCall'];

/** A call as it takes place. */
interface SampleCall {
  readonly client: SampleClient;
  readonly direction: NonNullable<Logged['direction']>;
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
  const { client, enquiry, campaignId } = call;
  const lines = linesToOffer(company, client, { at });
  if (lines.length === 0) return undefined;
  const decided = random.chance(0.8) ? lines : [];
  const accepted = decided.filter(({ product }) => isWanted(company, client, product));
  const refused = decided.find((line) => !accepted.includes(line));
  const open = lines.filter((line) => line !== refused);
  const offer = { id: random.id(), client, enquiry, version: 1, open, validUntil: Number.POSITIVE_INFINITY };
  const pitch = {
    ...{ offerId: offer.id, lines: intentsOf(lines) },
    ...(campaignId !== undefined && { campaignId }),
    ...(accepted.length > 0 && { accepted: { lineIds: accepted.map(({ lineId }) => lineId) } }),
    ...(refused && { refused: { ...refusalFor(company, client, refused.product), lineIds: [refused.lineId] } }),
  };
  return { offer, accepted, pitch };
};

/** What was accepted is invoiced; what was left open is asked again some days later. */
function* followUpPitch(company: Company, { offer, accepted }: SpokenOffer): Story {
  const { client, enquiry } = offer;
  if (accepted.length > 0) company.start(invoiceAccepted(company, offer, accepted));
  if (offer.open.length === 0 && accepted.length === 0 && enquiry) company.start(closeLostEnquiry(company, enquiry));
  if (offer.open.length === 0) return;
  yield company.afterWorkdays(1, 8);
  if (!client.mayBeCalled) return;
  tellCall(company, { client, direction: 'out', result: 'reached', offer });
  decideOffer(company, offer);
}

/** Some calls turn out to have been longer, or to have been logged for the wrong client. */
function* tellCallCorrection(company: Company, callId: Id, seconds: number, by: SampleManager): Story {
  const mistake = company.random.weighted({ none: 982, duration: 12, client: 6 });
  if (mistake === 'none') return;
  yield company.afterWorkdays(2);
  if (mistake === 'client') company.record('VoidCall', { callId, reason: 'Logged for the wrong client' });
  else company.record('CorrectCall', { callId, durationSeconds: seconds + 60 }, by);
}

/** By the telephone system, or days later by hand; then with the reason for it. */
const entryOf = ({ now }: Company, at: number) =>
  now - at > 2 * DAY
    ? ({ source: 'api', lateReason: 'Was on the road without a connection' } as const)
    : ({ source: 'telephony' } as const);

/** A client who withdrew the consent is called only where there is another basis for it. */
const legalBasisOf = ({ client, direction }: SampleCall) =>
  !client.mayBeCalled && direction === 'out' ? { legalBasis: 'The client asked to be called back' } : {};

/** Logs a call that took place at a moment. */
export const tellCall = (company: Company, call: SampleCall, at = company.now, spoken?: SpokenOffer): void => {
  const { random } = company;
  const { client, enquiry, offer, direction, result } = call;
  const { manager } = client;
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
  company.record('LogCall', data, manager, { occurredAt: momentOf(at), ...entryOf(company, at) });
  if (result === 'reached') markAnswered(enquiry);
  company.start(tellCallCorrection(company, callId, durationSeconds, manager));
};

/** A call is logged when it is over, or days later; one that reached the client mostly carries a pitch. */
function* holdCall(company: Company, call: SampleCall): Story {
  const { random, now: at } = company;
  const { client, result } = call;
  yield random.chance(client.manager.late) ? company.afterWorkdays(2, 11) : at + 15 * MINUTE;
  const isHeard = result === 'reached' && client.mayBeCalled && random.chance(0.85);
  const spoken = isHeard ? pitchIn(company, call, at) : undefined;
  tellCall(company, call, at, spoken);
  if (spoken) company.start(followUpPitch(company, spoken));
}

const MOST_TRIES = 4;

/** A manager calls a client; on an enquiry several times, and at last the manager writes. */
export function* callClient(
  company: Company,
  client: SampleClient,
  { enquiry, campaignId }: Pick<SampleCall, 'enquiry' | 'campaignId'> = {},
): Story {
  const { random } = company;
  for (let tries = 0; tries < MOST_TRIES && (client.mayBeCalled || enquiry); tries += 1) {
    const { reach, answerMinutes } = client.manager;
    const isReached = random.chance(reach);
    const result = isReached ? 'reached' : random.weighted({ no_answer: 60, voicemail: 20, busy: 13, declined: 7 });
    company.start(holdCall(company, { client, direction: 'out', result, enquiry, campaignId }));
    if (isReached || !enquiry) return;
    yield company.afterMinutes(...answerMinutes);
  }
  yield* writeOffer(company, client, enquiry);
}

/** A client calls unasked. */
export const takeCall = (company: Company, client: SampleClient): Story =>
  holdCall(company, { client, direction: 'in', result: company.random.chance(0.85) ? 'reached' : 'missed' });
