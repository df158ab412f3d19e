import fc from 'fast-check';
import { projections } from '../../src/read-models';
import { pipelineReport } from '../../src/read-models/pipeline/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { reportOver, sectionsOf, type GivenEvent, type Values } from '../support/project';
import { accepted, euro, expired, line, offered, offerVoided, refused, registered, revised } from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';
const AUGUST = '2024-08-05T10:00:00.000Z';

const ask = sectionsOf(projections, pipelineReport, AUGUST);
const total = async (events: readonly GivenEvent[], values: Values = {}, at = AUGUST): Promise<readonly AnswerRow[]> =>
  (await ask(events, values, at))['total']!;
const waterfall = async (events: readonly GivenEvent[], values: Values): Promise<Record<string, unknown>> => {
  const { changes = [] } = await ask(events, values);
  const some = changes.filter(({ lines, currency }) => lines !== 0 && currency !== null);
  return Object.fromEntries(some.map(({ change, lines, value }) => [change as string, [lines, value]]));
};

const offer = (name: string, at = MAY, given: object = {}) => offered(at, { offerId: id(name), ...given });

describe('the pipeline', () => {
  it('is the open lines by age', async () => {
    const events = [
      offer('older'),
      offer('quarter', JUNE),
      offer('month', '2024-07-10T10:00:00.000Z'),
      offer('week', '2024-07-29T10:00:00.000Z'),
    ];
    expect(await total(events)).toMatchObject([
      { currency: 'EUR', lines: 4, value: 36_000, to7Days: 9_000, to30Days: 9_000, to90Days: 9_000, older: 9_000 },
    ]);
  });

  it('has no line with an outcome, of a voided offer, or whose validity is over though no timer said so', async () => {
    const events = [
      ...[offer('accepted'), accepted(JUNE, { offerId: id('accepted') })],
      ...[
        offer('voided'),
        offerVoided(JUNE, { offerId: id('voided'), offered: [{ version: 1, offeredAt: MAY, lines: [line('line')] }] }),
      ],
      offer('over', MAY, { validUntil: JUNE }),
    ];
    expect(await total(events)).toEqual([]);
    expect(await total(events, {}, '2024-06-01T00:00:00.000Z')).toMatchObject([{ lines: 2 }]);
  });

  it('lists lines without a price apart from the currencies', async () => {
    const bare = { lineId: id('line'), productId: id('shelf'), quantity: 1 };
    expect(await total([offer('spoken', MAY, { lines: [bare] })])).toMatchObject([
      { currency: null, lines: 1, value: 0 },
    ]);
  });

  it('stands as it stood at the beginning of the day that ends the window', async () => {
    const events = [offer('one'), offer('two', JUNE), accepted(JULY, { offerId: id('one') })];
    expect(await total(events, { to: '2024-06-03' })).toMatchObject([{ lines: 1 }]);
    expect(await total(events, { to: '2024-06-04' })).toMatchObject([{ lines: 2 }]);
    expect(await total(events)).toMatchObject([{ lines: 1 }]);
  });
});

describe('what can be expected', () => {
  it('is nothing that can be told where nothing was ever decided', async () => {
    expect(await total([offer('one')])).toMatchObject([{ expected: null, expectedLines: null }]);
  });

  it('is the value times the acceptance of the product in the segment of the client', async () => {
    const decided = (name: string, outcome: typeof accepted, given: object) => [
      offer(name, MAY, given),
      outcome(JUNE, { offerId: id(name), ...given }),
    ];
    const shop = { clientId: id('shop') };
    const events = [
      registered(MAY, { clientId: id('shop'), segment: 'shops' }),
      ...[1, 2, 3].flatMap((n) => decided(`a${n}`, accepted, shop)),
      ...decided('b', refused, shop),
      offer('open', JULY, shop),
    ];
    // One product in one segment: as one group, it has the rate of all, 3 of 4.
    const { total: rows, lines } = await ask(events);
    expect(rows).toMatchObject([{ lines: 1, value: 9_000, expected: 6_750, expectedLines: 0.75 }]);
    expect(lines).toMatchObject([{ segment: 'shops', acceptance: 0.75, expected: 6_750, ageDays: 35 }]);
    // Where the segment has decided nothing, that of all segments holds.
    const stranger = offer('stranger', JULY, { clientId: id('stranger') });
    expect((await ask([...events, stranger], { client: id('stranger') }))['total']).toMatchObject([
      { expected: 6_750 },
    ]);
  });

  it('knows nothing of what was decided after the window', async () => {
    const events = [offer('one'), offer('two'), accepted(JULY, { offerId: id('one') })];
    expect(await total(events, { to: '2024-06-03' })).toMatchObject([{ expected: null }]);
    expect(await total(events)).toMatchObject([{ expected: 9_000 }]);
  });
});

