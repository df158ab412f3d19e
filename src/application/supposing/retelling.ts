import { missesBy, retellEnquiry, type EnquiryRetold, type NotedMiss } from '../../domain/enquiry/decisions/retelling';
import { evolveEnquiry } from '../../domain/enquiry/state';
import type { EnquiryEvents } from '../../domain/enquiry/events';
import { checkSalePrices } from '../../domain/invoice/decisions/direct-sale';
import type { ManagerEvents } from '../../domain/manager/events';
import { evolveManager, type Manager, type ManagerShape } from '../../domain/manager/state';
import { lineRepriced } from '../../domain/offer/decisions/lines';
import { checkRetoldLines, retellOffer, type RetellLine } from '../../domain/offer/decisions/retelling';
import type { OfferEvents } from '../../domain/offer/events';
import { evolveOffer, type OfferShape, type OfferState } from '../../domain/offer/state';
import { evolveProduct, type Product } from '../../domain/product/state';
import { evolveBy, type Checked, type Rejection } from '../../domain/shared/decider';
import { inForce, type Facts, type PolicyFacts } from '../../domain/shared/facts';
import { isSame } from '../../domain/shared/same';
import type { Id, Moment } from '../../domain/shared/values';
import { schemaVersionOf, type StoredDomainEvent } from '../log/codec';
import { plainEvent, type StoredEvent } from '../log/event-store';
import { anchorOf, evolvedProduct, PLACES, supposedBy, type SupposedFacts, type ToldLog } from './supposed-facts';

type Of<Events> = Extract<StoredDomainEvent, { readonly type: keyof Events }>;

const isEventOf =
  <Events>(evolve: Readonly<Record<keyof Events & string, unknown>>) =>
  (event: StoredDomainEvent): event is Of<Events> =>
    Object.hasOwn(evolve, event.type);

const isEnquiryEvent = isEventOf<EnquiryEvents>(evolveEnquiry);
const isOfferEvent = isEventOf<OfferEvents>(evolveOffer);
const isManagerEvent = isEventOf<ManagerEvents>(evolveManager);

/** What a rule would have rejected, which the log has: it stays in every figure as it was. */
export interface WouldBeRejected {
  readonly event: StoredEvent;
  readonly rejection: Rejection;
}

/** Offers and direct sales, and what rule 19 asks about them. */
const PRICED = [evolveOffer, evolveManager, evolveProduct].flatMap(Object.keys).concat('InvoiceIssued');

type ApprovalPorts = Pick<Facts, 'policy' | 'manager' | 'product'>;

const notedAfter = (anchor: StoredEvent, { kind, ...miss }: NotedMiss): StoredEvent => ({
  ...{ id: `what-if-${kind}-${anchor.id}`, stream: anchor.stream, revision: anchor.revision },
  position: PLACES[kind] + anchorOf(anchor.position),
  recordedAt: miss.occurredAt,
  ...miss,
  metadata: { ...anchor.metadata, ...supposedBy, source: 'timer', schemaVersion: schemaVersionOf(miss.type) },
});

/**
 * Tells a log again, event by event in its order, as it would have been where something is supposed: what was computed by
 * rules and prices is computed by the supposed ones, what people did stays. Streams do not depend on each other here, so one
 * stream alone is told as it is among all.
 */
export class Retelling {
  /** What it has to see of a log: all else is as it was. */
  readonly types: ReadonlySet<string>;
  readonly rejected: WouldBeRejected[] = [];
  private readonly enquiries = new Map<string, { readonly enquiry: EnquiryRetold; readonly last: StoredEvent }>();
  private readonly offers = new Map<string, OfferState>();
  private readonly managers = new Map<string, Manager | undefined>();
  private readonly products = new Map<string, Product | undefined>();

  constructor(
    private readonly told: Pick<ToldLog, 'decode'>,
    private readonly facts: SupposedFacts,
  ) {
    const { targetsFrom, calendarFrom, limitsFrom, products } = facts;
    const isTimed = targetsFrom !== undefined || calendarFrom !== undefined;
    const isPriced = limitsFrom !== undefined || products.size > 0;
    this.types = new Set([
      ...facts.replacedTypes,
      ...(isTimed ? Object.keys(evolveEnquiry) : []),
      ...(isPriced ? PRICED : []),
    ]);
  }

