import type { InvoiceCommands } from '../../src/domain/invoice/commands';
import { invoiceDecider } from '../../src/domain/invoice/decider';
import type { InvoiceShape } from '../../src/domain/invoice/state';
import type { Decision, EventsOf } from '../../src/domain/shared/decider';
import type { TaxRoundedBy } from '../../src/domain/shared/words';
import { factsOf, id, specify } from './specify';

/** One invoice over the counter and the credit notes on it, for tests of what they add up to. */

export type DocumentLine = InvoiceCommands['IssueInvoice']['lines'][number];
export type DocumentCredit = InvoiceCommands['IssueCreditNote']['lines'][number];
export type DocumentHistory = readonly EventsOf<InvoiceShape>[];

export const invoiceId = id('i');
const [clientId, managerId] = [id('client'), id('manager')];
export const anInvoice = specify(invoiceDecider);

/** `products` are known; tax is rounded by the line where nothing else is said. */
export const documentsOf = (...products: readonly string[]) => {
  const asked = (taxRounding: TaxRoundedBy) => ({
    occurredAt: '2024-05-06T10:00:00.000Z',
    facts: factsOf({
      clients: { [clientId]: {} },
      managers: { [managerId]: {} },
      products: Object.fromEntries(products.map((product) => [product, {}])),
      policy: { taxRoundings: [{ version: 1, effectiveFrom: '2024-01-01T00:00:00.000Z', taxRounding }] },
    }),
  });
  return {
    asked,
    issue: (lines: readonly DocumentLine[], taxRounding: TaxRoundedBy = 'line', currency = 'EUR') =>
      anInvoice.given().when(
        'IssueInvoice',
        {
          ...{ invoiceId, clientId, managerId, lines, currency },
          basis: { directSale: true, reason: 'counter' },
          dueOn: '2024-06-05',
          series: 'R',
          number: 'R-000001',
        },
        asked(taxRounding),
      ),
    credit: (history: DocumentHistory, ...lines: readonly DocumentCredit[]) =>
      anInvoice.given(...history).when(
        'IssueCreditNote',
        {
          ...{ invoiceId, lines, creditNoteId: id(`credit ${history.length}`) },
          reason: 'returned',
          series: 'C',
          number: 'C-000001',
        },
        asked('line'),
      ),
  };
};

/** The events of a decision; a test that is refused here fails with the rule's code. */
export const eventsIn = (decision: Decision<EventsOf<InvoiceShape>>): DocumentHistory => {
  if (decision.accepted) return decision.events;
  throw new Error(`${decision.rejection.code} ${JSON.stringify(decision.rejection.details)}`);
};
