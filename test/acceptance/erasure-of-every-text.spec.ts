import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asPlain } from '../../src/adapters/cli/log/log-texts';
import { seal } from '../../src/application/log/personal-data';
import type { PublicCommandType } from '../../src/application/commands/fields';
import { reports } from '../../src/read-models';
import { openCore, type Core } from '../support/core';
import { startPostgres } from '../support/postgres';
import { freeTexts, markerOf, Marking } from '../support/marked';
import { id } from '../support/specify';

const LATE = 'mkLateReasonkm';

/** What commands hold of texts that events keep plain, and why (test/support/plain-texts.ts). */
const keptPlain: readonly string[] = [
  'ChangeAvailability.reason',
  'ClassifyClient.segment',
  'CloseCampaign.conclusion',
  'CorrectRefusal.competitor',
  'DefineReason.label',
  'IntroduceProduct.category',
  'IntroduceProduct.externalId.id',
  'IntroduceProduct.externalId.source',
  'IntroduceProduct.name',
  'IssueCreditNote.externalNumber',
  'IssueCreditNote.number',
  'IssueCreditNote.series',
  'IssueInvoice.externalNumber',
  'IssueInvoice.number',
  'IssueInvoice.series',
  'LogCall.pitch.refused.competitor',
  'MoveToTeam.teamId',
  'PlanCampaign.name',
  'RecordRefusal.competitor',
  'RegisterClient.externalId.source',
  'RegisterClient.segment',
  'RegisterManager.externalId.source',
  'RegisterManager.teamId',
  'WithdrawProduct.reason',
];

/** Where the read models are, and all that stands there, the tables of before and after included. */
interface Tables {
  readonly readStore?: string;
  inPlain(): Promise<string>;
  close(): Promise<void>;
}

/** They are among the files, which are searched anyway. */
const inFiles = (): Promise<Tables> =>
  Promise.resolve({ inPlain: () => Promise.resolve(''), close: () => Promise.resolve() });

