import { projections } from '../../src/read-models';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { workReport } from '../../src/read-models/work/report';
import { sectionsOf, type GivenEvent, type Values } from '../support/project';
import { accepted, called, issued, line, offered, paid, received, refused, registered } from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';

const ask = sectionsOf(projections, workReport);
const summary = async (events: readonly GivenEvent[], values: Values = {}): Promise<readonly AnswerRow[]> =>
  (await ask(events, values))['summary']!;

const call = (name: string, given: object = {}, at = MAY) => called(at, { callId: id(name), ...given });
const eager = id('eager');
const quiet = id('quiet');

describe('work', () => {
  it('stands beside what came of it', async () => {
    const lines = [line('line'), line('other')];
    const events = [
      call('one', { durationSeconds: 600 }),
      call('two', { result: 'no_answer', durationSeconds: 0 }),
      call('in', { direction: 'in', durationSeconds: 1_200 }),
      offered(MAY, { lines }),
      accepted(MAY, { lines: [line('line')] }),
      refused(JUNE, { lines: [line('other')] }),
      issued(JUNE),
      paid(JUNE),
    ];
    expect(await summary(events)).toEqual([
      {
        client: id('client'),
        calls: 3,
        attempts: 2,
        contacts: 2,
        messages: 0,
        offers: 1,
        linesOffered: 2,
        linesAccepted: 1,
        linesRefused: 1,
        talkMinutes: 30,
        accepted: 9_000,
        paid: 10_710,
        currency: 'EUR',
        acceptedPerHour: 18_000,
        paidPerHour: 21_420,
      },
    ]);
  });

  it('counts answers by message as work', async () => {
    const answer: GivenEvent = {
      type: 'EnquiryAnswered',
      occurredAt: JUNE,
      data: {
        ...{ enquiryId: id('enquiry'), by: { messageRef: 'a letter' }, managerId: id('anna') },
        ...{ workingMinutes: 1, managerMinutes: 1, inTime: true },
      },
    };
    expect(await summary([received(MAY), answer], { by: 'manager' })).toMatchObject([
      { manager: id('anna'), messages: 1 },
    ]);
  });

  it('is that of the window, and of one manager or client', async () => {
    const events = [call('one'), call('two', { managerId: id('anna') }, JUNE)];
    expect(await summary(events, { from: '2024-06-01' })).toMatchObject([{ calls: 1 }]);
    expect(await summary(events, { manager: id('anna') })).toMatchObject([{ calls: 1 }]);
    expect(await summary(events, { client: quiet })).toEqual([]);
    expect(await summary(events, { by: 'month' })).toMatchObject([{ month: '2024-05' }, { month: '2024-06' }]);
  });

  it('is by client with its duplicates, by segment and by where the client came from', async () => {
    const events: GivenEvent[] = [
      registered(MAY, { segment: 'shops' }),
      registered(MAY, { clientId: quiet, origin: 'letter' }),
      ...[call('one'), call('two', { clientId: quiet })],
      { type: 'ClientMerged', occurredAt: MAY, data: { clientId: quiet, into: id('client'), evidence: 'same' } },
    ];
    expect(await summary(events)).toMatchObject([{ client: id('client'), calls: 2 }]);
    expect(await summary(events, { by: 'segment' })).toMatchObject([{ segment: 'shops', calls: 2 }]);
    const bySource = await summary(events, { by: 'source' });
    expect(new Set(bySource.map(({ source }) => source))).toEqual(new Set(['fair', 'letter']));
  });

  it('leaves out calls of nobody known, and voided ones', async () => {
    const call1 = call('one').data as Extract<GivenEvent, { type: 'CallLogged' }>['data'];
    const voided: GivenEvent = {
      type: 'CallVoided',
      occurredAt: JUNE,
      data: { callId: id('one'), voids: id('event-1'), was: { ...call1, at: MAY }, reason: 'a test' },
    };
    expect(await summary([call('one'), call('two', { clientId: undefined }), voided])).toMatchObject([]);
  });

  it('keeps currencies apart', async () => {
    const price = { amount: 50, currency: 'USD' };
    const abroad = { lines: [line('line', { unitPrice: price, listPrice: price })] };
    const { summary: rows, values } = await ask([accepted(MAY), accepted(MAY, { offerId: id('abroad'), ...abroad })]);
    expect(rows).toMatchObject([{ linesAccepted: 2, accepted: null, paid: null, currency: null }]);
    expect(values).toMatchObject([
      { currency: 'EUR', accepted: 9_000 },
      { currency: 'USD', accepted: 50 },
    ]);
  });
});

describe('the ranking', () => {
  const events = [
    call('long', { clientId: quiet, durationSeconds: 3_000 }),
    call('short', { clientId: eager, durationSeconds: 60 }),
    accepted(MAY, { clientId: eager }),
    call('medium', { clientId: id('none'), durationSeconds: 600 }),
  ];
  it.each([
    ['effort', [quiet, id('none'), eager]],
    ['result', [eager, quiet, id('none')]],
    ['effort-without-result', [quiet, id('none')]],
  ])('by %s', async (rank, clients) => {
    expect((await summary(events, { rank })).map(({ client }) => client)).toEqual(clients);
  });

  it('groups clients by how often they were reached', async () => {
    const twice = [...events, call('again', { clientId: eager })];
    const { intensity } = await ask(twice, { by: 'month' });
    expect(intensity).toMatchObject([
      { contacts: '0', clients: 0, acceptingShare: null },
      { contacts: '1', clients: 2, accepting: 0, acceptingShare: 0 },
      { contacts: '2 to 3', clients: 1, accepting: 1, acceptingShare: 1, linesAccepted: 1, paying: 0 },
      { contacts: '4 to 7', clients: 0 },
      { contacts: '8 and more', clients: 0 },
    ]);
  });
});
