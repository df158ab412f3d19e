import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteKeyVault } from '../../../src/adapters/sqlite/key-vault';
import type { StoredEvent } from '../../../src/application/log/event-store';
import { heal, type Unfinished } from '../../../src/application/upkeep/heal';
import type { CommandCatalogue, CommandType, DomainCommand } from '../../../src/domain/catalogue';
import { executorOver, furnish, NOON, openCompany, type Company } from '../../support/company';
import { dyingAfter } from '../../support/dying-store';
import { id } from '../../support/specify';

const envelope = {
  commandId: id('the command'),
  occurredAt: NOON,
  actor: { kind: 'manager', id: id('manager') },
  source: 'api',
  zone: 'Europe/Berlin',
} as const;

const line = { lineId: id('line'), productId: id('tea'), quantity: 2 };
const vat = { category: 'S', rate: 1900 } as const;

interface Case {
  readonly name: string;
  readonly before?: (company: Company) => Promise<void>;
  readonly command: DomainCommand;
  readonly makes: readonly string[];
}

const command = <Type extends CommandType>(type: Type, data: CommandCatalogue[Type]) =>
  ({ type, data }) as DomainCommand;

const invoice: CommandCatalogue['IssueInvoice'] = {
  invoiceId: id('invoice'),
  clientId: id('client'),
  managerId: id('manager'),
  basis: { directSale: true, reason: 'over the counter' },
  lines: [{ productId: id('tea'), quantity: 2, unitPrice: { amount: 10_000, currency: 'EUR' }, vat }],
  currency: 'EUR',
  dueOn: '2024-06-01',
  series: '2024',
};

const offerInvoice: CommandCatalogue['IssueInvoice'] = {
  ...invoice,
  basis: { offerId: id('offer'), version: 1, lineIds: [line.lineId] },
  lines: invoice.lines.map((one) => ({ ...one, lineId: line.lineId })),
};

const cases: readonly Case[] = [
  {
    name: 'a pitch on the phone and its refusal',
    before: (company) =>
      company.has('ReceiveEnquiry', {
        enquiryId: id('enquiry'),
        clientId: id('client'),
        channel: 'phone',
        items: [{ productId: id('tea') }],
        priority: 'normal',
      }),
    command: command('LogCall', {
      callId: id('call'),
      clientId: id('client'),
      managerId: id('manager'),
      direction: 'out',
      durationSeconds: 90,
      result: 'reached',
      enquiryId: id('enquiry'),
      pitch: {
        offerId: id('offer'),
        lines: [line],
        refused: { lineIds: [line.lineId], reason: 'OTHER', statedBy: 'client', comment: 'has enough snow already' },
      },
    }),
    makes: ['CallLogged', 'OfferMade', 'EnquiryAnswered', 'OfferLinesRefused'],
  },
  {
    name: 'an invoice of an accepted line',
    before: async (company) => {
      const offer = { offerId: id('offer'), managerId: id('manager') };
      await company.has('MakeOffer', { ...offer, clientId: id('client'), kind: 'verbal', lines: [line] });
      await company.has('AcceptOffer', { ...offer, version: 1, lineIds: [line.lineId] });
    },
    command: command('IssueInvoice', offerInvoice),
    makes: ['OfferLinesInvoiced', 'DocumentNumberReserved', 'InvoiceIssued'],
  },
  {
    name: 'a voided invoice of an offer',
    before: async (company) => {
      const offer = { offerId: id('offer'), managerId: id('manager') };
      await company.has('MakeOffer', { ...offer, clientId: id('client'), kind: 'verbal', lines: [line] });
      await company.has('AcceptOffer', { ...offer, version: 1, lineIds: [line.lineId] });
      await company.has('IssueInvoice', offerInvoice);
    },
    command: command('VoidInvoice', { invoiceId: id('invoice'), reason: 'wrong address' }),
    makes: ['InvoiceVoided', 'OfferLinesReleased'],
  },
  {
    name: 'an invoice of a direct sale',
    command: command('IssueInvoice', invoice),
    makes: ['DocumentNumberReserved', 'InvoiceIssued'],
  },
  {
    name: 'a merge',
    before: (company) =>
      company.has('RegisterClient', { clientId: id('twin'), kind: 'person', name: 'Chukchi', origin: 'web' }),
    command: command('MergeClient', { clientId: id('twin'), into: id('client'), evidence: 'same phone' }),
    makes: ['ClientMerged', 'DuplicateAbsorbed'],
  },
  {
    name: 'the erasure of a client with a duplicate that has a duplicate',
    before: async (company) => {
      for (const [twin, into] of [
        ['twin of a twin', 'twin'],
        ['twin', 'client'],
      ] as const)
        await company.has('RegisterClient', { clientId: id(twin), kind: 'person', name: into, origin: 'web' });
      await company.has('MergeClient', { clientId: id('twin of a twin'), into: id('twin'), evidence: 'same phone' });
      await company.has('MergeClient', { clientId: id('twin'), into: id('client'), evidence: 'same phone' });
    },
    command: command('EraseClient', { clientId: id('client'), reason: 'asked for it' }),
    makes: ['PersonalDataErased', 'PersonalDataErased', 'PersonalDataErased'],
  },
];

