import { projections } from '../../src/read-models';
import type { CallRecord } from '../../src/domain/call/events';
import { historyFacts } from '../../src/read-models/facts/history';
import { clientHistoryReport } from '../../src/read-models/client-history/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { eventAt, project, reportOver, type GivenEvent, type Values } from '../support/project';
import {
  accepted,
  called,
  credited,
  declined,
  euro,
  expired,
  introduced,
  issued,
  line,
  offered,
  offerVoided,
  paid,
  received,
  refusalCorrected,
  refused,
  registered,
  revised,
  saidNo,
} from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';

const ask = (events: readonly GivenEvent[], values: Values = {}, at?: string) =>
  reportOver(projections, events)(
    clientHistoryReport,
    { client: id('client'), ...values },
    at === undefined ? {} : { at },
  );
const section = async (
  name: string,
  events: readonly GivenEvent[],
  values: Values = {},
  at?: string,
): Promise<readonly AnswerRow[]> => (await ask(events, values, at)).sections[name]!;
const types = async (events: readonly GivenEvent[], values: Values = {}) =>
  (await section('history', events, values)).map((row) => row['type']);
const figures = async (events: readonly GivenEvent[], values: Values = {}): Promise<Record<string, unknown>> =>
  Object.fromEntries((await section('figures', events, values)).map((row) => [row['figure'] as string, row['value']]));
const open = async (events: readonly GivenEvent[], at?: string): Promise<readonly AnswerRow[]> =>
  section('obligations', events, {}, at);

const record = (given: Partial<CallRecord> & { at: string }) => ({
  clientId: id('client'),
  managerId: id('manager'),
  direction: 'out' as const,
  durationSeconds: 120,
  result: 'reached' as const,
  topics: [],
  ...given,
});

const corrected = (now: Partial<CallRecord> & { at: string }): GivenEvent => ({
  type: 'CallCorrected',
  occurredAt: JULY,
  data: { callId: id('call'), corrects: eventAt(2), was: record({ at: MAY }), now: record(now) },
});

