import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SidesGiven } from '../../../src/application/projecting/diff-asked';
import type { Letopis } from '../../../src/application/core';
import { ensureReadModels } from '../../../src/application/projecting/rebuild';
import { writeSample } from '../../../src/application/sample-company/simulate';
import { openLetopis } from '../../../src/composition/open-core';
import { readConfig } from '../../../src/config/config';
import { reports } from '../../../src/read-models';
import type { Report } from '../../../src/read-models/report';
import { answersWithNamed, differenceOf, positionsNamed, sidesFor } from '../../support/named-differences';

const END = '2024-06-28T15:00:00.000Z';

describe('what explains the difference of two answers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let letopis: Letopis;
  let head: number;
  let clients: readonly string[];

  beforeAll(async () => {
    let now = '2023-12-01T09:00:00.000Z';
    letopis = await openLetopis(readConfig({ LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' }), {
      clock: () => now,
      replaceable: true,
    });
    await writeSample({
      options: { events: 1_500, seed: 7, months: 3, endAt: END, zone: 'Europe/Berlin' },
      execute: letopis.execute,
      setClock: (moment) => {
        now = moment;
      },
    });
    await (
      await ensureReadModels(letopis.side)
    ).done;
    head = Number(await letopis.store.head());
    const known = letopis.readStore.db.withTables<{ clients: { clientId: string } }>().selectFrom('clients');
    clients = (await known.select('clientId').orderBy('clientId').execute()).map(({ clientId }) => clientId);
  });
  afterAll(async () => {
    await letopis.close();
    rmSync(folder, { recursive: true });
  });

  const parametersOf = ({ name }: Report, some: number): Readonly<Record<string, unknown>> => {
    if (name === 'client-history') return { client: clients[some % clients.length], limit: 500 };
    if (name !== 'refusals') return {};
    return { by: ['reason', 'segment', 'manager', 'client', 'month'][some % 5], voided: some % 2 === 0 };
  };

  const moment = fc
    .date({ min: new Date('2024-04-01'), max: new Date(END), noInvalidDate: true })
    .map((date) => date.toISOString());
  const known = fc.integer({ min: 1, max: 10_000 }).map((place) => BigInt(Math.ceil((place / 10_000) * head)));
  const pairOf = <Of>(one: fc.Arbitrary<Of>) => fc.tuple(one, one);
  const given: fc.Arbitrary<{ readonly known: readonly bigint[]; readonly at: readonly string[] }> = fc.oneof(
    fc.record({ known: pairOf(known), at: fc.constant([]) }),
    fc.record({ known: fc.constant([]), at: pairOf(moment) }),
    fc.record({ known: pairOf(known), at: pairOf(moment) }),
    fc.record({ known: pairOf(known), at: fc.tuple(moment) }),
  );
  const sidesOfGiven = async (asked: { readonly known: readonly bigint[]; readonly at: readonly string[] }) => {
    const positions: SidesGiven['known'][number][] = [];
    for (const position of asked.known)
      positions.push({ position, recordedAt: (await letopis.store.momentAt(position))! });
    return sidesFor({ known: positions, at: asked.at }, END);
  };

  it.each(reports.map((report) => [report.name, report] as const))(
    '%s: the named events are all of it: with the rows that they touch, the old side answers as the new one',
    async (_name, report) => {
      await fc.assert(
        fc.asyncProperty(given, fc.nat(1_000), async (asked, some) => {
          const [sides, raw] = [await sidesOfGiven(asked), parametersOf(report, some)];
          const difference = await differenceOf(letopis, report, raw, sides);
          expect(difference.cells.filter(({ because }) => because.length === 0)).toEqual([]);
          const { said, expected } = await answersWithNamed(letopis, report, raw, sides, positionsNamed(difference));
          expect(said).toEqual(expected);
        }),
        { numRuns: Number(process.env['LETOPIS_RUNS'] ?? 12) },
      );
    },
  );

  it('is not all of it where an event that is named is left out', async () => {
    const report = reports.find(({ name }) => name === 'refusals')!;
    const sides = await sidesOfGiven({ known: [BigInt(Math.trunc(head / 2)), BigInt(head)], at: [END] });
    const named = positionsNamed(await differenceOf(letopis, report, {}, sides));
    const refusals = (await letopis.store.eventsAt(named.map(BigInt))).filter(
      ({ type }) => type === 'OfferLinesRefused',
    );
    expect(refusals.length).toBeGreaterThan(3);
    for (const { position } of refusals.slice(0, 5)) {
      const others = named.filter((each) => each !== Number(position));
      const { said, expected } = await answersWithNamed(letopis, report, {}, sides, others);
      expect(said).not.toEqual(expected);
    }
  });
});