const inPostgres = async (): Promise<Tables> => {
  const postgres = await startPostgres();
  return {
    readStore: postgres.urlFor('erased'),
    inPlain: async () => {
      const tables = await postgres.ask<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
         where table_schema like 'erased%' and table_type = 'BASE TABLE'`,
      );
      const rows: unknown[] = [];
      for (const { name } of tables) rows.push(await postgres.ask(`select * from ${name}`));
      return JSON.stringify(rows);
    },
    close: () => postgres.stop(),
  };
};

describe.each([
  ['SQLite', inFiles],
  ['PostgreSQL', inPostgres],
])('a person whose every text is marked, with read models in %s', (store, open) => {
  let core: Core;
  let tables: Tables;
  const marking = new Marking();
  const she = { clientId: id('she') };
  const manager = { managerId: id('manager') };
  const of = { ...she, ...manager };
  const line = (name: string) => ({ lineId: id(name), productId: id('tea'), quantity: 1 });
  const offer = (name: string) => ({ offerId: id(name), ...manager });
  const named = (name: string) => ({ ...offer(name), version: 1, lineIds: [id(`${name} line`)] });
  const enquiry = (name: string) => ({ enquiryId: id(name) });

  const does = async <Type extends PublicCommandType>(
    type: Type,
    given: Parameters<typeof marking.of<Type>>[1],
    envelope = {},
  ): Promise<void> => {
    await core.has(type, marking.of(type, given), { lateReason: LATE, ...envelope });
  };

  const clients = async (): Promise<void> => {
    const contacts = [{ channel: 'phone' }] as const;
    const external = { externalId: {} };
    await does('RegisterClient', { ...she, kind: 'person', contacts, ...external, ...manager });
    await does('CorrectClientDetails', { ...she, contacts });
    await does('ClassifyClient', { ...she, by: 'rule' });
    await does('AssignClient', { ...she, managerId: id('lead') });
    await does('RecordConsent', { ...she, channel: 'phone', allowed: false });
    await does('RegisterClient', {
      clientId: id('twin'),
      kind: 'person',
      taxId: 'another',
      externalId: { id: 'other' },
    });
    await does('MergeClient', { clientId: id('twin'), into: she.clientId });
    await does('ReverseMerge', { clientId: id('twin') });
    await does('MergeClient', { clientId: id('twin'), into: she.clientId });
  };

  const calls = async (): Promise<void> => {
    const call = { ...of, direction: 'out', durationSeconds: 60, result: 'reached' } as const;
    const pitch = (name: string) => ({ offerId: id(`pitch ${name}`), lines: [line(`pitch ${name} line`)] });
    const lineIds = (name: string) => ({ lineIds: [id(`pitch ${name} line`)] });
    await does('LogCall', { callId: id('yes'), ...call, pitch: { ...pitch('yes'), accepted: lineIds('yes') } });
    const refused = { ...lineIds('no'), reason: 'NO_NEED', statedBy: 'client' } as const;
    await does('LogCall', { callId: id('no'), ...call, pitch: { ...pitch('no'), refused } });
    await does('CorrectCall', { callId: id('yes') });
    await does('VoidCall', { callId: id('yes') });
  };

  const enquiries = async (): Promise<void> => {
    for (const name of ['fulfilled', 'declined', 'abandoned', 'answered'])
      await does('ReceiveEnquiry', { ...enquiry(name), ...of, channel: 'email', items: [{}], priority: 'normal' });
    await does('PauseEnquiry', enquiry('fulfilled'));
    await core.has('ResumeEnquiry', enquiry('fulfilled'));
    await does('AnswerEnquiry', { ...enquiry('fulfilled'), ...manager, by: { messageRef: undefined } } as never);
    await does('FulfilEnquiry', { ...enquiry('fulfilled'), evidence: { deliveryRef: undefined } } as never);
    await does('DeclineEnquiry', { ...enquiry('declined'), reason: 'NOT_IN_PORTFOLIO' });
    await does('AbandonEnquiry', enquiry('abandoned'));
    await does('ReopenEnquiry', enquiry('abandoned'));
  };

  const offers = async (): Promise<void> => {
    const approval = { by: id('lead') };
    for (const name of ['won', 'lost', 'withdrawn', 'voided'])
      await does('MakeOffer', { ...offer(name), ...she, kind: 'verbal', lines: [line(`${name} line`)], approval });
    await does('AcceptOffer', named('won'));
    const { events } = await core.has(
      'RecordRefusal',
      marking.of('RecordRefusal', { ...named('lost'), reason: 'NO_NEED', statedBy: 'client' }),
    );
    const refusalEventId = events[0]!.id;
    await does('CorrectRefusal', { offerId: id('lost'), refusalEventId, reason: 'OTHER', statedBy: 'manager' });
    await does('WithdrawOffer', offer('withdrawn'));
    await does('ReviseOffer', { ...offer('voided'), version: 1, lines: [line('voided line')], approval });
    await does('VoidOffer', { offerId: id('voided') });
  };

  const documents = async (): Promise<void> => {
    const priced = { productId: id('tea'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } };
    const invoice = { ...of, currency: 'EUR', dueOn: '2024-06-01', lines: [priced], series: 'A' };
    for (const name of ['voided', 'credited'])
      await core.has('IssueInvoice', {
        ...marking.of('IssueInvoice', {
          invoiceId: id(`${name} invoice`),
          ...invoice,
          number: '',
          externalNumber: '',
          basis: { directSale: true },
          priceDeviation: {},
          approval: { by: id('lead') },
        }),
        number: undefined,
        externalNumber: undefined,
      } as never);
    await does('VoidInvoice', { invoiceId: id('voided invoice') });
    const note = { invoiceId: id('credited invoice'), creditNoteId: id('note'), lines: [priced], series: 'A' };
    await core.has('IssueCreditNote', {
      ...marking.of('IssueCreditNote', { ...note, number: '', externalNumber: '' }),
      number: undefined,
      externalNumber: undefined,
    } as never);
  };

  beforeAll(async () => {
    tables = await open();
    core = await openCore(tables);
    core.at('2024-05-06T08:00:00.000Z');
    await clients();
    await calls();
    await enquiries();
    await offers();
    await documents();
    await core.upToDate();
  });
  afterAll(async () => {
    await core.close();
    await tables.close();
  });

  const stored = async (): Promise<Buffer> =>
    Buffer.concat([
      ...readdirSync(core.folder).map((name) => readFileSync(join(core.folder, name))),
      Buffer.from(await tables.inPlain()),
    ]);

  /** All that anybody can read: what every report says, of now and of the past, the log as an export and as the feed. */
  const readable = async (): Promise<string> => {
    const answers: unknown[] = [];
    for (const past of [undefined, { recordedAt: '2024-05-07T08:00:00.000Z' }])
      for (const { name, parameters } of reports)
        answers.push(await core.report(name, 'client' in parameters ? { client: she.clientId } : {}, past));
    const { side, vault } = core.letopis;
    const events = (await core.events()).flatMap((event) => [
      asPlain(event, vault),
      asPlain(side.decode(event), vault),
      { ...seal(side.decode(event), vault), position: String(event.position) },
    ]);
    return JSON.stringify({ answers, events });
  };
  const found = (text: string | Buffer): readonly string[] =>
    [...marking.marked].filter((place) => text.includes(markerOf(place))).sort();
  const personal = (): readonly string[] => [...marking.marked].filter((place) => !keptPlain.includes(place)).sort();

  it('is marked in every text that a command takes, but for those about products, reasons and the company', () => {
    const company = freeTexts.filter((place) =>
      /^(IntroduceProduct|ChangeAvailability|WithdrawProduct|DefineReason|PlanCampaign|CloseCampaign|RegisterManager|MoveToTeam|SetNumberSeries|StateMarketSize)\./.test(
        place,
      ),
    );
    const documentNumbers = ['number', 'externalNumber', 'series'].flatMap((name) => [
      `IssueInvoice.${name}`,
      `IssueCreditNote.${name}`,
    ]);
    const elsewhere = [...company, ...documentNumbers, 'EraseClient.reason'];
    expect([...marking.marked, ...elsewhere].sort()).toEqual([...freeTexts].sort());
    expect(new Set(freeTexts.map(markerOf)).size).toBe(freeTexts.length);
  });

  it('stands in no file and no table in plain, even before', async () => {
    const all = await stored();
    expect(found(all)).toEqual([...marking.marked].filter((place) => keptPlain.includes(place)).sort());
    expect(all.includes(LATE)).toBe(false);
    // What may stand in plain shows that the tables are looked through.
    if (store === 'PostgreSQL') expect(found(await tables.inPlain())).toContain('CorrectRefusal.competitor');
  });

  it('can be read before', async () => {
    const text = await readable();
    expect(found(text)).toEqual([...marking.marked].sort());
    expect(text).toContain(LATE);
  });

  it('can be read nowhere after the erasure: no report, no export, no feed, no byte of a file, no row says any of it', async () => {
    await does('EraseClient', she);
    await core.upToDate();
    const text = await readable();
    const all = await stored();
    const left = [...found(text), ...found(all)].filter((place) => personal().includes(place));
    expect(left).toEqual([]);
    for (const word of [markerOf('EraseClient.reason'), LATE])
      expect([text.includes(word), all.includes(word)]).toEqual([false, false]);
  });
});
