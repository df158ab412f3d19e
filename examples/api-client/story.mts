/**
 * A sale from the first call to the credit note, told by a client that was generated from the document of the API:
 *
 *   npx openapi-typescript docs/openapi.json -o examples/api-client/api.d.ts
 *   npx tsc -p examples/api-client && node examples/api-client/story.mjs http://127.0.0.1:3000
 */
import { randomUUID } from 'node:crypto';
import createClient from 'openapi-fetch';
import type { paths } from './api.js';

// Answers come in other forms, too, where Accept asks for them.
const api = createClient<paths, 'application/json'>({ baseUrl: process.argv[2] ?? 'http://127.0.0.1:3000' });

/** What was answered, or why not: a problem says what was wrong and what to do next. */
const done = <Data, Problem>({ data, error }: { readonly data?: Data; readonly error?: Problem }): Data => {
  if (data !== undefined) return data;
  throw new Error(JSON.stringify(error));
};

// Ids are ours to choose: what is sent again with the same id is there once.
const [clientId, managerId, productId] = [randomUUID(), randomUUID(), randomUUID()];
const [offerId, invoiceId, pitched, offered] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const unitPrice = { amount: 12_900, currency: 'EUR' };
const vat = { category: 'S', rate: 1900 } as const;
const nextYear = new Date().getFullYear() + 1;

done(await api.POST('/managers', { body: { managerId, name: 'Anna Berg', role: 'manager' } }));
done(await api.POST('/products', { body: { productId, name: 'Chain hoist 500 kg', category: 'hoists' } }));
done(
  await api.POST('/clients', {
    body: { clientId, kind: 'company', name: 'Bergmann Maschinenbau', origin: 'trade fair' },
  }),
);

// A call in which the hoist was pitched and refused, then an offer that is accepted.
done(
  await api.POST('/calls', {
    body: {
      ...{ clientId, managerId, direction: 'out', durationSeconds: 240, result: 'reached' },
      pitch: {
        lines: [{ lineId: pitched, productId, quantity: 1, unitPrice }],
        refused: { lineIds: [pitched], reason: 'PRICE_TOO_HIGH', statedBy: 'client' },
      },
    },
  }),
);
done(
  await api.POST('/offers', {
    body: {
      ...{ offerId, clientId, managerId, kind: 'written', validUntil: `${nextYear}-01-31T12:00:00Z` },
      lines: [{ lineId: offered, productId, quantity: 2, unitPrice, vat }],
    },
  }),
);
done(
  await api.POST('/offers/{offerId}/acceptances', {
    params: { path: { offerId } },
    body: { managerId, version: 1, lineIds: [offered] },
  }),
);

// Its invoice, and a credit note for one of the two. A key makes it safe to ask again.
done(
  await api.POST('/invoices', {
    params: { header: { 'Idempotency-Key': `invoice of ${offerId}` } },
    body: {
      ...{ invoiceId, clientId, managerId, currency: 'EUR', dueOn: `${nextYear}-01-31`, series: 'A' },
      basis: { offerId, version: 1, lineIds: [offered] },
      lines: [{ lineId: offered, productId, quantity: 2, unitPrice, vat }],
    },
  }),
);
const { position } = done(
  await api.POST('/invoices/{invoiceId}/credit-notes', {
    params: { path: { invoiceId } },
    body: { lines: [{ lineId: offered, quantity: 1 }], reason: 'One came back', series: 'C' },
  }),
);

// `atLeast` waits until the read models hold what was just written.
const query = { client: clientId, atLeast: position ?? '0' };
const { sections } = done(await api.GET('/reports/client-history', { params: { query } }));

// The feed of all events, page by page: from the last `next` on it gives what came since.
const ours = new Set([`client-${clientId}`, `offer-${offerId}`, `invoice-${invoiceId}`]);
const events: string[] = [];
for (let after = '0', next: string | null = after; next !== null;) {
  const page = done(await api.GET('/events', { params: { query: { after } } }));
  events.push(...page.items.filter(({ stream }) => ours.has(stream)).map(({ type }) => type));
  next = page.items.length === 0 ? null : page.next;
  after = next ?? after;
}
console.log(JSON.stringify({ sections, events }, null, 2));
