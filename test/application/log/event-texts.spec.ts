import { openSqliteKeyVault } from '../../../src/adapters/sqlite/key-vault';
import { decode, encode } from '../../../src/application/log/codec';
import { plainTextsIn } from '../../../src/application/log/event-texts';
import type { StoredEvent } from '../../../src/application/log/event-store';
import { erased, lookupKey, unseal } from '../../../src/application/log/personal-data';
import type { DomainFact, EventCatalogue } from '../../../src/domain/catalogue';
import type { EventMetadata } from '../../../src/domain/shared/event';
import { personal } from '../../../src/domain/shared/values';
import { id } from '../../support/specify';
import { storedSamples } from '../../support/stored-samples';

const metadata = {
  zone: 'UTC',
  actor: { kind: 'system', id: 'test' },
  source: 'api',
  commandId: id('command'),
  commandDigest: '',
  correlationId: id('command'),
  causationId: id('command'),
} as const satisfies Omit<EventMetadata, 'schemaVersion'>;

const stored = (type: string, data: unknown, lateReason?: EventMetadata['lateReason']): StoredEvent => ({
  id: id('event'),
  stream: 's-1',
  revision: 0,
  position: 1n,
  type,
  occurredAt: '2024-05-06T10:00:00.000Z',
  recordedAt: '2024-05-06T10:00:00.000Z',
  data,
  metadata: { ...metadata, schemaVersion: 1, ...(lateReason !== undefined && { lateReason }) },
});

const received = {
  type: 'EnquiryReceived',
  occurredAt: '2024-05-06T10:00:00.000Z',
  data: {
    enquiryId: id('enquiry'),
    clientId: id('she'),
    channel: 'email',
    items: [{ need: 'a wheelchair' }, { productId: id('tea') }, { need: 'a ramp' }],
    priority: 'normal',
    answerDueAt: '2024-05-07T10:00:00.000Z',
    fulfilDueAt: '2024-05-08T10:00:00.000Z',
    policyVersion: 1,
    calendarVersion: 1,
  },
} as const satisfies DomainFact;

describe('an event on its way into the log', () => {
  const vault = openSqliteKeyVault({ file: ':memory:' });
  afterAll(() => {
    vault.close();
  });

  it('has its personal texts sealed with the key of its client, wherever they lie, and the late reason too', () => {
    const { data, metadata: kept } = encode(received, id('event'), { ...metadata, lateReason: 'she was ill' }, vault);
    const sealed = { sealed: expect.any(String), of: id('she') };
    expect(data).toMatchObject({ items: [{ need: sealed }, { productId: id('tea') }, { need: sealed }] });
    expect(kept).toMatchObject({ schemaVersion: 1, source: 'api', lateReason: sealed });
    expect(JSON.stringify({ data, kept })).not.toMatch(/wheelchair|ramp|ill/);
    expect(unseal({ data, kept }, vault)).toMatchObject({ data: received.data, kept: { lateReason: 'she was ill' } });
  });

  it('has them sealed with a key of its own where nobody knows the client', () => {
    const { clientId, ...unknown } = received.data;
    const { data } = encode({ ...received, data: unknown }, id('event'), metadata, vault);
    expect(data).toMatchObject({ items: [{ need: { of: id('enquiry') } }, {}, {}] });
  });

  it('has a digest beside a text by which it is found again, however that is written', () => {
    const registered: EventCatalogue['ClientRegistered'] = {
      clientId: id('she'),
      kind: 'person',
      name: personal('Anna', id('she')),
      contacts: [],
      origin: 'fair',
      externalId: { source: 'zoho', id: 'Kunde ß-7' },
    };
    const fact = { type: 'ClientRegistered', occurredAt: received.occurredAt, data: registered } as const;
    const { data } = encode(fact, id('event'), metadata, vault);
    const key = lookupKey('KUNDE  SS-7', vault);
    expect(data).toMatchObject({ externalId: { source: 'zoho', id: { sealed: expect.any(String), key } } });
  });

  it('keeps what an import says for all its rows', () => {
    const { metadata: kept } = encode(
      received,
      id('event'),
      { ...metadata, source: 'import', lateReason: 'import' },
      vault,
    );
    expect(kept.lateReason).toBe('import');
  });
});

describe('an event of a log of before, in which texts lie plain', () => {
  const vault = openSqliteKeyVault({ file: ':memory:' });
  afterAll(() => {
    vault.close();
  });
  const event = stored('EnquiryReceived', received.data, 'she was ill');

  it('is read as if they were personal, each of its client', () => {
    const need = (text: string) => ({ need: { personal: text, of: id('she') } });
    expect(decode(event).data).toEqual({
      ...received.data,
      items: [need('a wheelchair'), { productId: id('tea') }, need('a ramp')],
    });
    expect(decode(event).metadata).toBe(event.metadata);
  });

  it('is read as it is where they are sealed', () => {
    const sealed = stored('EnquiryReceived', encode(received, id('event'), metadata, vault).data);
    expect(decode(sealed)).toBe(sealed);
  });

  it('is named with where they lie, and one without any is not', () => {
    expect(plainTextsIn(event)).toEqual(['items.need', 'lateReason']);
    expect(plainTextsIn(stored('EnquiryReceived', encode(received, id('event'), metadata, vault).data))).toEqual([]);
    expect(plainTextsIn(stored('PriceSet', { productId: id('tea') }))).toEqual([]);
    expect([...storedSamples].filter(([, sample]) => plainTextsIn(sample).length > 0).length).toBeGreaterThan(20);
  });

  it('shows none of them once its client is erased', () => {
    vault.keyFor(id('she'));
    expect(unseal(decode(event).data, vault)).toMatchObject({ items: [{ need: 'a wheelchair' }, {}, {}] });
    vault.destroy(id('she'));
    expect(unseal(decode(event).data, vault)).toMatchObject({ items: [{ need: erased }, {}, { need: erased }] });
  });
});
