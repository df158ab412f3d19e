import { chainOf } from '../../src/domain/shared/chain';
import type { AggregateShape, Context, Decider, Decision, EventsOf } from '../../src/domain/shared/decider';
import type {
  CallFacts,
  CampaignFacts,
  Facts,
  InvoiceFacts,
  NumberSeries,
  OfferFacts,
  PolicyFacts,
  ProductFacts,
  ReasonDefinition,
} from '../../src/domain/shared/facts';
import { factsFor } from './facts-asked-for';
import { rejectionDetails } from './rejection-details';

/** When what a test doesn't date was: the things of the company, and what happened. */
const LONG_AGO = '2024-01-01T09:00:00.000Z';
const NOON = '2024-05-06T10:00:00.000Z';

/** A stable UUID from a word, so that tests read `id('client')`. */
export const id = (word: string): string => {
  const hex = Buffer.from(word.padEnd(16, '.')).subarray(0, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const CLIENT = id('client');

type EntriesOf<Entries> = NonNullable<Entries> extends { readonly newest: infer Entry } ? readonly Entry[] : never;
type Listed<Of> = { readonly [Name in keyof Of]?: EntriesOf<Of[Name]> };

type KnownProduct = { readonly withdrawnFrom?: string } & Listed<Pick<ProductFacts, 'prices' | 'unitCosts'>>;

const productOf = ({ prices = [], unitCosts = [], withdrawnFrom }: KnownProduct): ProductFacts => ({
  sale: chainOf(withdrawnFrom === undefined ? [] : [{ isWithdrawn: true, effectiveFrom: withdrawnFrom }]),
  prices: chainOf(prices),
  unitCosts: chainOf(unitCosts),
});

const policyOf = (known: Listed<PolicyFacts>): PolicyFacts => ({
  serviceTargets: chainOf(known.serviceTargets ?? []),
  calendars: chainOf(known.calendars ?? []),
  discountLimits: chainOf(known.discountLimits ?? []),
  lateEntryLimits: chainOf(known.lateEntryLimits ?? []),
  taxRoundings: chainOf(known.taxRoundings ?? []),
});

/** Facts in which nothing is known; a test names what its rule needs. */
export const factsOf = (known: {
  clients?: Record<string, Partial<NonNullable<ReturnType<Facts['client']>>>>;
  products?: Record<string, KnownProduct>;
  managers?: Record<string, Partial<NonNullable<ReturnType<Facts['manager']>>>>;
  enquiries?: Record<string, Partial<NonNullable<ReturnType<Facts['enquiry']>>>>;
  calls?: Record<string, Partial<CallFacts['record']> & { isVoided?: boolean }>;
  offers?: Record<string, Partial<OfferFacts> & { offeredAt?: string }>;
  invoices?: Record<string, Partial<InvoiceFacts>>;
  campaigns?: Record<string, CampaignFacts>;
  numberSeries?: readonly NumberSeries[];
  reasons?: Record<string, ReasonDefinition>;
  policy?: Listed<PolicyFacts>;
}): Facts => ({
  client: (id) =>
    known.clients?.[id] && { status: 'active', registeredAt: LONG_AGO, withdrawnConsents: [], ...known.clients[id] },
  product: (id) => known.products?.[id] && productOf(known.products[id]),
  manager: (id) => known.managers?.[id] && { role: 'manager', ...known.managers[id] },
  enquiry: (id) => known.enquiries?.[id] && { status: 'received', receivedAt: LONG_AGO, ...known.enquiries[id] },
  call: (id) => {
    const { isVoided = false, ...record } = known.calls?.[id] ?? {};
    return known.calls?.[id] && { isVoided, record: { result: 'reached', at: NOON, ...record } };
  },
  offer: (id) => {
    const { offeredAt = NOON, ...offer } = known.offers?.[id] ?? {};
    return known.offers?.[id] && { clientId: CLIENT, isVoided: false, offered: chainOf([{ offeredAt }]), ...offer };
  },
  invoice: (id) =>
    known.invoices?.[id] && {
      kind: 'invoice',
      clientId: CLIENT,
      isVoid: false,
      issuedAt: NOON,
      ...known.invoices[id],
    },
  campaign: (id) => known.campaigns?.[id],
  canonical: (clientId) => known.clients?.[clientId]?.mergedInto ?? clientId,
  numberSeries: chainOf(known.numberSeries ?? []),
  head: 5_000n,
  reasons: { steps: chainOf(Object.values(known.reasons ?? {})) },
  policy: policyOf(known.policy ?? {}),
});

export const contextOf = (given: Partial<Context> = {}): Context => ({
  commandId: id('command'),
  occurredAt: '2024-05-06T10:00:00.000Z',
  now: given.occurredAt ?? '2024-05-06T10:00:00.000Z',
  zone: 'Europe/Berlin',
  actor: { kind: 'manager', id: id('manager') },
  source: 'api',
  facts: factsOf({}),
  open: (text) => (typeof text === 'string' ? text : 'personal' in text ? text.personal : '[sealed]'),
  ...given,
});

const eventId = (index: number): string => id(`event-${index}`);

/** What a rejection says to programs: the names of its details that are there. An empty text says nothing. */
const namesOfDetails = (decision: Decision<unknown>): string => {
  const details = Object.entries(decision.accepted ? {} : decision.rejection.details);
  expect(details.filter(([, value]) => value === '')).toEqual([]);
  return details
    .flatMap(([name, value]) => (value === undefined ? [] : [name]))
    .sort()
    .join(' ');
};

/**
 * The specification of an aggregate: `specify(offer).given(facts…).when('AcceptOffer', {…}, context).then(facts…)`.
 * Given facts get the ids `eventId(0)`, `eventId(1)`, … in order.
 */
export const specify = <Shape extends AggregateShape>(decider: Decider<Shape>) => ({
  eventId,
  fold: (facts: readonly EventsOf<Shape>[]): Shape['state'] =>
    facts.reduce<Shape['state']>((state, fact, index) => {
      const evolve = decider.evolve[(fact as { type: keyof Shape['events'] & string }).type];
      return evolve(state, { ...(fact as object), id: eventId(index) } as never);
    }, decider.initialState),
  given(...facts: readonly EventsOf<Shape>[]) {
    const state = this.fold(facts);
    return {
      when: <Type extends keyof Shape['commands'] & string>(
        type: Type,
        command: Shape['commands'][Type],
        context: Partial<Context> = {},
      ) => {
        const asked = contextOf(context);
        const facts = factsFor(decider, { type, data: command }, state, asked.facts);
        const decision = decider.decide[type](command, state, { ...asked, facts });
        return {
          decision,
          then: (...expected: readonly EventsOf<Shape>[]) => {
            expect(decision).toEqual({ accepted: true, events: expected });
          },
          thenNothing: () => {
            expect(decision).toEqual({ accepted: true, events: [] });
          },
          thenRejected: (code: string, rule?: number) => {
            expect(decision).toMatchObject({
              accepted: false,
              rejection: rule === undefined ? { code } : { code, rule },
            });
            const known = rejectionDetails[code] ?? ['(nothing in test/support/rejection-details.ts yet)'];
            expect({ [code]: known }).toEqual({
              [code]: expect.arrayContaining([namesOfDetails(decision)]) as unknown,
            });
          },
        };
      },
    };
  },
});
