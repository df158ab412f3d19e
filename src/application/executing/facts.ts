import type { DomainCommand } from '../../domain/catalogue';
import type { Facts, Needs, PolicyFacts } from '../../domain/shared/facts';
import type { Id } from '../../domain/shared/values';
import type { Aggregates } from './aggregates';
import { foreseen, type Step } from './step';
import type { Aggregate } from './streams';

/** A wrong program, not a wrong command: the facts of a decision are those that its `needs` names, and no others. */
const notNeeded = (command: string, fact: string): Error =>
  new Error(`${command} reads ${fact}, which its needs do not name: name it there, beside the decider`);

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

  async done(): Promise<void> {
    if (this.readings.length > 0) await Promise.all(this.readings);
  }
}

/** The company's policies, each kind from its own stream. Every command is held to the late-entry limit. */
const policies = ({ policy }: Aggregates, lookup: FactLookup): PolicyFacts => {
  const facts: { -readonly [Kind in keyof PolicyFacts]: PolicyFacts[Kind] } = {
    serviceTargets: [],
    calendars: [],
    discountLimits: [],
    lateEntryLimits: [],
  };
  lookup.take(policy, 'policy-service-targets', (of) => (facts.serviceTargets = of.serviceTargets));
  lookup.take(policy, 'policy-calendar', (of) => (facts.calendars = of.calendars));
  lookup.take(policy, 'policy-discount-limits', (of) => (facts.discountLimits = of.discountLimits));
  lookup.take(policy, 'policy-late-entry', (of) => (facts.lateEntryLimits = of.lateEntryLimits));
  return facts;
};

/**
 * What a command's rules ask of other streams, as the steps decided so far would leave them. Policies are always there;
 * reading anything else that `needs` does not name throws.
 */
export const factsFor = async (
  aggregates: Aggregates,
  command: DomainCommand,
  needs: Needs,
  steps: readonly Step[],
): Promise<Facts> => {
  const lookup = new FactLookup(command, steps);
  let reasons: Facts['reasons'] | undefined;
  const facts: Facts = {
    client: lookup.byId(aggregates.client, 'client', needs.clients),
    product: lookup.byId(aggregates.product, 'product', needs.products),
    manager: lookup.byId(aggregates.manager, 'manager', needs.managers),
    enquiry: lookup.byId(aggregates.enquiry, 'enquiry', needs.enquiries),
    invoice: lookup.byId(aggregates.invoice, 'invoice', needs.invoices),
    policy: policies(aggregates, lookup),
    get reasons() {
      if (!reasons) throw notNeeded(command.type, 'the catalogue of reasons');
      return reasons;
    },
  };
  if (needs.reasons) lookup.take(aggregates.reasons, 'reasons-refusals', (of) => (reasons = of));
  await lookup.done();
  return facts;
};
