import {
  code,
  day,
  decimal,
  flag,
  id,
  integer,
  moment,
  optional,
  personalText,
  position,
  table,
  text,
  json,
  type Value,
} from '../projection';
import { rollup } from '../rollup';

export const products = table('products', 'Products as they are known now', {
  columns: {
    productId: id('The product'),
    name: text('Name'),
    category: text('Category'),
    introducedAt: moment('When it was introduced'),
    withdrawnFrom: optional(moment('From when on it is no longer sold; empty once it is reinstated')),
    withdrawnReason: optional(text('Why')),
    replacementId: optional(id('The product to sell instead')),
  },
  key: ['productId'],
});

export const productStates = table('product_states', 'When a product could be sold and when not', {
  columns: {
    productId: id('The product'),
    position: position('Position of the event in the log'),
    effectiveFrom: moment('When it takes effect'),
    state: code('`available`, `unavailable` (out of stock), `withdrawn` or `reinstated`'),
    reason: optional(text('Why')),
  },
  key: ['productId', 'position'],
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
});

export const productDays = table('product_days', 'Offer lines of a product on a day, by outcome', {
  columns: {
    productId: id('The product'),
    day: day('The day in UTC'),
    offered: integer('Lines offered; each version of an offer counts its lines again'),
    accepted: integer('Lines accepted'),
    refused: integer('Lines refused by the client'),
    noResponse: integer('Lines closed without a response from the client (reasons of the group unknown)'),
    expired: integer('Lines expired'),
  },
  key: ['productId', 'day'],
});

/** A list of one product after the other, as groups of `size` values each. */
export const groupsOf = (list: string, size: number): readonly (readonly Value[])[] => {
  // The columns `products` are written as such lists only.
  const values = JSON.parse(list) as readonly Value[];
  return Array.from({ length: values.length / size }, (_, group) => values.slice(group * size, (group + 1) * size));
};

export const productSegments = table('product_segments', 'How often the clients of a segment accepted a product', {
  columns: {
    segment: text('The segment that the clients are in now; empty: none'),
    productId: id('The product'),
    accepted: integer('Lines accepted'),
    decided: integer('Lines accepted, refused, without response or expired'),
  },
  key: ['segment', 'productId'],
});

export const productClients = table('product_clients', 'How often each client accepted which products', {
  columns: {
    clientId: id('The client named on the event'),
    segment: optional(text('Segment, as last classified')),
    products: json('A list: product, lines accepted, lines decided, next product, …'),
  },
  key: ['clientId'],
  follows: rollup(productSegments, ({ segment, products: list }) =>
    groupsOf(list, 3).map(([productId, accepted, decided]) => ({
      segment: segment ?? '',
      productId: String(productId),
      accepted: Number(accepted),
      decided: Number(decided),
    })),
  ),
});

export const productSales = table('product_sales', 'Days on which lines of a product were invoiced, or paid for', {
  columns: {
    productId: id('The product'),
    basis: code('`invoiced`, or `paid`: the invoice is paid in full'),
    day: day('The day: of the invoice in UTC, of the payment as recorded'),
    lines: integer('Lines of invoices; voided invoices are not counted'),
  },
  key: ['productId', 'basis', 'day'],
});

export const productInvoices = table('product_invoices', 'Invoices, by product', {
  columns: {
    invoiceId: id('The invoice'),
    issuedOn: day('Day of issue in UTC'),
    paidOn: optional(day('The day on which it was paid in full')),
    voided: flag('1: the invoice was voided'),
    products: json('A list: product, number of its lines, next product, …'),
  },
  key: ['invoiceId'],
  follows: rollup(productSales, ({ issuedOn, paidOn, voided, products: list }) => {
    if (voided === 1) return [];
    return groupsOf(list, 2).flatMap(([product, count]) => {
      const [productId, lines] = [String(product), Number(count)];
      const invoiced = { productId, basis: 'invoiced', day: issuedOn, lines };
      return paidOn === null ? [invoiced] : [invoiced, { productId, basis: 'paid', day: paidOn, lines }];
    });
  }),
});

export const demandedItems = table('demanded_items', 'What enquiries asked for', {
  columns: {
    enquiryId: id('The enquiry'),
    item: integer('Place in the enquiry, from 0'),
    productId: optional(id('The product; empty where the catalogue has none that fits')),
    need: optional(personalText('What is wanted, in words')),
    quantity: optional(decimal('How many')),
    clientId: optional(id('Who asked')),
    receivedAt: moment('When it was received'),
  },
  key: ['enquiryId', 'item'],
  indexes: [['productId', 'receivedAt']],
});

export const declinedEnquiries = table('declined_enquiries', 'Enquiries that the company declined', {
  columns: { enquiryId: id('The enquiry'), reason: code('Why'), declinedAt: moment('When') },
  key: ['enquiryId'],
  indexes: [['reason']],
});

/** The tables of the projection: a rollup comes after the table that it is kept from. */
export const staleProductsTables = [
  products,
  productStates,
  productPrices,
  productDays,
  productClients,
  productSegments,
  productInvoices,
  productSales,
  demandedItems,
  declinedEnquiries,
];
