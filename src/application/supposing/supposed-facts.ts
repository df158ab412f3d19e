import type { DomainFact } from '../../domain/catalogue';
import type { SupposedRules } from '../../domain/enquiry/decisions/retelling';
import { evolvePolicy, initialPolicy, type PolicyState } from '../../domain/policy/state';
import type { ProductEvents } from '../../domain/product/events';
import { evolveProduct, type Product, type ProductShape } from '../../domain/product/state';
import { evolveBy, type Context } from '../../domain/shared/decider';
import type { EventMetadata } from '../../domain/shared/event';
import type { Facts, PolicyFacts, ProductFacts } from '../../domain/shared/facts';
import type { Id, Moment } from '../../domain/shared/values';
import { aggregateFinder, createAggregates } from '../executing/aggregates';
import type { Aggregate } from '../executing/streams';
import { schemaVersionOf, type Decode, type StoredDomainEvent } from '../log/codec';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import {
  FROM_EVER,
  replacedFrom,
  typesReplaced,
  type NotSupposed,
  type Supposed,
  type Supposition,
} from './supposition';

/** The log that something is supposed of, up to where. */
export interface ToldLog {
  readonly log: EventStore;
  readonly decode: Decode;
  readonly until: Position;
}

/**
 * After all places of a log come those of what is not in it: from here on the facts that are supposed, then what timers
 * would have noted. A column still holds them.
 */
const PLACES_BEYOND_LOG = 1_000_000_000_000n;
export const PLACES = {
  supposed: 3n * PLACES_BEYOND_LOG,
  answer: PLACES_BEYOND_LOG,
  fulfilment: 2n * PLACES_BEYOND_LOG,
} as const;
export const END_OF_SUPPOSED = 4n * PLACES_BEYOND_LOG;

export const hasPlaceInLog = (position: Position): boolean => position < PLACES_BEYOND_LOG;

/** The event of the log after which a timer would have noted something; of what is of the log its own place. */
export const anchorOf = (position: Position): Position => position % PLACES_BEYOND_LOG;

/** Who says what is only supposed. */
export const supposedBy: Pick<
  EventMetadata,
  'actor' | 'commandId' | 'commandDigest' | 'correlationId' | 'causationId'
> = {
  actor: { kind: 'system', id: 'what-if' },
  commandId: 'what-if',
  commandDigest: '',
  correlationId: 'what-if',
  causationId: 'what-if',
};

interface Decided {
  /** What is supposed, as events after all of the log. */
  readonly events: readonly StoredEvent[];
  /** Whether what the log says does not count, for something is supposed in its place. */
  readonly isReplaced: (event: StoredDomainEvent) => boolean;
}

/** A product by the prices and costs that are supposed, and from when on these are others than in the log. */
export interface SupposedProduct {
  readonly facts: ProductFacts | undefined;
  readonly pricedFrom: Moment | undefined;
  readonly costsFrom: Moment | undefined;
}

export interface SupposedFacts extends SupposedRules, Decided {
  readonly replacedTypes: ReadonlySet<string>;
  readonly toldPolicy: PolicyFacts;
  readonly limitsFrom: Moment | undefined;
  readonly products: ReadonlyMap<Id, SupposedProduct>;
  /** When the last event of the log was recorded: up to then timers would have run. */
  readonly now: Moment;
}

/** Folds what sells a product, whatever else happened. */
export const evolvedProduct = (state: Product | undefined, event: StoredDomainEvent): Product | undefined =>
  isProductEvent(event) ? evolveBy<ProductShape, keyof ProductEvents>({ evolve: evolveProduct }, state, event) : state;

const isProductEvent = (
  event: StoredDomainEvent,
): event is Extract<StoredDomainEvent, { readonly type: keyof ProductEvents }> =>
  Object.hasOwn(evolveProduct, event.type);

const streamUpTo = async ({ log, decode, until }: ToldLog, stream: string): Promise<readonly StoredDomainEvent[]> => {
  const events: StoredDomainEvent[] = [];
  for await (const page of log.read(stream))
    for (const stored of page) if (stored.position <= until) events.push(decode(stored));
  return events;
};

// The decisions on rules, prices and mappings name no needs: they read no facts of other streams.
const noFacts: unknown = {};

const contextSupposed = ({ from }: Supposed, now: Moment): Context => ({
  ...{ commandId: supposedBy.commandId, actor: supposedBy.actor, source: 'api', zone: 'UTC', occurredAt: from, now },
  // See above.
  facts: noFacts as Facts,
  open: () => '',
});

