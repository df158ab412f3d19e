import type { AggregateShape, Decider } from '../../src/domain/shared/decider';
import type { Facts, Needs } from '../../src/domain/shared/facts';

/** Facts of which only those can be read that `needs` names: another one is a fault of the decider, and is named. */
export const factsAskedFor = (needs: Needs, facts: Facts, command: string): Facts => {
  const refuse = (fact: string): never => {
    throw new Error(`${command} reads ${fact}, which its needs do not ask for`);
  };
  const only =
    <Fact>(kind: string, ids: readonly string[] | undefined, find: (id: string) => Fact | undefined) =>
    (id: string): Fact | undefined =>
      ids?.includes(id) ? find(id) : refuse(`the ${kind} ${id}`);
  return {
    client: only('client', needs.clients, facts.client),
    product: only('product', needs.products, facts.product),
    manager: only('manager', needs.managers, facts.manager),
    enquiry: only('enquiry', needs.enquiries, facts.enquiry),
    call: only('call', needs.calls, facts.call),
    offer: only('offer', needs.offers, facts.offer),
    invoice: only('invoice', needs.invoices, facts.invoice),
    campaign: only('campaign', needs.campaigns, facts.campaign),
    canonical: facts.canonical,
    get numberSeries() {
      return needs.numberSeries ? facts.numberSeries : refuse('the number series');
    },
    get head() {
      return needs.head ? facts.head : refuse('the end of the log');
    },
    get reasons() {
      return needs.reasons ? facts.reasons : refuse('the reasons');
    },
    policy: facts.policy,
  };
};

/** The facts that a command's rules see, as the executor would give them. */
export const factsFor = <Shape extends AggregateShape, Type extends keyof Shape['commands'] & string>(
  decider: Decider<Shape>,
  { type, data }: { readonly type: Type; readonly data: Shape['commands'][Type] },
  state: Shape['state'],
  facts: Facts,
): Facts => factsAskedFor(decider.needs[type]?.(data, state) ?? {}, facts, type);
