import { heal, type Unfinished } from '../../../src/application/upkeep/heal';
import type { EventStore } from '../../../src/application/log/event-store';
import { executorOver, furnish, NOON, openCompany, type Company } from '../../support/company';
import { dyingAfter } from '../../support/dying-store';
import { id } from '../../support/specify';

const early = '2024-05-06T08:00:00.000Z';
const line = { lineId: id('line'), productId: id('tea'), quantity: 2 };
const offer = { offerId: id('offer'), managerId: id('manager') };
const talk = {
  managerId: id('manager'),
  direction: 'out',
  durationSeconds: 60,
  result: 'reached',
} as const;
const enquiry = { channel: 'email', items: [{ need: 'tea' }], priority: 'normal' } as const;
const invoice = {
  clientId: id('client'),
  managerId: id('manager'),
  lines: [{ productId: id('tea'), quantity: 2, unitPrice: { amount: 10_000, currency: 'EUR' } }],
  currency: 'EUR',
  dueOn: '2024-06-01',
  series: 'R',
};
const direct = { ...invoice, basis: { directSale: true as const, reason: 'over the counter' } };
const ofOffer = {
  ...invoice,
  invoiceId: id('invoice'),
  basis: { offerId: id('offer'), version: 1, lineIds: [line.lineId] },
  lines: [{ ...invoice.lines[0]!, lineId: line.lineId }],
};

describe('the ids of a command', () => {
  let company: Company;
  const register = (name: string) =>
    company.has('RegisterClient', { clientId: id(name), kind: 'person', name, origin: 'fair' }, { occurredAt: early });

  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  it('are one client’s over a chain of merges, until one of them is reversed', async () => {
    await register('twin');
    await register('triplet');
    const received = { ...enquiry, enquiryId: id('enquiry'), clientId: id('triplet') };
    await company.has('ReceiveEnquiry', received, { occurredAt: early });
    const log = (name: string) =>
      company.ask('LogCall', { ...talk, callId: id(name), clientId: id('client'), enquiryId: id('enquiry') });
    expect(await log('before')).toMatchObject({ rejection: { code: 'ENQUIRY_OF_OTHER_CLIENT' } });
    await company.has('MergeClient', { clientId: id('triplet'), into: id('twin'), evidence: 'same phone' });
    await company.has('MergeClient', { clientId: id('twin'), into: id('client'), evidence: 'same phone' });
    expect(await log('merged')).toMatchObject({ outcome: 'accepted' });
    await company.has('ReverseMerge', { clientId: id('triplet'), reason: 'two people' });
    expect(await log('after')).toMatchObject({ rejection: { code: 'ENQUIRY_OF_OTHER_CLIENT' } });
  });

  it('name who asks, and on whose behalf: both are managers of this company', async () => {
    const log = (given: object) => company.ask('LogCall', { ...talk, callId: id('call') }, given);
    const stranger = { kind: 'manager' as const, id: id('stranger') };
    expect(await log({ actor: stranger })).toMatchObject({ rejection: { code: 'MANAGER_UNKNOWN' } });
    expect(await log({ onBehalfOf: id('stranger') })).toMatchObject({ rejection: { code: 'MANAGER_UNKNOWN' } });
    expect(await company.types()).not.toContain('CallLogged');
    const himself = { managerId: stranger.id, name: 'Clara', role: 'manager' } as const;
    expect(await company.ask('RegisterManager', himself, { actor: stranger })).toMatchObject({ outcome: 'accepted' });
    expect(await log({ actor: stranger, onBehalfOf: id('lead') })).toMatchObject({ outcome: 'accepted' });
  });

  it('are read where they are named, and nowhere else', async () => {
    const read: string[] = [];
    const store: EventStore = Object.create(company.store, {
      read: {
        value: (stream: string, from?: number) => {
          read.push(stream);
          return company.store.read(stream, from);
        },
      },
    }) as EventStore;
    const execute = executorOver(store, company.vault, () => NOON);
    const envelope = { commandId: id('a'), actor: { kind: 'manager', id: id('manager') }, source: 'api' } as const;
    const call = { ...talk, callId: id('plain'), clientId: id('client') };
    await execute({ type: 'LogCall', data: call }, envelope);
    expect(read.filter((stream) => !stream.startsWith('policy-')).sort()).toEqual([
      `client-${id('client')}`,
      `manager-${id('manager')}`,
    ]);
  });

  it('what does not count is a fact all the same: an attempt is recorded, and answers nothing', async () => {
    const received = { ...enquiry, enquiryId: id('enquiry'), clientId: id('client') };
    await company.has('ReceiveEnquiry', received, { occurredAt: early });
    const named = { clientId: id('client'), enquiryId: id('enquiry') };
    await company.has('LogCall', { ...talk, ...named, callId: id('silent'), result: 'no_answer' });
    expect((await company.types()).slice(-2)).toEqual(['EnquiryReceived', 'CallLogged']);
    await company.has('LogCall', { ...talk, ...named, callId: id('call') });
    expect((await company.types()).slice(-2)).toEqual(['CallLogged', 'EnquiryAnswered']);
  });
});

describe('what is owed since its first event is in the log', () => {
  const accepted = async (company: Company) => {
    await company.has(
      'MakeOffer',
      { ...offer, clientId: id('client'), kind: 'verbal', lines: [line] },
      { occurredAt: early },
    );
    await company.has('AcceptOffer', { ...offer, version: 1, lineIds: [line.lineId] }, { occurredAt: early });
  };
  const cutOff = (company: Company, appends: number) => {
    const dying = executorOver(dyingAfter(company.store, appends), company.vault, () => NOON);
    const envelope = {
      occurredAt: early,
      actor: { kind: 'manager', id: id('manager') },
      source: 'api',
      zone: 'Europe/Berlin',
    } as const;
    return dying({ type: 'IssueInvoice', data: ofOffer }, { ...envelope, commandId: id('the invoice') });
  };
  const healed = async (company: Company, now: string) => {
    const unfinished: Unfinished[] = [];
    const execute = executorOver(company.store, company.vault, () => now);
    await heal(
      { ...company, execute },
      {},
      async () => undefined,
      (one) => unfinished.push(one),
    );
    return unfinished;
  };

  it.each([1, 2])(
    'is issued after a crash behind append %i, though later documents took numbers since',
    async (appends) => {
      const company = await openCompany({ clock: () => '2024-05-09T10:00:00.000Z' });
      await furnish(company);
      await accepted(company);
      await expect(cutOff(company, appends)).rejects.toMatchObject({ code: 'unavailable' });
      await company.has(
        'IssueInvoice',
        { ...direct, invoiceId: id('later') },
        { occurredAt: '2024-05-08T10:00:00.000Z' },
      );
      const late = await company.ask('IssueInvoice', { ...direct, invoiceId: id('earlier') }, { occurredAt: early });
      expect(late).toMatchObject({ rejection: { code: 'NUMBER_OUT_OF_ORDER' } });
      expect(await healed(company, '2024-05-09T10:00:00.000Z')).toEqual([]);
      expect((await company.types()).filter((type) => type === 'InvoiceIssued')).toHaveLength(2);
      await company.close();
    },
  );
});
