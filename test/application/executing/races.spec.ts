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
    lines: [{ productId: id('tea'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } }],
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
  return { counted, store: { append, read: store.read.bind(store), head: store.head.bind(store) } };
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
        amount: { amount: 10_000, currency: 'EUR' },
        paidOn: '2024-05-06',
      },
    });
    const executed = await Promise.all(
      Array.from({ length: 20 }, (_, index) => execute(payment(index), envelope(`payment ${index}`))),
    );
    expect(executed.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(executed.filter(({ outcome }) => outcome === 'rejected')).toHaveLength(19);
  });

  const register = (round: number, index: number): DomainCommand => ({
    type: 'RegisterClient',
    data: {
      clientId: derivedId(`client ${round} ${index}`),
      kind: 'company',
      name: `Company ${index}`,
      taxId: `DE ${round}`,
      origin: 'fair',
    },
  });

  it.each([
    ['one process', 1],
    ['two processes', 2],
  ])(
    'give a tax id to one of eight clients that are registered at the same time by %s, in each of 100 rounds',
    async (_, processes) => {
      const executors = Array.from({ length: processes }, () => executorOver(company.store, company.vault, () => NOON));
      for (let round = 0; round < 100; round += 1) {
        const executed = await Promise.all(
          Array.from({ length: 8 }, (__, index) => {
            const execute = executors[index % processes] ?? company.execute;
            return execute(register(round, index), envelope(`register ${processes} ${round} ${index}`));
          }),
        );
        const rejected = executed.filter(
          (each) => each.outcome === 'rejected' && each.rejection.code === 'TAX_ID_TAKEN',
        );
        expect(rejected).toHaveLength(7);
        expect(executed.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
      }
      const registered = (await company.events()).filter(
        ({ type, data }) => type === 'ClientRegistered' && 'taxId' in (data as object),
      );
      expect(registered).toHaveLength(100);
    },
  );

  it('give the next number to one document when another system’s number is brought twice', async () => {
    const foreign = (index: number): DomainCommand => {
      const { data } = invoice(index);
      return { type: 'IssueInvoice', data: { ...data, externalNumber: 'A-1' } } as DomainCommand;
    };
    const execute = executorOver(company.store, company.vault, () => NOON);
    const executed = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        execute(foreign(index), {
          ...envelope(`foreign ${index}`),
          source: 'import',
          actor: { kind: 'import', id: 'shop' },
        }),
      ),
    );
    expect(executed.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(
      executed.filter((each) => each.outcome === 'rejected' && each.rejection.code === 'DOCUMENT_NUMBER_TAKEN'),
    ).toHaveLength(7);
  });

  it('keep a claim whose registration was cut off until it is sent again', async () => {
    const cut = register(0, 0);
    const dying: StreamStore = {
      read: company.store.read.bind(company.store),
      head: company.store.head.bind(company.store),
      append: (stream, ...rest) =>
        stream.startsWith('client-') ? Promise.reject(new Error('killed')) : company.store.append(stream, ...rest),
    };
    await expect(executorOver(dying, company.vault, () => NOON)(cut, envelope('cut'))).rejects.toThrow('killed');
    const execute = executorOver(company.store, company.vault, () => NOON);
    const other = await execute(register(0, 1), envelope('other'));
    expect(other).toMatchObject({ outcome: 'rejected', rejection: { code: 'TAX_ID_TAKEN' } });
    expect(await execute(cut, envelope('cut'))).toMatchObject({ outcome: 'accepted' });
    expect(await execute(register(0, 1), envelope('other again'))).toMatchObject({ outcome: 'rejected' });
  });
});
