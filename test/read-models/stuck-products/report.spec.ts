import { projections } from '../../../src/read-models';
import type { AnswerRow } from '../../../src/read-models/kit/report';
import { stuckProductsReport } from '../../../src/read-models/stuck-products/report';
import { eventAt, reportOver, type GivenEvent, type Values } from '../../support/project';
import { accepted, euro, introduced, line, offered, received, refused, saidNo } from '../../support/sales';
import { id } from '../../support/specify';

const AT = '2024-12-31T10:00:00.000Z';
const DAY = 86_400_000;
const JANUARY = '2024-01-01T00:00:00.000Z';

const ask = (events: readonly GivenEvent[], values: Values = {}) =>
  reportOver(projections, events)(stuckProductsReport, values, { at: AT });
const stuck = async (events: readonly GivenEvent[], values: Values = {}): Promise<readonly AnswerRow[]> =>
  (await ask(events, values)).sections['products']!;
const names = async (events: readonly GivenEvent[], values: Values = {}) =>
  (await stuck(events, values)).map(({ name, state }) => [name, state]);

const product = (name: string, category = 'furniture'): GivenEvent =>
  introduced(JANUARY, { productId: id(name), name, category });
const lines = (name: string, given: object = {}) => ({ lines: [line(name, { productId: id(name), ...given })] });
/** Accepted every so many days, from a day of the year to another. */
const sales = (
  name: string,
  every: number,
  [from, to]: readonly [number, number],
  given: object = {},
): GivenEvent[] => {
  const events: GivenEvent[] = [];
  for (let day = from; day <= to; day += every) {
    const at = new Date(Date.parse(JANUARY) + day * DAY).toISOString();
    const own = { ...lines(name, given), offerId: id(`${name} ${day}`) };
    events.push(offered(at, own), accepted(at, { ...own, offeredAt: at }));
  }
  return events;
};
const living = (...all: readonly string[]): GivenEvent[] =>
  all.flatMap((name) => [product(name), ...sales(name, 9, [5, 360])]);
const unitCost = (name: string, amount: number): GivenEvent => ({
  type: 'UnitCostSet',
  occurredAt: JANUARY,
  data: { productId: id(name), cost: euro(amount), effectiveFrom: JANUARY },
});
/** Sold every nine days until March. */
const silent = (name: string, given: object = {}): GivenEvent[] => [product(name), ...sales(name, 9, [5, 85], given)];

describe('what is stuck', () => {
  it('is what is not expected to sell again, by what that costs, and nothing that sells', async () => {
    const events = [...living('table', 'chair'), ...silent('lamp'), ...silent('sofa', { unitPrice: euro(90_000) })];
    expect(await names(events)).toEqual([
      ['sofa', 'stale'],
      ['lamp', 'stale'],
    ]);
    const [sofa, lamp] = await stuck(events);
    expect(Number(sofa!['expectedLoss']) / Number(lamp!['expectedLoss'])).toBeCloseTo(10, 3);
    expect(sofa).toMatchObject({ lossIn: 'turnover', currency: 'EUR', daysSinceLastSale: 288 });
  });

  it('costs margin, not turnover, where the cost of a unit is known', async () => {
    const events = [...living('table', 'chair'), ...silent('lamp')];
    const [turnover] = await stuck(events);
    const [margin] = await stuck([...events, unitCost('lamp', 6_000)]);
    expect(margin).toMatchObject({ lossIn: 'margin' });
    expect(Number(margin!['expectedLoss']) / Number(turnover!['expectedLoss'])).toBeCloseTo(1 / 3, 3);
  });

  it('is not what is out of stock or withdrawn: nobody can sell it', async () => {
    const events = [...living('table', 'chair'), ...silent('lamp')];
    const state = (type: 'AvailabilityChanged' | 'ProductWithdrawn'): GivenEvent =>
      type === 'AvailabilityChanged'
        ? { type, occurredAt: '2024-03-28T00:00:00.000Z', data: { productId: id('lamp'), available: false } }
        : {
            ...{ type, occurredAt: '2024-03-28T00:00:00.000Z' },
            data: { productId: id('lamp'), effectiveFrom: '2024-03-28T00:00:00.000Z', reason: 'old' },
          };
    expect(await names([...events, state('AvailabilityChanged')])).toEqual([]);
    expect(await names([...events, state('ProductWithdrawn')])).toEqual([]);
  });

  it('is what was never sold, too, and what is accepted far less than its category', async () => {
    const refusedOften = Array.from({ length: 30 }, (_, number) => {
      const at = new Date(Date.parse(JANUARY) + (number * 12 + 3) * DAY).toISOString();
      const own = { ...lines('bench'), offerId: id(`bench ${number}`) };
      const end = number % 15 === 14 ? accepted(at, { ...own, offeredAt: at }) : undefined;
      return [offered(at, own), end ?? refused(at, { ...own, offeredAt: at, ...saidNo() })];
    }).flat();
    const events = [...living('table', 'chair'), product('shelf'), product('bench'), ...refusedOften];
    expect(await names(events)).toEqual([
      ['bench', 'hardly accepted'],
      ['shelf', 'never sold'],
    ]);
    const { sections } = await ask(events, { product: id('bench') });
    expect(sections['products']).toMatchObject([
      { remedy: 'reprice', offered: 30, decided: 30, accepted: 2, refused: 28, clientsOffered: 1, openOffers: 0 },
    ]);
    expect(sections['evidence']).toMatchObject([{ productId: id('bench'), reason: 'PRICE_TOO_HIGH', refusals: 28 }]);
    // The first of the events behind the count, so that a reader may look at them.
    const first = events.findIndex(({ type }) => type === 'OfferLinesRefused') + 1;
    expect(sections['evidence']![0]!['eventIds']).toHaveLength(20);
    expect(sections['evidence']![0]!['eventIds']).toContain(eventAt(first));
  });

  it('says what to introduce: what is asked for and not sold', async () => {
    const { introduce } = (await ask([received('2024-11-01T10:00:00.000Z', { items: [{ need: 'a wardrobe' }] })]))
      .sections;
    expect(introduce).toHaveLength(1);
  });
});
