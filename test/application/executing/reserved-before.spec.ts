import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { reservedBefore } from '../../../src/application/executing/reserved-before';
import type { Execute } from '../../../src/application/executing/execution';
import type { EventStore, StoredEvent } from '../../../src/application/log/event-store';
import { derivedId } from '../../../src/application/log/ids';
import { executorOver } from '../../../src/composition/open-core';
import type { CommandCatalogue, CommandType, DomainCommand } from '../../../src/domain/catalogue';
import { furnish, NOON, openCompany, type Company } from '../../support/company';
import { id } from '../../support/specify';
import { allOf } from '../../support/stored-events';

const of = { clientId: id('client'), managerId: id('manager') };
const line = { productId: id('tea'), quantity: 2, unitPrice: { amount: 10_000, currency: 'EUR' } };
const invoice = (name: string, given: Partial<CommandCatalogue['IssueInvoice']> = {}) => ({
  ...{ invoiceId: id(name), ...of, basis: { directSale: true, reason: 'over the counter' } as const },
  ...{ lines: [line], currency: 'EUR', dueOn: '2024-06-01', series: 'R' },
  ...given,
});
const creditNote = (invoiceId: string) => ({
  ...{ invoiceId, creditNoteId: id('note'), reason: 'returned', series: 'C' },
  lines: [{ ...line, quantity: 1 }],
});
const client = (name: string) => ({
  ...{ clientId: id(name), kind: 'company', name, origin: 'fair' },
  externalId: { source: 'shop', id: '7' },
});
const manager = (name: string) => ({
  ...{ managerId: id(name), name, role: 'manager' },
  externalId: { source: 'shop', id: '7' },
});
const product = (name: string) => ({
  ...{ productId: id(name), name, category: 'goods' },
  externalId: { source: 'shop', id: '7' },
});
const imported = { source: 'import', actor: { kind: 'import', id: 'shop' } } as const;

/** What no log of before has. */
const unknownThen = ['IdReserved', 'DocumentNumberSetAside'];

describe('a log of before ids and imported numbers were reserved', () => {
  let company: Company;
  let old: EventStore;
  let execute: Execute;
  let commands = 0;
  const ask = (type: CommandType, data: unknown, given = {}) =>
    // Each test gives the data of its type.
    execute({ type, data } as DomainCommand, {
      commandId: derivedId(`later ${(commands += 1)}`),
      actor: { kind: 'manager', id: id('manager') },
      source: 'api',
      zone: 'Europe/Berlin',
      ...given,
    });

  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
    for (const number of [2, 3])
      await company.has('IssueInvoice', invoice(`old ${number}`, { externalNumber: `R-00000${number}` }), imported);
    await company.has('RegisterClient', client('known') as CommandCatalogue['RegisterClient']);
    await company.has('RegisterManager', manager('known') as CommandCatalogue['RegisterManager']);
    await company.has('IntroduceProduct', product('known'));
    await company.has('IssueCreditNote', creditNote(id('old 2')));
    old = openSqliteEventStore({ file: ':memory:', clock: () => NOON });
    for (const { id: eventId, stream, type, occurredAt, data, metadata } of await company.events())
      if (!unknownThen.includes(type))
        // Data of an event is an object.
        await old.append(stream, [{ id: eventId, type, occurredAt, data: data as object, metadata }], 'any');
    const before = () => reservedBefore(old, company.vault);
    execute = executorOver(old, company.vault, () => NOON, undefined, undefined, before);
  });
  afterEach(async () => {
    await old.close();
    await company.close();
  });

  it.each([
    ['RegisterClient', client, 'clientId'],
    ['RegisterManager', manager, 'managerId'],
    ['IntroduceProduct', product, 'productId'],
  ] as const)('gives no id of another system a second time by %s', async (type, of, ownerField) => {
    expect(await ask(type, of('other'))).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'ID_TAKEN', details: { ownerId: of('known')[ownerField as never] } },
    });
    expect(await ask(type, { ...of('third'), externalId: { source: 'shop', id: '8' } })).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('steps over the numbers that an import brought, and has none brought again', async () => {
    for (const name of ['one', 'two']) await ask('IssueInvoice', invoice(name));
    const issued = (await allOf(old.readAll({ types: ['InvoiceIssued'] }))) as readonly (StoredEvent & {
      readonly data: { readonly number: string };
    })[];
    expect(issued.map(({ data }) => data.number)).toEqual(['R-000002', 'R-000003', 'R-000001', 'R-000004']);
    expect(await ask('IssueInvoice', invoice('again', { externalNumber: 'R-000003' }), imported)).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'DOCUMENT_NUMBER_TAKEN' },
    });
  });

  it('has the id of a credit note on one invoice only', async () => {
    expect(await ask('IssueCreditNote', creditNote(id('old 3')))).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'ID_TAKEN' },
    });
  });

  it('is read up to where reservations began, and no further', async () => {
    await ask('IntroduceProduct', { ...product('third'), externalId: { source: 'shop', id: '8' } });
    await ask('IntroduceProduct', { ...product('fourth'), externalId: { source: 'shop', id: '9' } });
    const streams = [...(await reservedBefore(old, company.vault)).keys()];
    expect(streams.filter((stream) => stream.startsWith('reservation-external.product.'))).toHaveLength(1);
    expect(streams).toHaveLength(5);
  });
});
