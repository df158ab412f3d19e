import { clientFacts } from '../../domain/client/state';
import { managerFacts } from '../../domain/manager/state';
import { initialState } from '../../domain/policy/state';
import { productFacts } from '../../domain/product/state';
import { reasonsFacts } from '../../domain/reasons/state';
import type { Facts, Needs, PolicyFacts, ReasonsFacts } from '../../domain/shared/facts';
import type { Id } from '../../domain/shared/values';
import type { Aggregates } from './aggregates';
import type { AggregateOf, Plan } from './aggregate';

const nothing = () => undefined;
const noReasons: ReasonsFacts = { reasons: {} };

/** What one command needs of other streams: taken at once where it is in memory, the rest is read side by side. */
class Loading {
  private readonly reads: Promise<void>[] = [];

  constructor(private readonly plan: Plan) {}

  take<State>(aggregate: AggregateOf<State>, stream: string, use: (state: State) => void): void {
    const state = aggregate.peek(stream, this.plan);
    if (state instanceof Promise) this.reads.push(state.then(use));
    else use(state);
  }

  lookUp<State, Fact>(
    aggregate: AggregateOf<State>,
    category: string,
    ids: readonly Id[] | undefined,
    factsOf: (state: State) => Fact | undefined,
  ): (id: Id) => Fact | undefined {
    if (!ids) return nothing;
    const known = new Map<Id, Fact | undefined>();
    for (const id of ids) {
      if (known.has(id)) continue;
      known.set(id, undefined);
      this.take(aggregate, `${category}-${id}`, (state) => known.set(id, factsOf(state)));
    }
    return (id) => known.get(id);
  }

  get isReading(): boolean {
    return this.reads.length > 0;
  }

  async ended(): Promise<void> {
    await Promise.all(this.reads);
  }
}

type Loaded<Of> = { -readonly [Name in keyof Of]: Of[Name] };

/** The company's policies, each kind from its own stream. */
const policies = ({ policy }: Aggregates, loading: Loading): PolicyFacts => {
  const facts: Loaded<PolicyFacts> = { ...initialState };
  loading.take(policy, 'policy-service-targets', (of) => (facts.serviceTargets = of.serviceTargets));
  loading.take(policy, 'policy-calendar', (of) => (facts.calendars = of.calendars));
  loading.take(policy, 'policy-discount-limits', (of) => (facts.discountLimits = of.discountLimits));
  loading.take(policy, 'policy-late-entry', (of) => (facts.lateEntryLimits = of.lateEntryLimits));
  return facts;
};

/** Loads what a command's rules ask of other streams. Policies always: each command is held to the late-entry limit. */
export const factsFrom =
  (aggregates: Aggregates) =>
  async (needs: Needs, plan: Plan): Promise<Facts> => {
    const loading = new Loading(plan);
    const facts: Loaded<Facts> = {
      client: loading.lookUp(aggregates.client, 'client', needs.clients, clientFacts),
      product: loading.lookUp(aggregates.product, 'product', needs.products, productFacts),
      manager: loading.lookUp(aggregates.manager, 'manager', needs.managers, managerFacts),
      enquiry: loading.lookUp(aggregates.enquiry, 'enquiry', needs.enquiries, (state) => state),
      reasons: noReasons,
      policy: policies(aggregates, loading),
    };
    if (needs.reasons) loading.take(aggregates.reasons, 'reasons-refusals', (of) => (facts.reasons = reasonsFacts(of)));
    if (loading.isReading) await loading.ended();
    return facts;
  };
