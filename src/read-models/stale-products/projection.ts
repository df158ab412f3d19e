import type { InvoiceLine } from '../../domain/invoice/events';
import type { Id, Money, Moment } from '../../domain/shared/values';
import { everyFieldNamed } from '../every-field';
import { personalColumnIfGiven } from '../personal';
import type { Arms, Change, ProjectedEvent, Projection } from '../projection';
import { productOfferArms, segmentArms, utcDay } from './counting';
import {
  declinedEnquiries,
  demandedItems,
  productInvoices,
  productPrices,
  products,
  productStates,
  staleProductsTables,
} from './tables';

interface PositionedEvent {
  readonly position: number;
  readonly occurredAt: Moment;
}

const stateChanged = (
  event: PositionedEvent,
  productId: Id,
  name: string,
  effectiveFrom: Moment,
  reason?: string,
): Change =>
  productStates.insert({ productId, position: event.position, effectiveFrom, state: name, reason: reason ?? null });

const priced = (event: PositionedEvent, productId: Id, kind: string, money: Money, effectiveFrom: Moment): Change =>
  productPrices.insert({
    productId,
    position: event.position,
    kind,
    ...money,
    effectiveFrom,
    setAt: event.occurredAt,
  });

const productArms: Arms = {
  ProductIntroduced: ({ occurredAt, data: { productId, name, category, externalId, ...rest } }) => {
    everyFieldNamed(rest);
    const sold = { withdrawnFrom: null, withdrawnReason: null, replacementId: null };
    return [products.insert({ productId, name, category, introducedAt: occurredAt, ...sold })];
  },
  PriceSet: (event) => {
    const { productId, price, effectiveFrom } = event.data;
    return [priced(event, productId, 'price', price, effectiveFrom)];
  },
  UnitCostSet: (event) => {
    const { productId, cost, effectiveFrom } = event.data;
    return [priced(event, productId, 'cost', cost, effectiveFrom)];
  },
  AvailabilityChanged: (event) => {
    const { productId, available, reason } = event.data;
    return [stateChanged(event, productId, available ? 'available' : 'unavailable', event.occurredAt, reason)];
  },
  ProductWithdrawn: (event) => {
    const { productId, effectiveFrom, reason, replacementId = null, ...rest } = event.data;
    everyFieldNamed(rest);
    const withdrawn = { withdrawnFrom: effectiveFrom, withdrawnReason: reason, replacementId };
    return [
      products.patch([productId], (row) => ({ ...row, ...withdrawn })),
      stateChanged(event, productId, 'withdrawn', effectiveFrom, reason),
    ];
  },
  ProductReinstated: (event) => {
    const { productId, effectiveFrom, until, ...rest } = event.data;
    everyFieldNamed(rest);
    const sold = { withdrawnFrom: null, withdrawnReason: null, replacementId: null };
    return [
      products.patch([productId], (row) => (until === undefined ? { ...row, ...sold } : row)),
      stateChanged(event, productId, 'reinstated', effectiveFrom),
    ];
  },
};

const productCounts = (lines: readonly InvoiceLine[]): string => {
  const counted = new Map<Id, number>();
  for (const { productId } of lines) counted.set(productId, (counted.get(productId) ?? 0) + 1);
  return JSON.stringify([...counted].flat());
};

const invoiceIssued = ({
  occurredAt,
  data: { invoiceId, lines },
}: ProjectedEvent<'InvoiceIssued'>): readonly Change[] => [
  productInvoices.insert({
    invoiceId,
    issuedOn: utcDay(occurredAt),
    paidOn: null,
    voided: 0,
    products: productCounts(lines),
  }),
];

const productInvoiceArms: Arms = {
  InvoiceIssued: invoiceIssued,
  PaymentRecorded: ({ data: { invoiceId, paidOn, outstanding } }) =>
    outstanding > 0 ? [] : [productInvoices.patch([invoiceId], (row) => ({ ...row, paidOn: row.paidOn ?? paidOn }))],
  InvoiceVoided: ({ data: { invoiceId } }) => [productInvoices.patch([invoiceId], (row) => ({ ...row, voided: 1 }))],
};

const demandArms: Arms = {
  EnquiryReceived: ({ occurredAt, data: { enquiryId, clientId = null, items } }) =>
    items.map(({ productId = null, need = null, quantity = null, ...rest }, item) => {
      everyFieldNamed(rest);
      const asked = { productId, need: personalColumnIfGiven(need), quantity, clientId };
      return demandedItems.insert({ enquiryId, item, ...asked, receivedAt: occurredAt });
    }),
  EnquiryDeclined: ({ occurredAt, data: { enquiryId, reason } }) => [
    declinedEnquiries.change([enquiryId], () => ({ enquiryId, reason, declinedAt: occurredAt })),
  ],
  EnquiryReopened: ({ data: { enquiryId } }) => [declinedEnquiries.change([enquiryId], () => undefined)],
};

/** What sells and what does not: facts by product and day. "Stale" is decided by the report: it depends on its moment. */
export const staleProductsProjection: Projection = {
  name: 'stale-products',
  version: 4,
  description: 'What sells and what does not, and which demand is not met',
  tables: staleProductsTables,
  on: { ...productArms, ...productOfferArms, ...segmentArms, ...productInvoiceArms, ...demandArms },
};
