import { installationCommands, REFUSAL_REASONS } from '../../domain/installation';
import { millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';
import { workingMinutesBetween } from '../../domain/shared/working-time';
import type { Execute } from '../executing/execution';
import { callClient, takeCall } from './calls';
import { retiredReason } from './cast';
import { correctDetails, handOver, registerClient, withdrawConsent } from './clients';
import { Company, eur, type SimulatedCommand, type Story } from './company';
import { enquire } from './enquiries';
import { planIncidents } from './incidents';
import { sellOverCounter } from './invoices';
import { writeOffer } from './offers';

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

const COST_SHARE = 0.55;

/** Before the first client: the installation, holidays, one more reason, managers and products. */
const foundCompany = (company: Company): void => {
  const { zone, hours, holidays, effectiveFrom } = company.calendar;
  for (const { type, data } of installationCommands({ zone })) company.record(type, data);
  company.record('DefineCalendar', { zone, hours, holidays, effectiveFrom });
  company.record('SetTaxRounding', { taxRounding: 'line' });
  const reason = { code: retiredReason.code, group: 'timing', durable: 'not_durable' } as const;
  company.record('DefineReason', { catalogue: REFUSAL_REASONS, ...reason, label: 'No time to talk' });
  for (const [place, { id, name, role }] of company.managers.entries())
    company.record('RegisterManager', { managerId: id, name, role, teamId: place % 2 === 0 ? 'north' : 'south' });
  for (const { id: productId, name, category, price } of company.products) {
    company.record('IntroduceProduct', { productId, name, category });
    company.record('SetPrice', { productId, price: eur(price) });
    company.record('SetUnitCost', { productId, cost: eur(Math.round(price * COST_SHARE)) });
  }
};

/** What the days are made of, and how often. */
const works = { callClient, enquire, writeOffer, takeCall, sellOverCounter, handOver, withdrawConsent, correctDetails };
const shares: Readonly<Record<keyof typeof works, number>> = {
  ...{ callClient: 56, enquire: 30, writeOffer: 5, takeCall: 5 },
  ...{ sellOverCounter: 1.5, handOver: 0.5, withdrawConsent: 0.4, correctDetails: 0.6 },
};

const CLIENTS_PER_EVENT = 1 / 60;
const FEWEST_CLIENTS = 60;
const TICK_MINUTES = 5;
/** How many events a piece of work is taken to make until it has begun. */
const ESTIMATE = 3;

/** Begins so much work that the log grows evenly with the hours worked, up to the wanted number of events. */
function* keepBusy(company: Company, wanted: number): Story {
  const { calendar, random, startsAt, endsAt } = company;
  const [start, end] = [momentOf(startsAt), momentOf(endsAt)];
  const whole = workingMinutesBetween(calendar, start, end);
  const atFirst = company.events;
  let estimated = 0;
  function* beginWork(share: number): Story {
    yield company.now + random.whole(0, TICK_MINUTES * 60) * 1000;
    estimated -= ESTIMATE;
    const clients = Math.max(FEWEST_CLIENTS, wanted * CLIENTS_PER_EVENT) * (0.5 + share / 2);
    if (company.clients.length < clients) registerClient(company);
    const client = random.among(company.clients);
    if (client && company.isAtWork(client.manager)) yield* works[random.weighted(shares)](company, client);
  }
  for (;;) {
    const share = workingMinutesBetween(calendar, start, momentOf(company.now)) / whole;
    const due = atFirst + (wanted - atFirst) * share;
    for (; company.events + estimated < due; estimated += ESTIMATE) company.start(beginWork(share));
    yield company.afterMinutes(TICK_MINUTES);
  }
}

const monthsBefore = (moment: Moment, months: number): number => {
  const start = new Date(moment);
  return start.setUTCMonth(start.getUTCMonth() - months);
};

/** What was planted in the sample company: JSON, for tests that ask whether the reports find it. */
export type PlantedTruth = ReturnType<typeof truthOf>;

/** A stuck product sold before `stuckFrom`; commands are counted by type, events with those that followed. */
const truthOf = (company: Company) => ({
  ...{ seed: company.random.seed, zone: company.zone },
  ...{ startAt: momentOf(company.startsAt), endAt: momentOf(company.endsAt) },
  managers: company.managers.map(({ id, name, habit }) => ({ managerId: id, name, habit })),
  products: company.products.map(({ id, name, category, fits, stuck, stuckFrom }) => ({
    ...{ productId: id, name, category, fits },
    ...(stuck && { stuck, stuckFrom: momentOf(stuckFrom) }),
  })),
  retiredReason: { ...retiredReason, from: momentOf(company.reasonRetiredAt) },
  merges: company.merges,
  counts: { events: company.events, commands: company.commands },
});

/**
 * A trading company as it lives for some months: every command with its envelope and the clock of the store, in the order
 * of that clock; each is accepted when they are executed one after the other. For each it is told how many events came of
 * it, so that it knows how large the log is. The same options and answers give the same sequence. It ends with what was
 * planted. Only what is still going on is kept in memory.
 */
export function* simulate(options: SimulationOptions): Generator<SimulatedCommand, PlantedTruth, number> {
  const { seed, months, events, endAt, zone = 'Europe/Berlin' } = options;
  const company = new Company(seed, zone, monthsBefore(endAt, months), millisecondsOf(endAt));
  function* recorded(): Generator<SimulatedCommand, void, number> {
    for (const command of company.recorded.splice(0)) company.events += yield command;
  }
  foundCompany(company);
  yield* recorded();
  planIncidents(company);
  company.start(keepBusy(company, events));
  while (company.goOn()) yield* recorded();
  return truthOf(company);
}

export interface WriteSample {
  readonly options: SimulationOptions;
  readonly execute: Execute;
  /** Sets the clock of the store and of the rules to the moment of the next command. */
  readonly setClock: (moment: Moment) => void;
  readonly onProgress?: (events: number) => void;
}

/**
 * Writes the sample company through the domain's own commands, one after the other, so that the same seed gives the same
 * log. Gives the truth that was planted. Throws where a rule rejects a command: then the sample is at fault.
 */
export const writeSample = async ({ options, execute, setClock, onProgress }: WriteSample): Promise<PlantedTruth> => {
  const commands = simulate(options);
  let events = 0;
  let next = commands.next(0);
  while (next.done !== true) {
    const { command, envelope, clockAt } = next.value;
    setClock(clockAt);
    const executed = await execute(command, envelope);
    if (executed.outcome !== 'accepted')
      throw new Error(`the sample's ${command.type} of ${clockAt} was not accepted: ${JSON.stringify(executed)}`);
    events += executed.events.length;
    onProgress?.(events);
    next = commands.next(executed.events.length);
  }
  return next.value;
};
