import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteKeyVault } from '../../../src/adapters/sqlite/key-vault';
import type { StreamStore } from '../../../src/application/log/event-store';
import { furnish, NOON, openCompany, executorOver, type Company } from '../../support/company';
import { id } from '../../support/specify';
import { derivedId } from '../../../src/application/log/ids';
import type { Envelope } from '../../../src/application/executing/execution';
import type { DomainCommand } from '../../../src/domain/catalogue';

const envelope = (name: string): Envelope => ({
  commandId: derivedId(name),
  actor: { kind: 'manager', id: id('manager') },
  source: 'api',
});

const invoice = (index: number): DomainCommand => ({
  type: 'IssueInvoice',
  data: {
    invoiceId: derivedId(`invoice ${index}`),
    clientId: id('client'),
    managerId: id('manager'),
    basis: { directSale: true, reason: 'over the counter' },
    lines: [{ productId: id('tea'), quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
    currency: 'EUR',
    dueOn: '2024-06-01',
    series: '2024',
  },
});

/** The same store, which counts the appends that lost a race. */
const counting = (store: StreamStore) => {
  const counted = { conflicts: 0 };
  const append: StreamStore['append'] = (...asked) =>
    store.append(...asked).catch((error: unknown) => {
      counted.conflicts += 1;
      throw error;
    });
  return { counted, store: { append, read: store.read.bind(store) } };
};

describe('many commands on one stream at the same time', () => {
  let company: Company;

  beforeEach(async () => {
    company = await openCompany({
      store: openSqliteEventStore({ file: ':memory:', clock: () => NOON }),
      vault: openSqliteKeyVault({ file: ':memory:' }),
    });
    await furnish(company);
  });
  afterEach(() => company.close());

  const numbers = async (): Promise<readonly unknown[]> =>
    (await company.events())
      .filter(({ type }) => type === 'InvoiceIssued')
      .map(({ data }) => (data as { number: string }).number)
      .sort();

  const numbersUpTo = (count: number) =>
    Array.from({ length: count }, (_, index) => `2024-${String(index + 1).padStart(6, '0')}`);

  it('wait for each other in one process: 200 invoices of one series, no race, numbers without a gap', async () => {
    const { counted, store } = counting(company.store);
    const execute = executorOver(store, company.vault, () => NOON);
    // Reads the streams once, so that what follows is not the first look.
    await execute(invoice(0), envelope('first'));
    const executed = await Promise.all(
      Array.from({ length: 199 }, (_, index) => execute(invoice(index + 1), envelope(`command ${index}`))),
    );
    expect(executed.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    expect(counted.conflicts).toBe(0);
    expect(await numbers()).toEqual(numbersUpTo(200));
  });

  it('are all done over two processes, though these race', async () => {
    const { counted, store } = counting(company.store);
    const one = executorOver(store, company.vault, () => NOON);
    const other = executorOver(store, company.vault, () => NOON);
    const executed = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 === 0 ? one : other)(invoice(index), envelope(`command ${index}`)),
      ),
    );
    expect(executed.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    expect(counted.conflicts).toBeGreaterThan(0);
    expect(await numbers()).toEqual(numbersUpTo(100));
  });

  it('are refused one by one where only one of them can be', async () => {
    await company.has('IssueInvoice', invoice(0).data as never);
    const execute = executorOver(company.store, company.vault, () => NOON);
    const invoiceId = derivedId('invoice 0');
    const payment = (index: number): DomainCommand => ({
      type: 'RecordPayment',
      data: {
        invoiceId,
        paymentId: derivedId(`payment ${index}`),
        amount: { amount: 100, currency: 'EUR' },
        paidOn: '2024-05-06',
      },
    });
    const executed = await Promise.all(
      Array.from({ length: 20 }, (_, index) => execute(payment(index), envelope(`payment ${index}`))),
    );
    expect(executed.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(executed.filter(({ outcome }) => outcome === 'rejected')).toHaveLength(19);
  });
});