  /** What stands in the place of an event: mostly the very same one. */
  take(stored: StoredEvent): readonly StoredEvent[] {
    if (!this.types.has(stored.type)) return [stored];
    const event = this.told.decode(stored);
    if (this.facts.isReplaced(event)) return [];
    if (isEnquiryEvent(event)) return this.takeEnquiry(stored, event);
    if (isOfferEvent(event)) return [this.takeOffer(stored, event)];
    if (event.type === 'InvoiceIssued') this.checkSale(stored, event);
    if (isManagerEvent(event)) this.takeManager(event);
    if (Object.hasOwn(evolveProduct, event.type))
      this.products.set(event.stream, evolvedProduct(this.products.get(event.stream), event));
    return [stored];
  }

  /** What is supposed, and what timers would have noted up to the end. */
  end(): readonly StoredEvent[] {
    const missed = [...this.enquiries.values()].flatMap(({ enquiry, last }) =>
      missesBy(enquiry, this.facts.now).map((miss) => notedAfter(last, miss)),
    );
    return [...missed, ...this.facts.events];
  }

  private takeEnquiry(stored: StoredEvent, event: Of<EnquiryEvents>): readonly StoredEvent[] {
    const { actor, source } = event.metadata;
    const known = this.enquiries.get(event.stream);
    const happened = { ...plainEvent(event), actor, source };
    const { enquiry, misses, data, rejected } = retellEnquiry(this.facts, known?.enquiry, happened);
    if (enquiry) this.enquiries.set(event.stream, { enquiry, last: stored });
    this.noteRejected(stored, rejected);
    const noted = misses.map((miss) => notedAfter(known?.last ?? stored, miss));
    if (data === undefined) return noted;
    return [...noted, data === event.data ? stored : { ...plainEvent(event), data }];
  }

  private takeOffer(stored: StoredEvent, event: Of<OfferEvents>): StoredEvent {
    const before = this.offers.get(event.stream);
    const data = retellOffer(event, this.retellLine, before);
    const said = { ...plainEvent(event), data };
    // As its retellings have it: the data of a type in the place of that type's data.
    const retold = said as typeof event;
    const source = { occurredAt: event.occurredAt, source: event.metadata.source };
    const asTold = checkRetoldLines(event, before, { ...source, facts: this.approvingBy(this.facts.toldPolicy) });
    const now = checkRetoldLines(retold, before, { ...source, facts: this.approvingBy(this.facts.policy) });
    if (!asTold) this.noteRejected(stored, now);
    this.offers.set(event.stream, evolveBy<OfferShape, keyof OfferEvents>({ evolve: evolveOffer }, before, retold));
    return isSame(data, event.data) ? stored : { ...plainEvent(event), data };
  }

  private readonly retellLine: RetellLine = (line, at) => {
    const product = this.facts.products.get(line.productId);
    if (!product?.facts) return line;
    const { prices, unitCosts } = product.facts;
    const isFrom = (from: Moment | undefined) => from !== undefined && from <= at;
    return lineRepriced(
      line,
      isFrom(product.pricedFrom) ? inForce(prices, at)?.price : line.listPrice,
      isFrom(product.costsFrom) ? inForce(unitCosts, at)?.cost : line.unitCost,
    );
  };

  private checkSale(stored: StoredEvent, event: Extract<StoredDomainEvent, { readonly type: 'InvoiceIssued' }>): void {
    const { basis, lines, currency, managerId, approval } = event.data;
    if (!('directSale' in basis)) return;
    const sold = lines.map(({ productId, unitPrice }) => ({ productId, unitPrice: { amount: unitPrice, currency } }));
    const source = { occurredAt: event.occurredAt, source: event.metadata.source };
    const told = { ...this.approvingBy(this.facts.toldPolicy), product: this.productTold };
    const asTold = checkSalePrices(sold, managerId, approval, { ...source, facts: told });
    const facts = this.approvingBy(this.facts.policy);
    if (!asTold) this.noteRejected(stored, checkSalePrices(sold, managerId, approval, { ...source, facts }));
  }

  private takeManager(event: Of<ManagerEvents>): void {
    const state = this.managers.get(event.stream);
    this.managers.set(
      event.stream,
      evolveBy<ManagerShape, keyof ManagerEvents>({ evolve: evolveManager }, state, event),
    );
  }

  private readonly productTold = (id: Id): Product | undefined => this.products.get(`product-${id}`);

  private approvingBy(policy: PolicyFacts): ApprovalPorts {
    return {
      policy,
      manager: (id) => this.managers.get(`manager-${id}`),
      product: (id) => this.facts.products.get(id)?.facts ?? this.productTold(id),
    };
  }

  private noteRejected(event: StoredEvent, rejected: Checked): void {
    if (rejected) this.rejected.push({ event, rejection: rejected.rejection });
  }
}