describe('the history of a client', () => {
  it('holds what happened in the order in which it happened, late entries marked', async () => {
    const events = [
      registered(MAY),
      called(JULY, { callId: id('later') }),
      { ...called(JUNE), recordedAt: JULY },
      { ...called(JUNE, { callId: id('imported') }), recordedAt: JULY, metadata: { source: 'import' as const } },
    ];
    const rows = await section('history', events);
    expect(rows.map(({ occurredAt, subjectId, late }) => [occurredAt, subjectId, late])).toEqual([
      [MAY, null, false],
      [JUNE, id('call'), true],
      [JUNE, id('imported'), false],
      [JULY, id('later'), false],
    ]);
  });

  it('is found by the id that another system gave', async () => {
    const named = { clientId: id('client'), name: { personal: 'Nordlicht' }, nextStep: 'none planned' };
    const sealed = { sealed: '…', of: id('client'), key: 'key of Z-7' };
    // As a log of before has it.
    const plain = { personal: 'Z-7', of: id('client') };
    for (const externalId of [sealed, plain]) {
      const events = [registered(MAY, { externalId: { source: 'zoho', id: externalId } })];
      expect(await section('client', events, { client: 'Z-7' })).toMatchObject([{ ...named, externalId }]);
      for (const client of ['Z-8', 'Z', 'Z-', 'Z-77']) expect(await section('client', events, { client })).toEqual([]);
    }
  });

  it('has nothing of other clients, of nobody and of products', async () => {
    const unknown: GivenEvent = {
      type: 'CallLogged',
      occurredAt: MAY,
      data: {
        callId: id('call'),
        managerId: id('manager'),
        direction: 'in',
        durationSeconds: 0,
        result: 'missed',
        topics: [],
      },
    };
    const ofOther = called(MAY, { callId: id('other'), clientId: id('other') });
    const events = [registered(MAY), ofOther, unknown, introduced(MAY)];
    expect(await types(events)).toEqual(['ClientRegistered']);
  });

  it('goes on where the page before ended', async () => {
    const events = [registered(MAY), called(JULY), called(JUNE, { callId: id('second') })];
    const [first] = await section('history', events, { limit: 1 });
    const after = (position: unknown) => ({ after: `${String(position)}:${id('client')}` });
    expect(await section('history', events, { ...after(first!['position']), limit: 1 })).toMatchObject([
      { type: 'CallLogged', occurredAt: JUNE },
    ]);
    expect(await section('history', events, after(3))).toMatchObject([{ occurredAt: JULY }]);
  });

  it('goes on between two entries of one event, in the histories of two clients who are read as one', async () => {
    const was = record({ at: MAY, clientId: id('double') });
    const events = [
      registered(MAY),
      registered(MAY, { clientId: id('double') }),
      called(MAY, { clientId: id('double') }),
      {
        type: 'CallCorrected',
        occurredAt: JUNE,
        data: { callId: id('call'), corrects: eventAt(3), was, now: { ...was, clientId: id('client') } },
      },
      called(JULY, { callId: id('last') }),
      {
        type: 'ClientMerged',
        occurredAt: JULY,
        data: { clientId: id('double'), into: id('client'), evidence: 'tax id' },
      },
    ] as const satisfies readonly GivenEvent[];
    const place = ({ position, clientId }: AnswerRow) => `${position as number}:${clientId as string}`;
    const all = (await section('history', events)).map(place);
    expect(all.filter((each) => each.startsWith('4:'))).toHaveLength(2);
    const read: string[] = [];
    for (let after: string | undefined; read.length <= all.length; after = read.at(-1)) {
      const { sections, notes } = await ask(events, { limit: 1, ...(after !== undefined && { after }) });
      read.push(...sections['history']!.map(place));
      const next = notes.find((note) => note.includes('use after ='));
      if (next === undefined) break;
      expect(next).toContain(`use after = ${read.at(-1)!} for`);
    }
    expect(read).toEqual(all);
  });

  it('keeps to its window, in days of the company', async () => {
    const events = [registered('2024-05-31T21:59:00.000Z'), called('2024-05-31T22:00:00.000Z')];
    expect(await types(events, { from: '2024-06-01', to: '2024-06-02' })).toEqual(['CallLogged']);
    expect(await types(events, { to: '2024-06-01' })).toEqual(['ClientRegistered']);
  });

  it('says in words what each event was', async () => {
    const client = { clientId: id('client') };
    const enquiry = { enquiryId: id('enquiry'), ...client };
    const told = async (event: GivenEvent) => {
      const [, { summary, said } = {}] = await section('history', [registered(MAY), event]);
      return said === null ? summary : { summary, said };
    };
    const at = { occurredAt: JUNE };
    const contacts = { contacts: [], taxId: 'DE1' };
    expect(await told({ ...at, type: 'ClientDetailsCorrected', data: { ...client, corrects: '', ...contacts } })).toBe(
      'details corrected: contacts, tax id',
    );
    expect(await told({ ...at, type: 'ClientClassified', data: { ...client, segment: 'A', by: 'rule' } })).toBe(
      'segment A (rule)',
    );
    expect(
      await told({ ...at, type: 'ClientAssigned', data: { ...client, managerId: id('b'), reason: 'holiday' } }),
    ).toEqual({ summary: 'assigned', said: 'holiday' });
    expect(
      await told({
        ...at,
        type: 'ConsentRecorded',
        data: { ...client, channel: 'phone', allowed: false, basis: 'letter' },
      }),
    ).toEqual({ summary: 'consent for phone withdrawn', said: 'letter' });
    expect(await told({ ...at, type: 'PersonalDataErased', data: { ...client, reason: 'asked for' } })).toEqual({
      summary: 'personal data erased',
      said: 'asked for',
    });
    expect(await told(received(JUNE))).toBe('enquiry by email, 1 item, normal priority');
    expect(await told({ ...at, type: 'EnquiryAssigned', data: { ...enquiry, managerId: id('b') } })).toBe(
      'enquiry assigned',
    );
    expect(await told({ ...at, type: 'EnquiryPaused', data: { ...enquiry, waitingFor: 'a drawing' } })).toEqual({
      summary: 'enquiry paused, waiting for the client',
      said: 'a drawing',
    });
    expect(await told(declined(JUNE))).toBe('enquiry declined: NOT_IN_PORTFOLIO');
    expect(await told({ ...at, type: 'EnquiryAbandoned', data: { ...enquiry, reason: 'silence' } })).toEqual({
      summary: 'enquiry abandoned',
      said: 'silence',
    });
    expect(await told({ ...at, type: 'AnswerDeadlineMissed', data: { ...enquiry, dueAt: MAY } })).toBe(
      `not answered by ${MAY}`,
    );
    expect(await told({ ...at, type: 'FulfilmentDeadlineMissed', data: { ...enquiry, dueAt: MAY } })).toBe(
      `not fulfilled by ${MAY}`,
    );
    expect(await told(refused(JUNE))).toBe('1 line refused: PRICE_TOO_HIGH, stated by client');
    expect(await told(expired(JUNE))).toBe('1 line expired');
    expect(await told(issued(JUNE))).toBe('invoice R-1, 1 line, due on 2024-06-30');
    expect(await told(paid(JUNE))).toBe('payment of 2024-06-03, paid in full');
  });

  it('tells of the campaigns that chose the client, and of no other', async () => {
    const campaignId = id('campaign');
    const campaign = (word: string, targets: readonly string[]): readonly GivenEvent[] => [
      {
        type: 'CampaignPlanned',
        occurredAt: MAY,
        data: {
          campaignId: id(word),
          name: word,
          productId: id('shelf'),
          startsOn: '2024-06-01',
          endsOn: '2024-07-01',
        },
      },
      {
        type: 'TargetsFrozen',
        occurredAt: MAY,
        data: { campaignId: id(word), productId: id('shelf'), targets, control: [id('control')], asOf: '1' },
      },
      { type: 'CampaignLaunched', occurredAt: JUNE, data: { campaignId: id(word) } },
      { type: 'CampaignClosed', occurredAt: JULY, data: { campaignId: id(word), conclusion: 'sold' } },
    ];
    const events = [registered(MAY), ...campaign('campaign', [id('client')]), ...campaign('other', [id('else')])];
    const rows = await section('history', events);
    expect(rows.slice(1).map((row) => [row['type'], row['subjectId']])).toEqual([
      ['CampaignPlanned', campaignId],
      ['TargetsFrozen', campaignId],
      ['CampaignLaunched', campaignId],
      ['CampaignClosed', campaignId],
    ]);
  });
});

