import { asOf, type PastMoment } from '../../../src/application/asking/as-of';
import { runTrial } from '../../../src/application/trials/run-trial';
import { eventsAtOf } from '../../../src/application/asking/events-at';
import { readingWith } from '../../../src/application/log/personal-data';
import { answersOnTrial } from '../../../src/read-models';
import type { AnswerOnTrial, Judge } from '../../../src/read-models/kit/answer-on-trial';
import { monthAfter } from '../../../src/read-models/kit/months';
import type { KeptTrial } from '../../../src/read-models/kit/kept-trial';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';

const DAY = '2024-06-01';
const DAY_BEGINS = '2024-05-31T21:59:59.999Z';
const MANAGERS = ['manager', 'lead'];
const PRODUCTS = ['tea', 'snow'];

describe('an answer that is asked as of a past date', () => {
  let core: Core;
  let offers: number;

  const offer = async (product: string, isAccepted: boolean, given: { occurredAt?: string } = {}): Promise<string> => {
    offers += 1;
    const offerId = id(`offer ${offers}`);
    const managerId = id(MANAGERS[offers % 2]!);
    const late = given.occurredAt === undefined ? {} : { ...given, lateReason: 'was on the road' };
    const lineId = id('line');
    const lines = [{ lineId, productId: id(product), quantity: 1, unitPrice: { amount: 9_000, currency: 'EUR' } }];
    await core.has(
      'MakeOffer',
      { offerId, clientId: id(`client ${offers % 8}`), managerId, kind: 'verbal', lines },
      late,
    );
    const ended = { offerId, managerId, version: 1, lineIds: [lineId] };
    if (isAccepted) await core.has('AcceptOffer', ended, late);
    else await core.has('RecordRefusal', { ...ended, reason: 'NO_NEED', statedBy: 'client' }, late);
    return offerId;
  };
  /** Accepted a fortnight later, in every other month. */
  let waiting: (() => Promise<void>) | undefined;
  const waitFor = async (): Promise<void> => {
    offers += 1;
    const [offerId, lineId, managerId] = [id(`offer ${offers}`), id('line'), id('lead')];
    const lines = [{ lineId, productId: id('tea'), quantity: 2, unitPrice: { amount: 9_000, currency: 'EUR' } }];
    await core.has('MakeOffer', { offerId, clientId: id(`client ${offers % 8}`), managerId, kind: 'verbal', lines });
    waiting = async () => {
      await core.has('AcceptOffer', { offerId, managerId, version: 1, lineIds: [lineId] });
    };
  };
  const offersOf = async (...months: readonly string[]): Promise<void> => {
    for (const month of months)
      for (const day of ['05', '12', '19', '26']) {
        core.at(`${month}-${day}T10:00:00.000Z`);
        await offer('tea', (offers + Number(day)) % 3 > 0);
        // Nobody takes it from April on.
        await offer('snow', month < '2024-04' && day !== '12');
        if (day === '12' && Number(month.slice(5)) % 2 === 0) await waiting?.();
        if (day === '26') for (let more = 0; more < 3; more += 1) await waitFor();
      }
  };

  beforeEach(async () => {
    core = await openCore();
    offers = 0;
    waiting = undefined;
    for (let client = 0; client < 8; client += 1)
      await core.has('RegisterClient', {
        ...{ clientId: id(`client ${client}`), kind: 'company', name: `Client ${client}`, origin: 'fair' },
        segment: client % 2 === 0 ? 'schools' : 'offices',
      });
    await offersOf(...Array.from({ length: 16 }, (_, place) => monthAfter('2023-02', place)));
    core.at('2024-06-01T06:00:00.000Z');
    await core.upToDate();
  });
  afterEach(() => core.close());

  const context = () => ({ ...readingWith(core.letopis.vault), eventsAt: eventsAtOf(core.letopis.side) });
  const judgeOf = async (answer: AnswerOnTrial, past: PastMoment): Promise<Judge> => {
    const tables = await asOf(core.letopis.side, answer, past);
    try {
      return await answer.ask(tables.db, { ...context(), at: DAY_BEGINS, zone: 'Europe/Berlin' });
    } finally {
      await tables.close();
    }
  };
  // The last of the 92 days that the longest answer looks ahead.
  const judged = (judge: Judge) => judge(core.letopis.readStore.db, '2024-08-31T21:59:59.999Z');

  /** Sales, a late entry about the time before, a correction, a void and a merge. */
  const liveOn = async (): Promise<void> => {
    const first = id('offer 1');
    await core.has(
      'VoidOffer',
      { offerId: first, reason: 'a test entry' },
      { actor: { kind: 'manager', id: id('lead') } },
    );
    for (const product of PRODUCTS) await offer(product, true, { occurredAt: '2024-05-30T10:00:00.000Z' });
    await core.has('SetPrice', { productId: id('tea'), price: { amount: 1, currency: 'EUR' } });
    await offersOf('2024-06', '2024-07', '2024-08');
    await core.has('MergeClient', { clientId: id('client 2'), into: id('client 1'), evidence: 'one address' });
    core.at('2024-09-15T10:00:00.000Z');
    await core.upToDate();
  };

  it.each(answersOnTrial)('$name: stays what it was, whatever is recorded later', async (answer) => {
    const then = await judgeOf(answer, { recordedAt: DAY_BEGINS, at: DAY_BEGINS });
    await liveOn();
    const asked = await judgeOf(answer, { recordedAt: DAY_BEGINS, at: DAY_BEGINS });
    // Both are compared with the same time after: they are the same where they say the same of each case.
    const came = await judged(then);
    expect(came.figures['cases'] ?? came.figures['amounts']).toBeGreaterThan(0);
    expect(await judged(asked)).toEqual(came);
  });

  it.each(answersOnTrial)('$name: would not, if what was entered later of that time counted', async (answer) => {
    await liveOn();
    const known = await judged(await judgeOf(answer, { recordedAt: DAY_BEGINS, at: DAY_BEGINS }));
    expect(await judged(await judgeOf(answer, { at: DAY_BEGINS }))).not.toEqual(known);
  });

  it.each(answersOnTrial)('$name: is what a trial asks, with its progress', async (answer) => {
    await liveOn();
    const kept: KeptTrial[] = [];
    const progress: (readonly [number, number])[] = [];
    const trials = {
      last: () => Promise.resolve(undefined),
      keep: (trial: KeptTrial) => Promise.resolve(void kept.push(trial)),
    };
    const trial = await runTrial(
      { ...core.letopis.side, trials },
      {
        ...{
          answer,
          days: ['2024-05-01', DAY],
          zone: 'Europe/Berlin',
          triedAt: '2024-09-15T10:00:00.000Z',
          resume: true,
        },
        context: context(),
        onProgress: (done, of) => {
          progress.push([done, of]);
        },
      },
    );
    expect(progress).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(kept.map(({ rounds }) => rounds.length)).toEqual([1, 2]);
    const asked = await judged(await judgeOf(answer, { recordedAt: DAY_BEGINS, at: DAY_BEGINS }));
    expect(trial.rounds[1]).toEqual({ day: DAY, known: 'recorded', ...asked });
  });
});
