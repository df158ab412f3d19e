import { clientFacts } from '../domain/client/state';
import { managerFacts } from '../domain/manager/state';
import { policyFacts } from '../domain/policy/state';
import { productFacts } from '../domain/product/state';
import { reasonsFacts } from '../domain/reasons/state';
import type { Facts, Needs, PolicyFacts, ReasonsFacts } from '../domain/shared/facts';
import type { Id } from '../domain/shared/values';
import type { Aggregates } from './aggregates';
import type { AggregateOf, Plan } from './streams';

const nothing = () => undefined;
const noReasons: ReasonsFacts = { reasons: {} };

const lookUp = async <State, Fact>(
  aggregate: AggregateOf<State>,
  category: string,
  ids: readonly Id[],
  factsOf: (state: State) => Fact | undefined,
  plan: Plan,
): Promise<(id: Id) => Fact | undefined> => {
  const known = new Map<Id, Fact | undefined>();
  for (const id of ids) if (!known.has(id)) known.set(id, factsOf(await aggregate.peek(`${category}-${id}`, plan)));
  return (id) => known.get(id);
};

/** The company's policies, each kind from its own stream. */
const policies = async ({ policy }: Aggregates, plan: Plan): Promise<PolicyFacts> => ({
  serviceTargets: policyFacts(await policy.peek('policy-service-targets', plan)).serviceTargets,
  calendars: policyFacts(await policy.peek('policy-calendar', plan)).calendars,
  discountLimits: policyFacts(await policy.peek('policy-discount-limits', plan)).discountLimits,
  lateEntryLimits: policyFacts(await policy.peek('policy-late-entry', plan)).lateEntryLimits,
});

/** Loads what a command's rules ask of other streams. Policies always: each command is held to the late-entry limit. */
export const factsFrom =
  (aggregates: Aggregates) =>
  async (needs: Needs, plan: Plan): Promise<Facts> => ({
    client: needs.clients ? await lookUp(aggregates.client, 'client', needs.clients, clientFacts, plan) : nothing,
    product: needs.products ? await lookUp(aggregates.product, 'product', needs.products, productFacts, plan) : nothing,
    manager: needs.managers ? await lookUp(aggregates.manager, 'manager', needs.managers, managerFacts, plan) : nothing,
    enquiry: needs.enquiries
      ? await lookUp(aggregates.enquiry, 'enquiry', needs.enquiries, (state) => state, plan)
      : nothing,
    reasons: needs.reasons ? reasonsFacts(await aggregates.reasons.peek('reasons-refusals', plan)) : noReasons,
    policy: await policies(aggregates, plan),
  });