describe('merged clients', () => {
  const both = [
    registered(MAY),
    registered(MAY, { clientId: id('double') }),
    called(MAY),
    called(JUNE, { callId: id('second'), clientId: id('double') }),
  ];
  const merged: readonly GivenEvent[] = [
    {
      type: 'ClientMerged',
      occurredAt: JULY,
      data: { clientId: id('double'), into: id('client'), evidence: 'tax id' },
    },
    {
      type: 'DuplicateAbsorbed',
      occurredAt: JULY,
      data: { clientId: id('client'), duplicateId: id('double'), evidence: 'tax id' },
    },
  ];
  const reversed: GivenEvent = {
    type: 'MergeReversed',
    occurredAt: JULY,
    data: { clientId: id('double'), from: id('client'), reason: 'two firms' },
  };

  it('are read as one, whichever of them is asked for', async () => {
    for (const client of [id('client'), id('double')]) {
      expect(await figures([...both, ...merged], { client })).toMatchObject({ calls: 2 });
      expect(await section('client', [...both, ...merged], { client })).toMatchObject([
        { clientId: id('client'), duplicates: [id('double')], lastInteractionAt: JUNE },
      ]);
    }
  });

  it('are followed along a chain', async () => {
    const third = registered(MAY, { clientId: id('third') });
    const chain: GivenEvent = {
      type: 'ClientMerged',
      occurredAt: JULY,
      data: { clientId: id('client'), into: id('third'), evidence: 'tax id' },
    };
    const events = [...both, third, ...merged, chain];
    expect(await figures(events, { client: id('double') })).toMatchObject({ calls: 2 });
    expect(await section('client', events)).toMatchObject([{ clientId: id('third') }]);
  });

  it('equal those never merged once the merge is reversed', async () => {
    for (const client of [id('client'), id('double')]) {
      expect(await ask([...both, ...merged, reversed], { client })).toEqual(await ask(both, { client }));
    }
    expect(await types([...both, ...merged, reversed], { voided: true })).toContain('DuplicateAbsorbed');
  });

  it('show a second merge after the first was reversed', async () => {
    expect(await types([...both, ...merged, reversed, ...merged])).toEqual([
      'ClientRegistered',
      'ClientRegistered',
      'CallLogged',
      'CallLogged',
      'ClientMerged',
      'DuplicateAbsorbed',
    ]);
  });
});

