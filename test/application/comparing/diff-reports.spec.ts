import fc from 'fast-check';
import { differenceAnswer } from '../../../src/application/comparing/difference-answer';
import { differenceColumns } from '../../../src/application/comparing/difference-columns';
import type { Letopis } from '../../../src/application/core';
import { reports } from '../../../src/read-models';
import type { Report } from '../../../src/read-models/kit/report';
import { faultsOf } from '../../support/answer-faults';
import {
  leftUnexplained,
  differenceOf,
  pairsBetween,
  positionsNamed,
  sidesOfPair,
} from '../../support/named-differences';
import { openSample, type Sample } from '../../support/sample';

const END = '2024-06-28T15:00:00.000Z';

// Every report is asked of many pairs of moments: on a slow machine over a minute of processor time, on purpose.
describe('what explains the difference of two answers', () => {
  let sample: Sample;
  let letopis: Letopis;
  let clients: readonly string[];

  beforeAll(async () => {
    sample = await openSample({ events: 1_500, seed: 7, months: 3 });
    letopis = sample.letopis;
    const known = letopis.readStore.db.withTables<{ clients: { clientId: string } }>().selectFrom('clients');
    clients = (await known.select('clientId').orderBy('clientId').execute()).map(({ clientId }) => clientId);
  });
  afterAll(async () => {
    await sample.close();
  });

  const parametersOf = ({ name }: Report, some: number): Readonly<Record<string, unknown>> => {
    if (name === 'client-history') return { client: clients[some % clients.length], limit: 500 };
    if (name !== 'refusals') return {};
    return { by: ['reason', 'segment', 'manager', 'client', 'month'][some % 5], voided: some % 2 === 0 };
  };

  const pairs = pairsBetween('2024-04-01', END);

  it.each(reports.map((report) => [report.name, report] as const))(
    '%s: the named events are all of it: with the rows that they touch, each figure comes out as on the new side',
    async (_name, report) => {
      await fc.assert(
        fc.asyncProperty(pairs, fc.nat(1_000), async (pair, some) => {
          const [sides, raw] = [await sidesOfPair(letopis, pair, END), parametersOf(report, some)];
          const difference = await differenceOf(letopis, report, raw, sides);
          expect(difference.cells.filter(({ because }) => because.length === 0)).toEqual([]);
          expect(faultsOf(differenceColumns, differenceAnswer(difference, { skipped: 0, limit: 100 }))).toEqual([]);
          const named = positionsNamed(difference);
          expect(await leftUnexplained(letopis, raw, sides, difference, named)).toEqual([]);
        }),
        {
          numRuns: Number(process.env['LETOPIS_RUNS'] ?? 8),
          examples: [[{ known: [223, 138], at: ['2024-04-10T10:14:50.000Z', '2024-04-02T08:03:19.000Z'] }, 11]],
        },
      );
    },
  );

  it('is not all of it where an event that is named is left out', async () => {
    const report = reports.find(({ name }) => name === 'refusals')!;
    const sides = await sidesOfPair(letopis, { known: [500, 1_000], at: [END] }, END);
    const difference = await differenceOf(letopis, report, {}, sides);
    const named = positionsNamed(difference);
    const refusals = (await letopis.store.eventsAt(named.map(BigInt))).filter(
      ({ type }) => type === 'OfferLinesRefused',
    );
    expect(refusals.length).toBeGreaterThan(3);
    for (const { position } of refusals.slice(0, 5)) {
      const others = named.filter((each) => each !== Number(position));
      expect(await leftUnexplained(letopis, {}, sides, difference, others)).not.toEqual([]);
    }
  });
});
