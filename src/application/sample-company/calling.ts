import type { PitchIntent } from '../../domain/shared/intents';
import type { CallCommands } from '../../domain/call/commands';
import type { Id } from '../../domain/shared/values';
import { declineLater, noteAnswered, type Enquiry } from './enquiry';
import type { Line, Offer } from './offer';
import { acceptLines, decideOffer, limitOf, linesFor, refuseLines, told } from './offers';
import { writeOffer } from './written-offers';
import { refusalFor, wantsIt } from './wishes';
import { asManager, DAY, OFFICE, WORKDAY, type Client, type Manager, type World } from './world';

type Logged = CallCommands['LogCall'];

/** A call as it took place. */
interface Call {
  readonly manager: Manager;
  readonly client: Client;
  readonly direction: Logged['direction'];
  readonly result: Logged['result'];
  readonly enquiry?: Enquiry;
  readonly offer?: Offer;
  readonly campaignId?: Id;
}

const MISSED: readonly (readonly [Logged['result'], number])[] = [
  ['busy', 2],
  ['voicemail', 3],
  ['declined', 1],
];

const durationOf = ({ random }: World, result: Logged['result']): number =>
  result === 'reached' ? random.whole(50, 900) : random.whole(0, 35);

/** What is pitched, what the client says at once, and how many events that makes. */
interface Pitched {
  readonly offer: Offer;
  readonly pitch: PitchIntent;
  readonly events: number;
  readonly accepted: readonly Line[];
  readonly refused: readonly Line[];
}

const pitchIn = (world: World, { manager, client, enquiry, campaignId }: Call, at: number): Pitched | undefined => {
  const { random } = world;
  const lines = linesFor(world, manager, client, at, limitOf(manager));
  const [first] = lines;
  if (!first) return undefined;
  const offer: Offer = { id: random.id(), client, enquiry, version: 1, open: lines };
  const decided = random.chance(0.8) ? lines : [];
  const accepted = decided.filter(({ product }) => wantsIt(world, manager, client, product, at));
  const refused = decided.filter((line) => !accepted.includes(line)).slice(0, 1);
  const [no] = refused;
  const pitch = {
    offerId: offer.id,
    lines: told(lines),
    ...(campaignId !== undefined && { campaignId }),
    ...(accepted.length > 0 && { accepted: { lineIds: accepted.map(({ lineId }) => lineId) } }),
    ...(no && { refused: { ...refusalFor(world, client, no.product, at), lineIds: [no.lineId] } }),
  };
  const events = 1 + Math.min(1, accepted.length) + refused.length;
  return { offer, pitch, events, accepted, refused };
};

const settle = (world: World, { offer, accepted, refused }: Pitched, manager: Manager): void => {
  world.counts.offers += 1;
  world.counts.offeredLines += offer.open.length;
  if (refused.length > 0) refuseLines(world, offer, refused);
  if (accepted.length > 0) acceptLines(world, offer, accepted, manager);
  const isLost = offer.open.length === 0 && accepted.length === 0;
  if (isLost && offer.enquiry) declineLater(world, offer.enquiry);
  if (offer.open.length > 0)
    world.afterWork(world.random.whole(1, 8) * WORKDAY, () => {
      callBack(world, offer);
    });
};

const LATE_REASON = 'Was on the road without a connection';

const isLate = (world: World, at: number): boolean => world.now - at > DAY;

const mend = (world: World, callId: Id, durationSeconds: number, manager: Manager): void => {
  if (world.random.chance(0.012))
    world.afterWork(world.random.whole(60, WORKDAY), () => {
      const data = { callId, durationSeconds: durationSeconds + 60 };
      world.tell({ type: 'CorrectCall', data }, { by: asManager(manager) });
      world.counts.correctedCalls += 1;
    });
  else if (world.random.chance(0.006))
    world.afterWork(2 * WORKDAY, () => {
      world.tell({ type: 'VoidCall', data: { callId, reason: 'Logged for the wrong client' } }, { by: OFFICE });
      world.counts.voidedCalls += 1;
    });
};

const remark = (world: World) => (world.random.chance(0.1) ? { note: 'Wants to be called in the morning' } : {});

/** Whoever has withdrawn the consent is called back only where he asked for it. */
const basisOf = ({ client, direction }: Call) =>
  !client.phone && direction === 'out' ? { legalBasis: 'The client asked to be called back' } : {};