describe('the figures of a client', () => {
  it('count the work and what came of it', async () => {
    const events: readonly GivenEvent[] = [
      registered(MAY),
      called(MAY),
      called(MAY, { callId: id('b'), result: 'no_answer', durationSeconds: 30 }),
      called(MAY, { callId: id('c'), direction: 'in', durationSeconds: 60 }),
      received(MAY),
      {
        type: 'EnquiryAnswered',
        occurredAt: JUNE,
        data: {
          enquiryId: id('enquiry'),
          clientId: id('client'),
          by: { messageRef: 'm-1' },
          managerId: id('manager'),
          workingMinutes: 60,
          managerMinutes: 60,
          inTime: true,
        },
      },
      offered(MAY, { lines: [line('one', { unitCost: euro(6_000) }), line('two')] }),
      accepted(JUNE, { lines: [line('one', { unitCost: euro(6_000) })] }),
      refused(JUNE, { lines: [line('two', { quantity: 2 })] }),
      issued(JUNE),
      paid(JULY, { amount: euro(10_710) }),
      {
        type: 'CreditNoteIssued',
        occurredAt: JULY,
        data: {
          invoiceId: id('invoice'),
          clientId: id('client'),
          managerId: id('manager'),
          creditNoteId: id('credit'),
          number: 'G-1',
          series: 'G',
          lines: [],
          totals: { net: 1_000, vat: 190, gross: 1_190 },
          currency: 'EUR',
          reason: 'scratch',
          outstanding: -1_190,
        },
      },
      {
        type: 'RefundRecorded',
        occurredAt: JULY,
        data: {
          invoiceId: id('invoice'),
          clientId: id('client'),
          managerId: id('manager'),
          refundId: id('refund'),
          amount: euro(1_190),
          outstanding: 0,
        },
      },
    ];
    expect(await figures(events)).toEqual({
      calls: 3,
      attempts: 2,
      reached: 1,
      talkMinutes: 3,
      directionUnknown: 0,
      durationUnknown: 0,
      offers: 1,
      messages: 1,
      recencyDays: 184,
      frequency: 1,
      valueAccepted: 9_000,
      valueRefused: 18_000,
      valueInvoicedNet: 9_000,
      valueInvoicedGross: 10_710,
      valueCreditedNet: 1_000,
      valueCreditedGross: 1_190,
      valuePaid: 10_710,
      valueRefunded: 1_190,
      margin: 3_000,
      marginPerEffortHour: 60_000,
      monetary: 8_000,
    });
  });

  it('count a credit note that names no invoice', async () => {
    const alone = credited(JUNE, { invoiceId: id('unknown') });
    expect(await figures([registered(MAY), alone])).toMatchObject({
      valueCreditedNet: 9_000,
      valueCreditedGross: 10_710,
      monetary: -9_000,
    });
  });

  it('count a call apart of which nobody knows who called or how long it took', async () => {
    const was = {
      ...{ clientId: id('client'), managerId: id('manager'), topics: [], at: JUNE },
      result: 'reached',
    } as const;
    const { at, ...known } = was;
    const unknown: GivenEvent = { type: 'CallLogged', occurredAt: at, data: { callId: id('call'), ...known } };
    const said: GivenEvent = {
      type: 'CallCorrected',
      occurredAt: JULY,
      data: { callId: id('call'), corrects: eventAt(2), was, now: { ...was, direction: 'out', durationSeconds: 120 } },
    };
    expect(await figures([registered(MAY), unknown])).toMatchObject({
      ...{ calls: 1, attempts: 0, reached: 0, talkMinutes: 0, directionUnknown: 1, durationUnknown: 1 },
    });
    expect(await section('history', [registered(MAY), unknown])).toMatchObject([
      { direction: null, outcome: null, seconds: null },
      { direction: null, outcome: 'reached', seconds: null },
    ]);
    expect(await figures([registered(MAY), unknown, said])).toMatchObject({
      ...{ calls: 1, attempts: 1, reached: 1, talkMinutes: 2, directionUnknown: 0, durationUnknown: 0 },
    });
  });

  it('are told of a client who paid just what was asked on one basis: with tax', async () => {
    const told = await figures([registered(MAY), issued(JUNE), paid(JULY)]);
    expect(told).toMatchObject({ valueInvoicedNet: 9_000, valueInvoicedGross: 10_710, valuePaid: 10_710 });
  });

  it('count a payment in another currency in that of its invoice, as much as it covers', async () => {
    const foreign = paid(JULY, { amount: { amount: 9_100, currency: 'GBP' } });
    const rows = await section('figures', [registered(MAY), issued(JUNE), foreign]);
    expect(rows.filter(({ figure }) => figure === 'valuePaid')).toEqual([
      { figure: 'valuePaid', value: 10_710, unit: 'money', currency: 'EUR' },
    ]);
    expect(await section('history', [registered(MAY), issued(JUNE), foreign])).toContainEqual(
      expect.objectContaining({ type: 'PaymentRecorded', amount: 9_100, currency: 'GBP' }),
    );
    expect(await open([registered(MAY), issued(JUNE), foreign])).toEqual([]);
    expect(project(projections, [issued(JUNE), foreign])['payments']).toMatchObject([
      { kind: 'payment', amount: 9_100, currency: 'GBP', covered: 10_710 },
    ]);
  });

  it('keep currencies apart, each by its own invoices', async () => {
    const inPounds = { invoiceId: id('pounds'), number: 'R-2', currency: 'GBP' };
    const rows = await section('figures', [registered(MAY), issued(JUNE), issued(JUNE, inPounds), paid(JULY)]);
    const told = ({ figure }: AnswerRow) => figure === 'valueInvoicedGross' || figure === 'valuePaid';
    expect(rows.filter(told).map(({ figure, currency, value }) => [figure, currency, value])).toEqual([
      ['valueInvoicedGross', 'EUR', 10_710],
      ['valuePaid', 'EUR', 10_710],
      ['valueInvoicedGross', 'GBP', 10_710],
      ['valuePaid', 'GBP', 0],
    ]);
  });

  it('count calls out as attempts, and neither the ringing of a call nor a client’s own call as reaching him', async () => {
    const missed = called(MAY, { callId: id('b'), direction: 'in', result: 'missed', durationSeconds: 0 });
    const rang = called(MAY, { callId: id('c'), result: 'no_answer', durationSeconds: 45 });
    const talked = called(MAY, { callId: id('d'), direction: 'in' });
    expect(await figures([registered(MAY), missed, rang, talked])).toMatchObject({
      ...{ calls: 3, attempts: 1, reached: 0, talkMinutes: 2 },
    });
  });

  it('move with a corrected call, at the moment of the call', async () => {
    const events = [registered(MAY), called(MAY), corrected({ at: JUNE, durationSeconds: 600 })];
    expect(await figures(events, { from: '2024-06-01', to: '2024-07-01' })).toMatchObject({
      calls: 1,
      talkMinutes: 10,
    });
    expect(await figures(events, { to: '2024-06-01' })).toMatchObject({ calls: 0, talkMinutes: 0 });
  });

  it('give a call to the client with whom it was after all', async () => {
    const events = [registered(MAY), registered(MAY, { clientId: id('other') }), called(MAY)];
    const moved = [...events, corrected({ at: MAY, clientId: id('other') })];
    expect(await figures(moved)).toMatchObject({ calls: 0 });
    expect(await figures(moved, { client: id('other') })).toMatchObject({ calls: 1 });
    expect(await types(moved, { client: id('other') })).toEqual(['ClientRegistered', 'CallCorrected']);
  });

  it('date the last interaction by a call as it was corrected, and with whom it was', async () => {
    const events = [registered(MAY), registered(MAY, { clientId: id('other') }), called(JUNE)];
    const lastOf = async (client: string, given: readonly GivenEvent[]) =>
      (await section('client', given, { client })).map(({ lastInteractionAt }) => lastInteractionAt);
    expect(await lastOf(id('client'), [...events, corrected({ at: MAY })])).toEqual([MAY]);
    const moved = [...events, corrected({ at: JUNE, clientId: id('other') })];
    expect(await lastOf(id('client'), moved)).toEqual([null]);
    expect(await lastOf(id('other'), moved)).toEqual([JUNE]);
  });

  it('tell both clients of a call that was another’s: one that it was not his, the other what it was', async () => {
    const events = [registered(MAY), registered(MAY, { clientId: id('other') }), called(MAY)];
    const moved = [...events, corrected({ at: MAY, clientId: id('other'), durationSeconds: 60 })];
    const said = async (client: string, given: readonly GivenEvent[] = moved, values: Values = {}) =>
      (await section('history', given, { client, ...values })).map(({ summary }) => summary);
    expect(await said(id('client'))).toEqual([
      'registered as a company',
      'call out, reached, 120 s',
      'call corrected: it was not with this client',
    ]);
    expect(await said(id('other'))).toEqual([
      'registered as a company',
      `call corrected: call out, reached, 60 s at ${MAY}`,
    ]);
    const voided: GivenEvent = {
      type: 'CallVoided',
      occurredAt: JULY,
      data: { callId: id('call'), voids: eventAt(3), was: record({ at: MAY, clientId: id('other') }), reason: 'twice' },
    };
    for (const client of [id('client'), id('other')])
      expect(await said(client, [...moved, voided])).toEqual(['registered as a company']);
    expect(await said(id('client'), [...moved, voided], { voided: true })).toHaveLength(3);
    expect(await said(id('other'), [...moved, voided], { voided: true })).toHaveLength(3);
    const names = [{ clientId: id('client') }, { clientId: id('client') }, { clientId: id('other') }];
    expect(project([historyFacts], [called(MAY), moved[3]!])['client_events']).toMatchObject(names);
  });

  it('say that a sum is beyond where one of it is, whatever else is added below 0', async () => {
    const huge = line('huge', { unitPrice: euro(Number.MAX_SAFE_INTEGER), unitCost: euro(0) });
    const dear = line('dear', { unitPrice: euro(100), unitCost: euro(300) });
    const lines = [huge, dear];
    const told = await figures([registered(MAY), called(MAY), offered(MAY, { lines }), accepted(JUNE, { lines })]);
    expect(told).toMatchObject({ margin: Number.MAX_SAFE_INTEGER, marginPerEffortHour: null });
  });

  it('leave out a voided call, even one that had been corrected', async () => {
    const voided: GivenEvent = {
      type: 'CallVoided',
      occurredAt: JULY,
      data: { callId: id('call'), voids: eventAt(2), was: record({ at: JUNE }), reason: 'wrong number' },
    };
    const events = [registered(MAY), called(MAY), corrected({ at: JUNE }), voided];
    expect(await figures(events)).toMatchObject({ calls: 0, talkMinutes: 0 });
    expect(await types(events)).toEqual(['ClientRegistered']);
    expect(await types(events, { voided: true })).toEqual([
      'ClientRegistered',
      'CallLogged',
      'CallCorrected',
      'CallVoided',
    ]);
  });

  it('leave out voided offers and invoices, and refusals that are none', async () => {
    const invalid = saidNo({ reason: 'DUPLICATE', group: 'invalid' });
    expect(await figures([registered(MAY), offered(MAY), refused(JUNE), offerVoided(JULY)])).toMatchObject({
      offers: 0,
    });
    expect(await figures([registered(MAY), offered(MAY), refused(JUNE, invalid)])).toMatchObject({ valueRefused: 0 });
    const invoiceVoided: GivenEvent = {
      type: 'InvoiceVoided',
      occurredAt: JULY,
      data: {
        invoiceId: id('invoice'),
        clientId: id('client'),
        managerId: id('manager'),
        number: 'R-1',
        lines: [],
        totals: { net: 9_000, vat: 1_710, gross: 10_710 },
        currency: 'EUR',
        reason: 'wrong client',
      },
    };
    expect(await figures([registered(MAY), issued(JUNE), invoiceVoided])).toMatchObject({ frequency: 0 });
    expect(await open([registered(MAY), issued(JUNE), invoiceVoided])).toEqual([]);
  });

  it('take a refusal out again that a correction calls invalid', async () => {
    const correction = {
      corrects: eventAt(3),
      refusedAt: JUNE,
      now: saidNo({ reason: 'DUPLICATE', group: 'invalid' }),
    };
    const events = [registered(MAY), offered(MAY), refused(JUNE)];
    expect(await figures(events)).toMatchObject({ valueRefused: 9_000 });
    expect(await figures([...events, refusalCorrected(JULY, correction)])).toMatchObject({ valueRefused: 0 });
  });
});

