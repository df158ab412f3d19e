import type { DomainCommand } from '../../domain/catalogue';
import type { Facts, Needs, PolicyFacts } from '../../domain/shared/facts';
import { distinct } from '../../domain/shared/references';
import type { Id } from '../../domain/shared/values';
import type { Position } from '../log/event-store';
import type { Aggregates } from './aggregates';
import { foreseen, type Step } from './step';
import type { Aggregate } from './streams';

/** A wrong program, not a wrong command: the facts of a decision are those that its `needs` names, and no others. */
const notNeeded = (command: string, fact: string): Error =>
  new Error(`${command} reads ${fact}, which its needs do not name: name it there, beside the decider`);

const needed = <Fact>(fact: Fact | undefined, command: string, name: string): Fact => {
  if (fact === undefined) throw notNeeded(command, name);
  return fact;
};

/** Takes the states that facts are made of: those in memory at once, the rest read side by side. */
class FactLookup {
  private readonly readings: Promise<void>[] = [];

  constructor(
    private readonly command: DomainCommand,
    private readonly steps: readonly Step[],
  ) {}

  take<State>(aggregate: Aggregate<State>, stream: string, use: (state: State) => void): void {
    const planned = foreseen(this.steps, stream);
    // A step on this stream was decided, and folded, by this aggregate.
    const state = planned ? (planned.state as State) : aggregate.look(stream);
    if (state instanceof Promise) this.readings.push(state.then(use));
    else use(state);
  }

  /** The facts of the things that are named; asked for another one, it throws. */
  byId<State>(aggregate: Aggregate<State>, category: string, ids: readonly Id[] = []): (id: Id) => State | undefined {
    if (ids.length === 0) return this.notNamed(category);
    const known = new Map<Id, State | undefined>();
    for (const id of ids) {
      if (known.has(id)) continue;
      known.set(id, undefined);
      this.take(aggregate, `${category}-${id}`, (state) => known.set(id, state));
    }
    return (id) => {
      if (!known.has(id)) throw notNeeded(this.command.type, `${category} ${id}`);
      return known.get(id);
    };
  }

  private notNamed(category: string): (id: Id) => never {
    return (id) => {
      throw notNeeded(this.command.type, `${category} ${id}`);
    };
  }

  async done(): Promise<void> {
    if (this.readings.length > 0) await Promise.all(this.readings);
  }
}

/** Whose the things are that a command names, by their facts. */
const ownersNamed = (needs: Needs, facts: Facts): readonly Id[] => {
  const { owners = [], clients = [], enquiries = [], calls = [], offers = [], invoices = [] } = needs;
  const things = [
    ...enquiries.map((id) => facts.enquiry(id)),
    ...calls.map((id) => facts.call(id)?.record),
    ...offers.map((id) => facts.offer(id)),
    ...invoices.map((id) => facts.invoice(id)),
  ];
  return things.length + owners.length === 0
    ? []
    : distinct(...owners, ...clients, ...things.map((thing) => thing?.clientId));
};

/** The clients as whom these are known after merges; read only where they are not all the same. */
const canonicalClients = async ({ client }: Aggregates, ids: readonly Id[]): Promise<ReadonlyMap<Id, Id>> => {
  const canonical = new Map<Id, Id>();
  for (const id of ids) {
    const passed = new Set<Id>();
    for (let at: Id | undefined = id; at !== undefined && !passed.has(at);) {
      passed.add(at);
      canonical.set(id, at);
      at = (await client.look(`client-${at}`))?.mergedInto;
    }
  }
  return canonical;
};

/** The company's policies, each kind from its own stream. Every command is held to the late-entry limit. */
const policies = ({ policy }: Aggregates, lookup: FactLookup): PolicyFacts => {
  const facts: { -readonly [Kind in keyof PolicyFacts]: PolicyFacts[Kind] } = {
    serviceTargets: undefined,
    calendars: undefined,
    discountLimits: undefined,
    lateEntryLimits: undefined,
    taxRoundings: undefined,
  };
  lookup.take(policy, 'policy-service-targets', (of) => (facts.serviceTargets = of.serviceTargets));
  lookup.take(policy, 'policy-calendar', (of) => (facts.calendars = of.calendars));
  lookup.take(policy, 'policy-discount-limits', (of) => (facts.discountLimits = of.discountLimits));
  lookup.take(policy, 'policy-late-entry', (of) => (facts.lateEntryLimits = of.lateEntryLimits));
  lookup.take(policy, 'policy-tax-rounding', (of) => (facts.taxRoundings = of.taxRoundings));
  return facts;
};

/** What is asked of other streams: by the command's rules, and about who gives it. */
interface FactsAsked {
  readonly needs: Needs;
  readonly authors: readonly Id[];
  /** Decided so far: the facts are as they would leave them. */
  readonly steps: readonly Step[];
  /** Where the log ends. */
  readonly head: () => Promise<Position | undefined>;
}

const withAuthors = ({ managers = [] }: Needs, authors: readonly Id[]): readonly Id[] =>
  authors.length === 0 ? managers : [...managers, ...authors];

/**
 * What a command's rules ask of other streams, as the steps decided so far would leave them. Policies are always there;
 * reading anything else that `needs` does not name throws.
 */
export const factsFor = async (
  aggregates: Aggregates,
  command: DomainCommand,
  { needs, authors, steps, head }: FactsAsked,
): Promise<Facts> => {
  const lookup = new FactLookup(command, steps);
  let reasons: Facts['reasons'] | undefined;
  let numberSeries: Facts['numberSeries'];
  const end = needs.head ? await head() : undefined;
  let canonical: ReadonlyMap<Id, Id> | undefined;
  const facts: Facts = {
    client: lookup.byId(aggregates.client, 'client', needs.clients),
    product: lookup.byId(aggregates.product, 'product', needs.products),
    manager: lookup.byId(aggregates.manager, 'manager', withAuthors(needs, authors)),
    enquiry: lookup.byId(aggregates.enquiry, 'enquiry', needs.enquiries),
    call: lookup.byId(aggregates.call, 'call', needs.calls),
    offer: lookup.byId(aggregates.offer, 'offer', needs.offers),
    invoice: lookup.byId(aggregates.invoice, 'invoice', needs.invoices),
    campaign: lookup.byId(aggregates.campaign, 'campaign', needs.campaigns),
    canonical: (id) => canonical?.get(id) ?? id,
    policy: policies(aggregates, lookup),
    get head() {
      return needed(end, command.type, 'the end of the log');
    },
    get reasons() {
      return needed(reasons, command.type, 'the catalogue of reasons');
    },
    get numberSeries() {
      if (!needs.numberSeries) throw notNeeded(command.type, 'the number series');
      return numberSeries;
    },
  };
  if (needs.reasons) lookup.take(aggregates.reasons, 'reasons-refusals', (of) => (reasons = of));
  if (needs.numberSeries)
    lookup.take(aggregates.policy, 'policy-number-series', (of) => (numberSeries = of.numberSeries));
  await lookup.done();
  const owners = ownersNamed(needs, facts);
  if (owners.length > 1) canonical = await canonicalClients(aggregates, owners);
  return facts;
};