/** Where it belongs. */
const about = ({ enquiry, offer }: Call) => ({
  ...(enquiry && { enquiryId: enquiry.id }),
  ...(offer && { offerId: offer.id }),
});

const pitchOf = (pitched: Pitched | undefined) =>
  pitched ? { topics: pitched.offer.open.map(({ product }) => product.id), pitch: pitched.pitch } : {};

/** Who logged it, how, when: and how many events come of it. */
const tellingOf = (world: World, { manager, result, enquiry }: Call, at: number, pitched: Pitched | undefined) => ({
  by: asManager(manager),
  events: 1 + (pitched?.events ?? 0) + (result === 'reached' ? noteAnswered(world, enquiry, at) : 0),
  source: isLate(world, at) ? ('api' as const) : ('telephony' as const),
  occurredAt: at,
  ...(world.now - at > 2 * DAY && { lateReason: LATE_REASON }),
});

/** Logs a call that took place at that time; one that reached the client may carry a pitch. */
const log = (world: World, call: Call, at: number, mayPitch = true): void => {
  const { random, counts } = world;
  const { manager, client, direction, result } = call;
  const callId = random.id();
  const durationSeconds = durationOf(world, result);
  const isHeard = result === 'reached' && mayPitch && client.phone;
  const pitched = isHeard && random.chance(0.85) ? pitchIn(world, call, at) : undefined;
  const data: Logged = {
    ...{ callId, clientId: client.id, managerId: manager.id, direction, durationSeconds, result },
    ...pitchOf(pitched),
    ...about(call),
    ...remark(world),
    ...basisOf(call),
  };
  world.tell({ type: 'LogCall', data }, tellingOf(world, call, at, pitched));
  counts.calls += 1;
  counts.lateCalls += isLate(world, at) ? 1 : 0;
  if (pitched) settle(world, pitched, manager);
  mend(world, callId, durationSeconds, manager);
};

/** Logged when it is over, or days later by a manager who does so. */
const takePlace = (world: World, call: Call, mayPitch = true): void => {
  const at = world.now;
  const isEnteredLate = world.random.chance(call.manager.late);
  const loggedAt = isEnteredLate ? world.workAfter(at, world.random.whole(2, 11) * WORKDAY) : at + 900_000;
  world.at(loggedAt, () => {
    log(world, call, at, mayPitch);
  });
};

/** The client is asked what he thinks of a spoken offer. */
const callBack = (world: World, offer: Offer): void => {
  const { client } = offer;
  if (!client.phone) return;
  const call = { manager: client.manager, client, direction: 'out', result: 'reached', offer } as const;
  log(world, call, world.now, false);
  decideOffer(world, offer);
};

/** Working minutes until he tries again. */
const LONGEST_WAIT = 240;

/** A manager calls a client; on an enquiry he tries again, and at last writes. */
export const callClient = (
  world: World,
  manager: Manager,
  client: Client,
  asked: { readonly enquiry?: Enquiry; readonly campaignId?: Id; readonly tries?: number } = {},
): void => {
  const { enquiry, tries = 1, ...others } = asked;
  if (!client.phone && !enquiry) {
    writeOffer(world, manager, client);
    return;
  }
  const result = world.random.weighted<Logged['result']>([
    ['reached', manager.reach],
    ['no_answer', (1 - manager.reach) * 0.6],
    ...MISSED.map(([missed, weight]) => [missed, ((1 - manager.reach) * 0.4 * weight) / 6] as const),
  ]);
  takePlace(world, { manager, client, direction: 'out', result, ...(enquiry && { enquiry }), ...others });
  if (result === 'reached' || !enquiry) return;
  world.afterWork(Math.min(LONGEST_WAIT, world.random.whole(...manager.answerMinutes)), () => {
    if (tries < 4) callClient(world, client.manager, client, { ...asked, tries: tries + 1 });
    else writeOffer(world, client.manager, client, enquiry);
  });
};

/** A client calls by himself. */
export const takeCall = (world: World, manager: Manager, client: Client): void => {
  const result = world.random.chance(0.85) ? 'reached' : 'missed';
  takePlace(world, { manager, client, direction: 'in', result });
};

/** A call in which nothing is offered. */
export const talk = (world: World, client: Client): void => {
  log(world, { manager: client.manager, client, direction: 'out', result: 'reached' }, world.now, false);
};