const storedFact = (fact: DomainFact, stream: string, index: number, now: Moment): StoredEvent => ({
  id: `what-if-${index + 1}`,
  ...{ stream, revision: index, position: PLACES.supposed + BigInt(index), recordedAt: now },
  ...fact,
  metadata: { ...supposedBy, schemaVersion: schemaVersionOf(fact.type), zone: 'UTC', source: 'api' },
});

/** Whether the log's word on it still counts where this is supposed. */
const replacing = (supposition: Supposition): Decided['isReplaced'] => {
  const isReplaced = replacedFrom(supposition);
  return ({ type, data }) => 'effectiveFrom' in data && isReplaced(type, data);
};

/** Decides on what is supposed by the rules that hold for the same when it is said in earnest. */
const decided = async (told: ToldLog, supposition: Supposition, now: Moment): Promise<Decided | NotSupposed> => {
  const find = aggregateFinder(createAggregates(told.log));
  const isReplaced = replacing(supposition);
  const states = new Map<string, unknown>();
  const stateOf = async (aggregate: Aggregate, stream: string): Promise<unknown> =>
    states.has(stream)
      ? states.get(stream)
      : (await streamUpTo(told, stream))
          .filter((event) => !isReplaced(event))
          .reduce((state, event) => aggregate.evolve(state, event), aggregate.initialState);
  const events: StoredEvent[] = [];
  for (const supposed of supposition) {
    const aggregate = find(supposed);
    const stream = aggregate.streamOf(supposed);
    let state = await stateOf(aggregate, stream);
    const decision = aggregate.decide(supposed, state, contextSupposed(supposed, now));
    if (!decision.accepted) {
      const { message, next } = decision.rejection;
      return { expected: `what its rules accept: ${supposed.type}: ${message} ${next}` };
    }
    for (const fact of decision.events) {
      const event = storedFact(fact, stream, events.length, now);
      state = aggregate.evolve(state, { ...fact, id: event.id });
      events.push(event);
    }
    states.set(stream, state);
  }
  return { events, isReplaced };
};

const POLICIES = ['policy-service-targets', 'policy-calendar', 'policy-discount-limits'];

const evolvedPolicy = (state: PolicyState, event: StoredDomainEvent): PolicyState => {
  if (event.type === 'ServiceTargetsSet') return evolvePolicy.ServiceTargetsSet(state, event);
  if (event.type === 'CalendarDefined') return evolvePolicy.CalendarDefined(state, event);
  return event.type === 'DiscountLimitsSet' ? evolvePolicy.DiscountLimitsSet(state, event) : state;
};

const earliest = (supposition: Supposition, type: Supposed['type'], productId?: Id): Moment | undefined =>
  supposition
    .filter((each) => each.type === type && (productId === undefined || aboutProduct(each) === productId))
    .map(({ from }) => from)
    .sort()[0];

const aboutProduct = ({ data }: Supposed): Id | undefined => ('productId' in data ? data.productId : undefined);

const productOf = async (told: ToldLog, id: Id, { events, isReplaced }: Decided, supposition: Supposition) => {
  const kept = (await streamUpTo(told, `product-${id}`)).filter((event) => !isReplaced(event));
  const supposed = events.filter(({ stream }) => stream === `product-${id}`).map(told.decode);
  const facts = [...kept, ...supposed].reduce(evolvedProduct, undefined);
  return {
    facts,
    pricedFrom: earliest(supposition, 'SetPrice', id),
    costsFrom: earliest(supposition, 'SetUnitCost', id),
  };
};

/** What is supposed, decided and as events; or why it can't be supposed of this log. */
export const supposedFacts = async (told: ToldLog, supposition: Supposition): Promise<SupposedFacts | NotSupposed> => {
  const now = (await told.log.momentAt(told.until)) ?? FROM_EVER;
  const found = await decided(told, supposition, now);
  if ('expected' in found) return found;
  const logged: StoredDomainEvent[] = [];
  for (const stream of POLICIES) logged.push(...(await streamUpTo(told, stream)));
  const supposed = [...logged.filter((event) => !found.isReplaced(event)), ...found.events.map(told.decode)];
  const products = new Map<Id, SupposedProduct>();
  for (const id of new Set(supposition.flatMap((each) => aboutProduct(each) ?? [])))
    products.set(id, await productOf(told, id, found, supposition));
  return {
    ...{ ...found, products, now },
    policy: supposed.reduce(evolvedPolicy, initialPolicy),
    replacedTypes: typesReplaced(supposition),
    toldPolicy: logged.reduce(evolvedPolicy, initialPolicy),
    targetsFrom: earliest(supposition, 'SetServiceTargets'),
    calendarFrom: earliest(supposition, 'DefineCalendar'),
    limitsFrom: earliest(supposition, 'SetDiscountLimits'),
  };
};
