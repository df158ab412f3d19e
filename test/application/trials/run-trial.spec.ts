import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialFiles } from '../../../src/adapters/files/trial-files';
import { eventsAtOf } from '../../../src/application/asking/events-at';
import { runTrial, trialDays, type TrialRequest } from '../../../src/application/trials/run-trial';
import { readingWith } from '../../../src/application/log/personal-data';
import { judgedRanking, trialNote, type AnswerOnTrial } from '../../../src/read-models/kit/answer-on-trial';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';

describe('the dates of a trial', () => {
  it('go by months, the last day of a shorter one where it has no such day, as long as what came is known', () => {
    expect(trialDays('2024-01-31', '2024-04-30', 'month')).toEqual([
      ...['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
    ]);
    expect(trialDays('2024-01-01', '2024-01-20', 'week')).toEqual(['2024-01-01', '2024-01-08', '2024-01-15']);
    expect(trialDays('2024-01-01', '2023-12-31', 'month')).toEqual([]);
  });
});

describe('an answer on trial', () => {
  let core: Core;
  let folder: string;
  beforeEach(async () => {
    core = await openCore();
    folder = mkdtempSync(join(tmpdir(), 'letopis-trial-'));
    for (const [month, name] of [
      ['02', 'one'],
      ['03', 'two'],
      ['04', 'three'],
    ] as const) {
      core.at(`2024-${month}-10T10:00:00.000Z`);
      await core.has('IntroduceProduct', { productId: id(name), name, category: 'goods' });
    }
    await core.upToDate();
  });
  afterEach(async () => {
    await core.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const seen: number[] = [];
  /** Says how many products there are; right where more come. */
  const counting: AnswerOnTrial = {
    ...{ name: 'counting', version: 1, says: 'more come', benchmark: 'none', horizonDays: 30, reads: ['products'] },
    toldUntil: () => Promise.resolve(null),
    ask: async (past) => {
      const products = await past
        .withTables<{ products: { productId: string } }>()
        .selectFrom('products')
        .selectAll()
        .execute();
      seen.push(products.length);
      const tried = { chance: 0.5, score: 1, benchmark: 1, loss: 1, lossBenchmark: 1, happened: true, money: 7 };
      return () => Promise.resolve(judgedRanking([tried]));
    },
  };
  const request = (days: readonly string[], resume = true): TrialRequest => ({
    ...{ answer: counting, days, zone: 'Europe/Berlin', triedAt: '2024-05-01T00:00:00.000Z', resume },
    context: { ...readingWith(core.letopis.vault), eventsAt: eventsAtOf(core.letopis.side) },
  });
  const days = ['2024-02-01', '2024-03-01', '2024-04-01'];
  const tried = (asked = request(days)) => {
    seen.length = 0;
    return runTrial({ ...core.letopis.side, trials: trialFiles(folder) }, asked);
  };

  it('sees at each date what was known then, and nothing of what came', async () => {
    await tried(request(['2024-01-02']));
    const before = seen[0]!;
    const trial = await tried();
    expect(seen.map((count) => count - before)).toEqual([0, 1, 2]);
    expect(trial.rounds.map(({ day, known }) => [day, known])).toEqual(days.map((day) => [day, 'recorded']));
  });

  it('of a past that was imported as a whole goes by what had happened', async () => {
    const trial = await tried(request(['2020-01-01']));
    expect(trial.rounds).toMatchObject([{ known: 'happened', figures: { cases: 1, firstMoney: 7 } }]);
  });

  it('goes on where it was broken off, and begins anew when it is told to or the log has grown', async () => {
    const signal = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 1) signal.abort();
    };
    await expect(tried({ ...request(days), signal: signal.signal, onProgress })).rejects.toThrow();
    const kept = await trialFiles(folder).last('counting');
    expect(kept!.rounds.length).toBeLessThan(3);
    expect(await trialNote('counting', { lastTrial: () => Promise.resolve(kept) })).toContain('not finished');
    await tried();
    expect(seen).toHaveLength(3 - kept!.rounds.length);
    await tried();
    expect(seen).toHaveLength(0);
    await tried(request(days, false));
    expect(seen).toHaveLength(3);
    await core.has('IntroduceProduct', { productId: id('four'), name: 'four', category: 'goods' });
    await core.upToDate();
    await tried();
    expect(seen).toHaveLength(3);
  });

  it('that was never tried says so', async () => {
    expect(await trialNote('counting', {})).toContain('letopis trial counting');
    expect(await trialFiles(folder).last('counting')).toBeUndefined();
  });
});
