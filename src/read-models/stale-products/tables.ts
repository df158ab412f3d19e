import { code, day, flag, id, integer, moment, money, optional, position, real, table, text } from '../projection';

export const products = table('products', 'Products as they are known now', {
  columns: {
    productId: id('The product'),
    name: text('Name'),
    category: text('Category'),
    introducedAt: moment('When it was introduced'),
    withdrawnFrom: optional(moment('From when on it is not sold any more; empty once reinstated')),
    withdrawnReason: optional(text('Why')),
    replacementId: optional(id('The product to sell instead')),
  },
  key: ['productId'],
});

export const productStates = table(
  'product_states',
  'When a product could be sold and when not: the clock of its sales',
  {
    columns: {
      productId: id('The product'),
      position: position('Place of the event in the log'),
      effectiveFrom: moment('From when on it holds'),
      state: code('`available`, `unavailable` (out of stock), `withdrawn` or `reinstated`'),
      reason: optional(text('Why')),
    },
    key: ['productId', 'position'],
  },
);

export const productPrices = table('product_prices', 'Every price and unit cost that was ever set', {
  columns: {
    productId: id('The product'),
    position: position('Place of the event in the log'),
    kind: code('`price` or `cost`'),
    amount: money('Of a unit, net of tax'),
    currency: code('Currency'),
    effectiveFrom: moment('From when on it holds'),
    setAt: moment('When it was set'),
  },
  key: ['productId', 'position'],
});

export const productDays = table('product_days', 'What became of a product on a day: lines of offers and of invoices', {
  columns: {
    productId: id('The product'),
    day: day('The day in UTC'),
    offered: integer('Lines offered; those of each version anew'),
    accepted: integer('Lines accepted'),
    refused: integer('Lines refused by the client'),
    noResponse: integer('Lines closed because nobody answered (reasons of the group unknown)'),
    expired: integer('Lines expired'),
    invoiced: integer('Lines of invoices; voided ones are in product_invoices'),
  },
  key: ['productId', 'day'],
});

export const productClients = table('product_clients', 'How often a client accepted a product', {
  columns: {
    clientId: id('The client, as on the event'),
    productId: id('The product'),
    accepted: integer('Lines accepted'),
    decided: integer('Lines accepted, refused, without response or expired'),
  },
  key: ['clientId', 'productId'],
});

export const productInvoices = table(
  'product_invoices',
  'Invoices, for the last paid sale and for taking voided ones out',
  {
    columns: {
      invoiceId: id('The invoice'),
      issuedOn: day('Day of issue in UTC'),
      paidOn: optional(day('The day from which nothing is outstanding')),
      voided: flag('1: void'),
    },
    key: ['invoiceId'],
    indexes: [['voided']],
  },
);

export const productInvoiceLines = table('product_invoice_lines', 'Which products an invoice holds', {
  columns: {
    invoiceId: id('The invoice'),
    productId: id('The product'),
    lines: integer('Lines of this product'),
  },
  key: ['invoiceId', 'productId'],
});

export const demandedItems = table('demanded_items', 'What enquiries asked for', {
  columns: {
    enquiryId: id('The enquiry'),
    item: integer('Place in the enquiry, from 0'),
    productId: optional(id('The product; empty where none of the catalogue fits')),
    need: optional(text('What is wanted, in words')),
    quantity: optional(real('How many')),
    clientId: optional(id('Who asked')),
    receivedAt: moment('When it was received'),
  },
  key: ['enquiryId', 'item'],
  indexes: [['productId', 'receivedAt']],
});

export const declinedEnquiries = table('declined_enquiries', 'Enquiries to which the company said no', {
  columns: { enquiryId: id('The enquiry'), reason: code('Why'), declinedAt: moment('When') },
  key: ['enquiryId'],
  indexes: [['reason']],
});
