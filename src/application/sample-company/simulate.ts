import { localDay, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';
import { workingMinutesBetween } from '../../domain/shared/working-time';
import { callClient, takeCall } from './calling';
import { REINSTATED, REPLACEMENT, WITHDRAWN } from './cast';
import { correctDetails, reassign, registerClient, withdrawConsent } from './clients';
import { receiveEnquiry } from './enquiries';
import { GIVEN_UP, GIVEN_UP_FOR, planIncidents } from './incidents';
import { sellDirectly } from './invoices';
import { limitOf, linesFor } from './offers';
import { writeOffer } from './written-offers';
import { createWorld, open } from './opening';
import type { PlantedTruth } from './truth';
import { MINUTE, type Client, type Manager, type SimulatedCommand, type World } from './world';

export interface SimulationOptions {
  readonly seed: number;
  readonly months: number;
  /** How many events the log shall hold in the end, within a few percent; from about 3,000 on. */
  readonly events: number;
  /** The last moment of the simulated time. */
  readonly endAt: Moment;
  /** Of the company; `Europe/Berlin` where it is left out. */
  readonly zone?: Zone;
}

const CLIENTS_PER_EVENT = 1 / 60;
const FEWEST_CLIENTS = 60;
const TICK_MINUTES = 5;
/** What a new piece of work is taken for until it has begun. */
const ESTIMATE = 3;

const clientsOf = ({ clients }: World, manager: Manager): Client[] =>
  clients.filter((client) => client.manager === manager);

/** One of the manager's clients; looking at some is enough where there are many. */
const clientOf = (world: World, manager: Manager): Client => {
  for (let tries = 0; tries < 40; tries += 1) {
    const client = world.random.among(world.clients);
    if (client?.manager === manager) return client;
  }
  return world.random.among(clientsOf(world, manager)) ?? registerClient(world, manager);
};

type Work = (world: World, manager: Manager, client: Client) => void;

const enquire: Work = (world, _, client) => {
  const evening = world.random.chance(0.15) ? world.random.whole(60, 14 * 60) * MINUTE : 0;
  world.at(world.now + evening, () => {
    receiveEnquiry(world, client);
  });
};

const sell: Work = (world, manager, client) => {
  sellDirectly(world, manager, client, linesFor(world, manager, client, world.now, limitOf(manager)));
};

const handOver: Work = (world, _, client) => {
  reassign(world, client, world.managerAtWork(), 'Evens out the work');
};

/** A piece of work begins; whatever follows from it follows by itself. */
const begin = (world: World, plannedClients: number): void => {
  const manager = world.managerAtWork();
  if (world.clients.length < plannedClients) registerClient(world, manager);
  const work = world.random.weighted<Work>([
    [callClient, 56],
    [enquire, 30],
    [writeOffer, 5],
    [takeCall, 5],
    [sell, 1.5],
    [handOver, 0.5],
    [
      (_, __, client) => {
        withdrawConsent(world, client);
      },
      0.4,
    ],
    [
      (_, __, client) => {
        correctDetails(world, client);
      },
      0.6,
    ],
  ]);
  work(world, manager, clientOf(world, manager));
};

/** Begins so much that the log grows evenly with the hours worked, up to the wanted number. */
const keepBusy = (world: World, wanted: number): void => {
  const { calendar, random, startsAt, endsAt } = world;
  const [start, end] = [momentOf(startsAt), momentOf(endsAt)];
  const whole = workingMinutesBetween(calendar, start, end);
  const clients = Math.max(FEWEST_CLIENTS, wanted * CLIENTS_PER_EVENT);
  const first = world.counts.events;
  let promised = 0;
  const tick = (): void => {
    const share = workingMinutesBetween(calendar, start, momentOf(world.now)) / whole;
    const due = first + (wanted - first) * share;
    for (; world.counts.events + promised < due; promised += ESTIMATE)
      world.at(world.now + random.whole(0, TICK_MINUTES * 60) * 1000, () => {
        promised -= ESTIMATE;
        begin(world, clients * (0.5 + share / 2));
      });
    world.afterWork(TICK_MINUTES, tick);
  };
  tick();
};

const truthOf = (world: World, seed: number): PlantedTruth => {
  const { managers, products, tookPlace, endsAt, startsAt, zone } = world;
  const idAt = (place: number): string => (products[place] ?? products[0]).id;
  const moment = (name: keyof typeof tookPlace): Moment => momentOf(tookPlace[name] ?? endsAt);
  const leaver = managers.find(({ habit }) => habit === 'departs') ?? managers[0];
  return {
    seed,
    zone,
    startAt: momentOf(startsAt),
    endAt: momentOf(endsAt),
    managers: managers.map(({ id, name, habit }) => ({ managerId: id, name, habit })),
    products: products.map(({ id, name, category, fits, stuck, stuckFrom }) => ({
      productId: id,
      name,
      category,
      fits,
      ...(stuck && { stuck, stuckFrom: momentOf(stuckFrom) }),
    })),
    withdrawn: { productId: idAt(WITHDRAWN), from: moment('withdrawn'), replacementId: idAt(REPLACEMENT) },
    reinstated: {
      productId: idAt(REINSTATED),
      withdrawnFrom: moment('withdrawn_for_a_while'),
      reinstatedFrom: moment('reinstated'),
    },
    merges: world.merges,
    retiredReason: { code: GIVEN_UP, from: moment('retired'), remappedTo: GIVEN_UP_FOR },
    departed: { managerId: leaver.id, on: localDay(moment('departed'), zone) },
    campaignId: world.campaignId,
    counts: world.counts,
  };
};

const monthsBefore = (moment: Moment, months: number): number => {
  const start = new Date(moment);
  return start.setUTCMonth(start.getUTCMonth() - months);
};

/**
 * A trading company as it lives for some months: every command with its envelope and the clock of the store, in the order
 * of that clock; each is accepted when they are executed one after the other. The same options give the same sequence.
 * It ends with what was planted. Only what is still going on is kept in memory, so that millions of events may be asked.
 */
export function* simulate({
  seed,
  months,
  events,
  endAt,
  zone = 'Europe/Berlin',
}: SimulationOptions): Generator<SimulatedCommand, PlantedTruth, void> {
  const world = createWorld(seed, zone, monthsBefore(endAt, months), millisecondsOf(endAt));
  open(world);
  planIncidents(world);
  keepBusy(world, events);
  yield* world.outbox.splice(0);
  for (let task = world.agenda.take(world.endsAt); task; task = world.agenda.take(world.endsAt)) {
    world.now = task.at;
    task.run();
    yield* world.outbox.splice(0);
  }
  return truthOf(world, seed);
}