describe.each(cases)('$name', ({ before, command: asked, makes }) => {
  const open = async (): Promise<{ company: Company; base: number }> => {
    const company = await openCompany({
      store: openSqliteEventStore({ file: ':memory:', clock: () => NOON }),
      vault: openSqliteKeyVault({ file: ':memory:' }),
    });
    await furnish(company);
    await before?.(company);
    return { company, base: (await company.events()).length };
  };

  const made = async (company: Company, base: number): Promise<readonly string[]> =>
    (await company.events()).slice(base).map(({ type }) => type);

  const healed = async (company: Company): Promise<readonly Unfinished[]> => {
    const unfinished: Unfinished[] = [];
    const execute = executorOver(company.store, company.vault, () => NOON);
    await heal(
      { store: company.store, vault: company.vault, execute },
      {},
      async () => {},
      (one) => unfinished.push(one),
    );
    return unfinished;
  };

  it('is one command', async () => {
    const { company, base } = await open();
    expect(await company.execute(asked, envelope)).toMatchObject({ outcome: 'accepted', alreadyThere: false });
    expect(await made(company, base)).toEqual(makes);
    await company.close();
  });

  it('changes nothing when it is asked again, and answers the same', async () => {
    const { company, base } = await open();
    const first = await company.execute(asked, envelope);
    const again = await executorOver(company.store, company.vault, () => NOON)(asked, envelope);
    expect(again).toEqual({ ...first, alreadyThere: true, happenedAt: expect.any(Array) });
    expect(await made(company, base)).toEqual(makes);
    await company.close();
  });

  it.each(makes.slice(1).map((_, index) => index + 1))('heals after a crash behind append %i', async (appends) => {
    const { company, base } = await open();
    const dying = executorOver(dyingAfter(company.store, appends), company.vault, () => NOON);
    await expect(dying(asked, envelope)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await made(company, base)).toEqual(makes.slice(0, appends));

    expect(await healed(company)).toEqual([]);
    expect([...(await made(company, base))].sort()).toEqual([...makes].sort());
    expect(await healed(company)).toEqual([]);
    expect(await made(company, base)).toHaveLength(makes.length);
    await company.close();
  });

  it.each(makes.slice(1).map((_, index) => index + 1))('goes on when asked again after append %i', async (appends) => {
    const { company, base } = await open();
    const dying = executorOver(dyingAfter(company.store, appends), company.vault, () => NOON);
    await expect(dying(asked, envelope)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await company.execute(asked, envelope)).toMatchObject({ outcome: 'accepted' });
    expect([...(await made(company, base))].sort()).toEqual([...makes].sort());
    await company.close();
  });
});

