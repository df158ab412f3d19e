import { openCore, rowOf, type Core, type Sections, type Shown } from '../support/core';
import { id } from '../support/specify';

const TUESDAY = '2024-05-14T09:30:00.000Z';
const FRIDAY = '2024-05-17T16:00:00.000Z';
const NEXT_WEDNESDAY = '2024-05-22T09:00:00.000Z';
const MAY = { from: '2024-05-01', to: '2024-06-01' };

describe('a call of last Tuesday that is logged today', () => {
  const call = (name: string) => ({
    callId: id(name),
    clientId: id('client'),
    managerId: id('manager'),
    direction: 'out' as const,
    durationSeconds: 600,
    result: 'reached' as const,
  });
  const asKnownOnFriday = { recordedAt: FRIDAY };
  const questions: readonly (readonly [report: string, asked: Shown])[] = [
    ['client-history', { client: id('client'), ...MAY }],
    ['manager-activity', MAY],
    ['refusals', MAY],
    ['enquiries', MAY],
    ['stale-products', {}],
    ['stuck-products', {}],
    ['targeting', {}],
    ...['conversion', 'pipeline', 'receivables', 'revenue', 'work'].map((report) => [report, MAY] as const),
  ];
  const answers = async (core: Core, past?: { recordedAt: string }): Promise<readonly Sections[]> => {
    const all: Sections[] = [];
    for (const [report, asked] of questions) all.push(await core.report(report, asked, past));
    return all;
  };

  let core: Core;
  beforeEach(async () => {
    core = await openCore();
    core.at('2024-05-13T09:00:00.000Z');
    await core.has('LogCall', call('of Monday'));
    core.at(FRIDAY);
  });
  afterEach(() => core.close());

  it('leaves the report as known on Friday, changes that of now, and is named by the difference', async () => {
    const seenOnFriday = await answers(core);
    expect(await answers(core, asKnownOnFriday)).toEqual(seenOnFriday);

    core.at(NEXT_WEDNESDAY);
    const logged = await core.has(
      'LogCall',
      {
        ...call('of Tuesday'),
        pitch: {
          offerId: id('offer'),
          lines: [{ lineId: id('line'), productId: id('snow'), quantity: 1 }],
          refused: { lineIds: [id('line')], reason: 'POOR_FIT', statedBy: 'client' },
        },
      },
      { occurredAt: TUESDAY, lateReason: 'was on the road' },
    );

    expect(await answers(core, asKnownOnFriday)).toEqual(seenOnFriday);

    const [history, activity] = await answers(core);
    const known = new Set((seenOnFriday[0]?.['history'] ?? []).map(({ eventId }) => eventId));
    const added = (history?.['history'] ?? []).filter(({ eventId }) => !known.has(eventId));
    expect(added.map(({ eventId }) => eventId)).toEqual(logged.events.map((event) => event.id));
    expect(added[0]).toMatchObject({
      type: 'CallLogged',
      subjectId: id('of Tuesday'),
      occurredAt: TUESDAY,
      recordedAt: NEXT_WEDNESDAY,
      late: true,
    });
    const manager = { managerId: id('manager') };
    expect(rowOf(seenOnFriday[1] ?? {}, 'managers', manager)).toMatchObject({ attempts: 1, linesRefused: 0 });
    expect(rowOf(activity ?? {}, 'managers', manager)).toMatchObject({ attempts: 2, linesRefused: 1 });
    expect(activity?.['calls-by-day']).toMatchObject([{ day: '2024-05-13' }, { day: '2024-05-14', attempts: 1 }]);
  });

  it('needs a reason when it is older than the policy allows, and is never ahead of the clock', async () => {
    core.at(NEXT_WEDNESDAY);
    expect(await core.ask('LogCall', call('of Tuesday'), { occurredAt: TUESDAY })).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'LATE_REASON_MISSING', rule: 14 },
    });
    expect(await core.ask('LogCall', call('to come'), { occurredAt: '2024-05-22T09:06:00.000Z' })).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'OCCURRED_IN_FUTURE', rule: 14 },
    });
  });
});
