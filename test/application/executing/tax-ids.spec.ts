import { createHash } from 'node:crypto';
import { furnish, NOON, openCompany, type Company } from '../../support/company';
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
});