const digests = async ({ store }: Company, type: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const page of store.readAll({ types: [type] }))
    found.push(...page.map(({ metadata }) => metadata.commandDigest));
  return found;
};

describe('rule 21: an id of a command', () => {
  const call = {
    clientId: id('client'),
    managerId: id('manager'),
    direction: 'out',
    durationSeconds: 60,
    result: 'reached',
  } as const;

  it('that was used before is told from the same command again, on the same stream and on another one', async () => {
    const company = await openCompany();
    await furnish(company);
    const log = (callId: string, durationSeconds: number) =>
      company.execute(command('LogCall', { ...call, callId, durationSeconds }), envelope);
    expect(await log(id('call'), 60)).toMatchObject({ outcome: 'accepted', alreadyThere: false });
    expect(await log(id('call'), 60)).toMatchObject({ outcome: 'accepted', alreadyThere: true });
    expect(await log(id('call'), 61)).toMatchObject({ outcome: 'reused-id' });
    expect(await log(id('another'), 60)).toMatchObject({ outcome: 'reused-id' });
    expect((await company.types()).filter((type) => type === 'CallLogged')).toHaveLength(1);
    await company.close();
  });

  it('that was told to nobody has no digest of what was asked; read in the log, it is taken', async () => {
    const company = await openCompany();
    await furnish(company);
    const asked = command('LogCall', { ...call, callId: id('call') });
    const log = (askedOnce: boolean) => company.execute(asked, { ...envelope, askedOnce });
    expect(await log(true)).toMatchObject({ outcome: 'accepted', alreadyThere: false });
    expect(await digests(company, 'CallLogged')).toEqual(['']);
    // The executor itself comes back to it after a conflict.
    expect(await log(true)).toMatchObject({ outcome: 'accepted', alreadyThere: true });
    expect(await log(false)).toMatchObject({ outcome: 'reused-id' });
    await company.close();
  });

  it('that derives from an event can come with one command alone, and has no digest either', async () => {
    const company = await openCompany();
    await furnish(company);
    const pitch = { offerId: id('offer'), lines: [line] };
    await company.execute(command('LogCall', { ...call, callId: id('call'), pitch }), envelope);
    expect(await digests(company, 'CallLogged')).toEqual([expect.stringMatching(/^.{22}$/)]);
    expect(await digests(company, 'OfferMade')).toEqual(['']);
    await company.close();
  });
});

describe('what follows', () => {
  const ids = (events: readonly StoredEvent[]): readonly string[] => events.map((event) => event.id);

  it('is refused as a whole before anything is written', async () => {
    const company = await openCompany();
    await furnish(company);
    const before = ids(await company.events());
    const executed = await company.ask('LogCall', {
      callId: id('call'),
      clientId: id('client'),
      managerId: id('manager'),
      direction: 'out',
      durationSeconds: 60,
      result: 'reached',
      pitch: {
        offerId: id('offer'),
        lines: [line],
        refused: { lineIds: [line.lineId], reason: 'NO_SUCH_REASON', statedBy: 'client' },
      },
    });
    expect(executed).toMatchObject({ outcome: 'rejected', rejection: { rule: 2 } });
    expect(ids(await company.events())).toEqual(before);
    await company.close();
  });

  it('takes no number for an invoice that a rule refuses', async () => {
    const company = await openCompany();
    await furnish(company);
    const refused = await company.ask('IssueInvoice', { ...invoice, clientId: id('nobody') });
    expect(refused).toMatchObject({ outcome: 'rejected', rejection: { code: 'CLIENT_UNKNOWN' } });
    await company.has('IssueInvoice', invoice);
    await company.has('IssueInvoice', { ...invoice, invoiceId: id('second') });
    const numbers = (await company.events())
      .filter(({ type }) => type === 'InvoiceIssued')
      .map(({ data }) => (data as { number: string }).number);
    expect(numbers).toEqual(['2024-000001', '2024-000002']);
    await company.close();
  });
});