describe('what has changed since', () => {
  const june = { from: '2024-06-01', to: '2024-07-01' };

  it('is what came and what went, from the opening to the closing', async () => {
    const ended = (name: string, event: typeof accepted, at = JUNE) => [offer(name), event(at, { offerId: id(name) })];
    const events = [
      ...ended('won', accepted),
      ...ended('lost', refused),
      ...ended('expired', expired),
      ...ended('later', accepted, JULY),
      offer('new', JUNE),
      offer('over', MAY, { validUntil: JUNE }),
    ];
    expect(await waterfall(events, june)).toEqual({
      opening: [5, 45_000],
      new: [1, 9_000],
      won: [-1, -9_000],
      lost: [-1, -9_000],
      expired: [-2, -18_000],
      closing: [2, 18_000],
    });
  });

  it('tells what revisions have moved from what they opened again', async () => {
    const dearer = { lines: [line('line', { unitPrice: euro(12_000) })] };
    const events = [
      ...[offer('moved'), revised(JUNE, { offerId: id('moved'), ...dearer })],
      ...[offer('again'), refused(MAY, { offerId: id('again') })],
      revised(JUNE, { offerId: id('again'), reopened: [id('line')] }),
    ];
    expect(await waterfall(events, june)).toEqual({
      opening: [1, 9_000],
      reopened: [1, 9_000],
      closing: [2, 21_000],
    });
    expect((await ask(events, { ...june, by: 'product' }))['changes-by']).toMatchObject([
      { product: id('shelf'), opening: 9_000, moved: 3_000, reopened: 9_000, closing: 21_000 },
    ]);
  });

  it('is of the last 30 days where nobody says since when', async () => {
    const events = [offer('long ago'), offer('new', '2024-07-20T10:00:00.000Z')];
    expect(await waterfall(events, {})).toEqual({ opening: [1, 9_000], new: [1, 9_000], closing: [2, 18_000] });
  });

  const days = fc.integer({ min: 1, max: 60 });
  const fates = fc.record({
    value: fc.integer({ min: 0, max: 1_000_000 }),
    manager: fc.constantFrom('anna', 'boris'),
    currency: fc.constantFrom('EUR', 'USD'),
    validFor: fc.option(days, { nil: undefined }),
    offeredOn: days,
    steps: fc.array(fc.tuple(fc.constantFrom('accepted', 'refused', 'revised', 'expired'), days), { maxLength: 4 }),
  });
  type Fate = typeof fates extends fc.Arbitrary<infer Of> ? Of : never;

  const dayAt = (day: number): string => new Date(Date.parse(MAY) + day * 86_400_000).toISOString();

  /** The life of one line, as the commands would let it go: only an open line gets an outcome, any line is revised. */
  const lifeOf = (fate: Fate, index: number): readonly (readonly [day: number, event: GivenEvent])[] => {
    const price = { amount: fate.value, currency: fate.currency };
    const lines = [line('line', { unitPrice: price, listPrice: price })];
    const shared = { offerId: id(`offer-${index}`), managerId: id(fate.manager), lines };
    let [day, version, isOpen] = [fate.offeredOn, 1, true];
    const validity = fate.validFor === undefined ? {} : { validUntil: dayAt(day + fate.validFor) };
    const life: [number, GivenEvent][] = [[day, offered(dayAt(day), { ...shared, ...validity })]];
    for (const [step, after] of fate.steps) {
      day += after;
      const more = { ...shared, version, offeredAt: dayAt(day) };
      if (step === 'revised') life.push([day, revised(dayAt(day), { ...shared, version: (version += 1) })]);
      else if (isOpen) life.push([day, { accepted, refused, expired }[step](dayAt(day), more)]);
      isOpen = step === 'revised';
    }
    return life;
  };

  it('adds up, in all and by every grouping, whatever happened and whenever it is asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fates, { maxLength: 12 }), days, days, async (all, start, length) => {
        const events = all.flatMap(lifeOf).toSorted(([one], [other]) => one - other);
        const over = reportOver(
          projections,
          events.map(([, event]) => event),
        );
        const window = { from: dayAt(start).slice(0, 10), to: dayAt(start + length).slice(0, 10) };
        const byManager = (await over(pipelineReport, { ...window, by: 'manager' })).sections;
        for (const currency of ['EUR', 'USD']) {
          const rows = byManager['changes']!.filter((row) => row['currency'] === currency);
          for (const figure of ['lines', 'value']) {
            const summed = rows.reduce((sum, row) => sum + (row['change'] === 'closing' ? 0 : Number(row[figure])), 0);
            expect(summed).toBe(Number(rows.find(({ change }) => change === 'closing')?.[figure] ?? 0));
          }
          const openNow = byManager['total']!.find((row) => row['currency'] === currency);
          expect(openNow?.['value'] ?? 0).toBe(rows.find(({ change }) => change === 'closing')?.['value'] ?? 0);
          for (const { change, value } of rows) {
            const parts = byManager['changes-by']!.filter((row) => row['currency'] === currency);
            expect(parts.reduce((sum, row) => sum + Number(row[change as string]), 0)).toBe(value);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
