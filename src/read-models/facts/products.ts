import type { Moment, Money } from '../../domain/shared/values';
import { everyFieldNamed } from '../kit/every-field';
import {
  code,
  decimal,
  id,
  moment,
  optional,
  position,
  table,
  text,
  type Change,
  type EventOf,
  type Projection,
} from '../kit/projection';
import { begunBy, goneOn, ofStream, onceIn, traceColumns } from '../kit/trace';

export const products = table('products', 'Products as they are known now', {
  columns: {
    productId: id('The product'),
    name: text('Name'),
    category: text('Category'),
    introducedAt: moment('When it was introduced'),
    withdrawnFrom: optional(moment('From when on it is no longer sold; empty once it is reinstated')),
    withdrawnReason: optional(text('Why')),
    replacementId: optional(id('The product to sell instead')),
    externalSource: optional(text('The system that the product was imported from')),
    externalId: optional(text('Its id there')),
    ...traceColumns,
  },
  key: ['productId'],
  trace: ofStream('product', 'productId'),
});

export const productStates = table('product_states', 'When a product could be sold and when not', {
  columns: {
    productId: id('The product'),
    position: position('Position of the event in the log'),
    changedAt: moment('When it happened'),
    effectiveFrom: moment('When it takes effect'),
    state: code('`available`, `unavailable` (out of stock), `withdrawn` or `reinstated`'),
    reason: optional(text('Why')),
  },
  key: ['productId', 'position'],
  trace: onceIn('product', 'productId', 'changedAt'),
});

export const productPrices = table('product_prices', 'Every price and unit cost that was ever set', {
  columns: {
    productId: id('The product'),
    position: position('Position of the event in the log'),
    kind: code('`price` or `cost`'),
    amount: decimal('In minor units per unit, net of tax'),
    currency: code('Currency'),
    effectiveFrom: moment('When it takes effect'),
    setAt: moment('When it was set'),
  },
  key: ['productId', 'position'],
  trace: onceIn('product', 'productId', 'setAt'),
});

type StateEvent = EventOf<'AvailabilityChanged' | 'ProductWithdrawn' | 'ProductReinstated'>;

const stateChanged = (
  { position: at, occurredAt, data }: StateEvent,
  state: string,
  effectiveFrom: Moment,
  reason: string | null = null,
): Change =>
  productStates.insert({
    productId: data.productId,
    position: at,
    changedAt: occurredAt,
    effectiveFrom,
    state,
    reason,
  });

const priced = (event: EventOf<'PriceSet' | 'UnitCostSet'>, kind: string, money: Money): readonly Change[] => {
  const { productId, effectiveFrom } = event.data;
  const row = { productId, position: event.position, kind, ...money, effectiveFrom, setAt: event.occurredAt };
  return [productPrices.insert(row)];
};

const onSale = { withdrawnFrom: null, withdrawnReason: null, replacementId: null };

export const productFacts: Projection = {
  name: 'products',
  version: 2,
  description: 'What the company sells, at which prices, and since when',
  tables: [products, productStates, productPrices],
  on: {
    ProductIntroduced: (event) => {
      const { productId, name, category, externalId, ...rest } = event.data;
      everyFieldNamed(rest);
      const from = { externalSource: externalId?.source ?? null, externalId: externalId?.id ?? null };
      const row = { productId, name, category, introducedAt: event.occurredAt, ...onSale, ...from };
      return [products.insert(begunBy(event, row))];
    },
    PriceSet: (event) => priced(event, 'price', event.data.price),
    UnitCostSet: (event) => priced(event, 'cost', event.data.cost),
    AvailabilityChanged: (event) => {
      const { available, reason } = event.data;
      return [stateChanged(event, available ? 'available' : 'unavailable', event.occurredAt, reason)];
    },
    ProductWithdrawn: (event) => {
      const { productId, effectiveFrom, reason, replacementId = null, ...rest } = event.data;
      everyFieldNamed(rest);
      const withdrawn = { withdrawnFrom: effectiveFrom, withdrawnReason: reason, replacementId };
      return [
        products.patch([productId], (row) => goneOn(row, event, withdrawn)),
        stateChanged(event, 'withdrawn', effectiveFrom, reason),
      ];
    },
    ProductReinstated: (event) => {
      const { productId, effectiveFrom, until, ...rest } = event.data;
      everyFieldNamed(rest);
      return [
        products.patch([productId], (row) => (until === undefined ? goneOn(row, event, onSale) : row)),
        stateChanged(event, 'reinstated', effectiveFrom),
      ];
    },
  },
};