describe('what is open with a client', () => {
  it('is an enquiry until it is fulfilled, and which of its clocks runs', async () => {
    const enquiry = { enquiryId: id('enquiry'), clientId: id('client') };
    const answered: GivenEvent = {
      type: 'EnquiryAnswered',
      occurredAt: JUNE,
      data: {
        ...enquiry,
        by: { callId: id('call') },
        managerId: id('manager'),
        workingMinutes: 9,
        managerMinutes: 9,
        inTime: true,
      },
    };
    const reopened: GivenEvent = {
      type: 'EnquiryReopened',
      occurredAt: JULY,
      data: {
        ...enquiry,
        reason: 'again',
        answerDueAt: '2025-01-02T10:00:00.000Z',
        fulfilDueAt: '2025-01-09T10:00:00.000Z',
      },
    };
    const fulfilled: GivenEvent = {
      type: 'EnquiryFulfilled',
      occurredAt: JUNE,
      data: { ...enquiry, evidence: { deliveryRef: 'd' }, workingMinutes: 9, inTime: true },
    };
    const resumed: GivenEvent = {
      type: 'EnquiryResumed',
      occurredAt: JULY,
      data: { ...enquiry, pausedMinutes: 5, answerDueAt: JULY, fulfilDueAt: JULY },
    };
    const asked = [registered(MAY), received(MAY)];
    expect(await open(asked)).toMatchObject([{ kind: 'enquiry', state: 'not answered', overdue: true }]);
    expect(await open([...asked, answered])).toMatchObject([
      { state: 'not fulfilled', dueAt: '2024-05-16T10:00:00.000Z' },
    ]);
    expect(
      await open([...asked, { type: 'EnquiryPaused', occurredAt: JUNE, data: { ...enquiry, waitingFor: 'x' } }]),
    ).toMatchObject([{ state: 'waiting on the client', overdue: false }]);
    expect(await open([...asked, resumed])).toMatchObject([{ state: 'not answered', dueAt: JULY }]);
    expect(await open([...asked, answered, fulfilled])).toEqual([]);
    expect(await open([...asked, declined(JUNE)])).toEqual([]);
    expect(await open([...asked, declined(JUNE), reopened])).toMatchObject([{ state: 'not answered', overdue: false }]);
  });

  it('is an offer until each line has an outcome', async () => {
    const lines = [line('one'), line('two'), line('three')];
    const events = [registered(MAY), offered(MAY, { lines, validUntil: JULY })];
    expect(await open([...events, accepted(JUNE, { lines: [line('one')] })])).toMatchObject([
      { kind: 'offer', state: '2 open', amount: 18_000, dueAt: JULY, overdue: true },
    ]);
    expect(
      await open([
        ...events,
        accepted(JUNE, { lines: [line('one')] }),
        refused(JUNE, { lines: [line('two')] }),
        expired(JULY, { lines: [line('three')] }),
      ]),
    ).toEqual([]);
    expect(await open([...events, refused(JUNE, { lines }), revised(JULY)])).toMatchObject([{ state: '1 open' }]);
    expect(await open([...events, offerVoided(JULY)])).toEqual([]);
  });

  it('is an invoice until it is paid', async () => {
    const events = [registered(MAY), issued(JUNE)];
    const part = paid(JULY, { amount: euro(710), credited: 710, outstanding: 10_000 });
    expect(await open([...events, part])).toMatchObject([
      { kind: 'invoice', state: 'partly paid', amount: 10_000, overdue: true },
    ]);
    expect(await open([...events, paid(JULY)])).toEqual([]);
  });

  it('is a refusal to come back to, as it was last corrected', async () => {
    const events = [registered(MAY), offered(MAY), refused(JUNE, { reconsiderOn: '2024-09-01' })];
    const correction = refusalCorrected(JULY, {
      corrects: eventAt(3),
      refusedAt: JUNE,
      was: saidNo({ reconsiderOn: '2024-09-01' }),
      now: saidNo({ reconsiderOn: '2024-10-01' }),
    });
    expect(await open(events, JULY)).toMatchObject([{ kind: 'reminder', dueAt: '2024-09-01' }]);
    expect(await open([...events, correction], JULY)).toMatchObject([{ dueAt: '2024-10-01' }]);
    expect(await section('client', events, {}, JULY)).toMatchObject([
      { nextStep: 'planned', nextStepAt: '2024-09-01' },
    ]);
    const outcomes = [
      {
        outcome: 'refused',
        eventId: eventAt(3),
        at: JUNE,
        managerId: id('manager'),
        version: 1,
        lines: [line('line')],
      },
    ] as const;
    const refusal = saidNo({ reconsiderOn: '2024-09-01' });
    const voided = offerVoided(JULY, { outcomes: outcomes.map((outcome) => ({ ...outcome, refusal })) });
    expect(await open([...events, voided], JULY)).toEqual([]);
  });

  it('is nothing for a client nobody plans to come back to, and that is flagged', async () => {
    expect(await section('client', [registered(MAY), issued(JUNE)])).toMatchObject([{ nextStep: 'none planned' }]);
    const deferred: GivenEvent = {
      type: 'OfferDeferred',
      occurredAt: JUNE,
      data: { offerId: id('offer'), clientId: id('client'), managerId: id('manager'), until: '2025-02-01' },
    };
    expect(await section('client', [registered(MAY), offered(MAY), deferred])).toMatchObject([
      { nextStep: 'planned', nextStepAt: '2025-02-01' },
    ]);
  });
});

describe('the clients as they are known now', () => {
  it('follow corrections, classification, assignment and erasure', () => {
    const client = { clientId: id('client') };
    const { clients } = project(projections, [
      registered(MAY),
      { type: 'ClientClassified', occurredAt: JUNE, data: { ...client, segment: 'A', by: 'manual' } },
      { type: 'ClientAssigned', occurredAt: JUNE, data: { ...client, managerId: id('b'), reason: 'holiday' } },
      {
        type: 'ClientDetailsCorrected',
        occurredAt: JUNE,
        data: { ...client, corrects: eventAt(1), name: { sealed: 'x', of: id('client') } },
      },
      { type: 'PersonalDataErased', occurredAt: JULY, data: { ...client, reason: 'asked for' } },
    ]);
    expect(clients).toMatchObject([
      { segment: 'A', managerId: id('b'), erased: 1, name: JSON.stringify({ sealed: 'x', of: id('client') }) },
    ]);
  });
});
