import { createHash } from 'node:crypto';
import { unseal, type KeyVault } from '../../../src/application/log/personal-data';
import { executorOver, furnish, NOON, openCompany, type Company } from '../../support/company';
import { id } from '../../support/specify';

const TAX_ID = 'DE 123-456.789';
const plainStream = `reservation-taxid.${createHash('sha256').update('DE123456789').digest('hex').slice(0, 32)}`;

describe('the tax id of a client', () => {
  let company: Company;
  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  const registers = (name: string, taxId: string) =>
    company.ask('RegisterClient', { clientId: id(name), kind: 'person', name, origin: 'web', taxId });

  /** As a version of before left it: under a digest that anybody can compute. */
  const reservedBefore = async (name: string): Promise<void> => {
    const [sample] = await company.events();
    const data = { reservationId: plainStream.slice('reservation-'.length), clientId: id(name) };
    const event = {
      id: id('reserved before'),
      type: 'TaxIdReserved',
      occurredAt: NOON,
      data,
      metadata: sample!.metadata,
    };
    await company.store.append(plainStream, [event], 'no-stream');
  };

  it('is one however it is written, and stands in the log neither plain nor as a digest that can be guessed', async () => {
    expect(await registers('one', TAX_ID)).toMatchObject({ outcome: 'accepted' });
    expect(await registers('other', 'de123456789')).toMatchObject({ rejection: { code: 'TAX_ID_TAKEN' } });
    const log = JSON.stringify((await company.events()).map(({ stream, data }) => ({ stream, data })));
    expect(log).toContain('reservation-taxid.');
    for (const guess of [TAX_ID, '123456789', plainStream]) expect(log).not.toContain(guess);
  });

  it('that a log of before holds reserved is taken, and is his who has it', async () => {
    await reservedBefore('one');
    expect(await registers('other', TAX_ID)).toMatchObject({ rejection: { code: 'TAX_ID_TAKEN' } });
    expect(await registers('one', TAX_ID)).toMatchObject({ outcome: 'accepted' });
    await company.has('EraseClient', { clientId: id('one'), reason: 'asked for it' });
    expect(await registers('other', TAX_ID)).toMatchObject({ outcome: 'accepted' });
  });

  it('that nobody can read any more is not released under the word for what is erased: it stays reserved', async () => {
    await registers('one', TAX_ID);
    const { store, vault } = company;
    // The company goes on without its keys: new ones are made, and what the former ones sealed reads as erased.
    const former = (await company.events()).findLast(({ type }) => type === 'ClientRegistered')!;
    const without: KeyVault = Object.assign(Object.create(vault) as KeyVault, {
      hasLostKeys: true,
      find: (subject: string) => (subject === id('one') ? Buffer.alloc(32) : vault.find(subject)),
      keyFor: (subject: string) => (subject === id('one') ? Buffer.alloc(32) : vault.keyFor(subject)),
    });
    expect(unseal(former.data, without)).toMatchObject({ name: '[erased]' });
    const read = jest.spyOn(store, 'read');
    const executed = await executorOver(
      store,
      without,
      () => NOON,
    )(
      { type: 'CorrectClientDetails', data: { clientId: id('one'), taxId: 'FR 999' } },
      { commandId: id('correction'), actor: { kind: 'manager', id: id('manager') }, source: 'api' },
    );
    expect(executed).toMatchObject({ outcome: 'accepted' });
    const streams = new Set(read.mock.calls.map(([stream]) => stream).filter((stream) => stream.includes('taxid.')));
    // That of the new one; none of a word that no client has as his tax id.
    expect(streams.size).toBe(1);
    expect(await registers('other', TAX_ID)).toMatchObject({ rejection: { code: 'TAX_ID_TAKEN' } });
  });
});
