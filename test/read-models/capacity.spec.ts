import { projections } from '../../src/read-models';
import { capacityOf, usesOf, type WorkedClient } from '../../src/read-models/capacity/hours';
import { capacityReport } from '../../src/read-models/capacity/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { reportOver, type GivenEvent } from '../support/project';
import { accepted, called, euro, invoiceLine, issued, line, offered, registered } from '../support/sales';
import { id } from '../support/specify';

type Values = Record<string, string | number | boolean>;
const AT = '2024-12-31T22:59:59.999Z';
const sectionOf = async (name: string, events: readonly GivenEvent[], values: Values = {}) =>
  (await reportOver(projections, events)(capacityReport, values, { at: AT })).sections[name]!;

const client = (name: string, segment: string): GivenEvent =>
  registered('2023-01-02T10:00:00.000Z', { clientId: id(name), segment });
const bill = (name: string, day: string, net = 10_000): GivenEvent =>
  issued(`${day}T10:00:00.000Z`, {
    ...{ clientId: id(name), invoiceId: id(`${name} ${day}`), number: `${name} ${day}` },
    lines: [invoiceLine({ net, gross: net })],
    totals: { net, vat: 0, gross: net },
  });
const talk = (name: string, hours: number): GivenEvent =>
  called('2024-06-03T10:00:00.000Z', {
    callId: id(`call ${name}`),
    clientId: id(name),
    durationSeconds: 3_600 * hours,
  });
/** Sold at 90 € a unit, which costs us 50 €. */
const sold = (name: string, quantity: number): readonly GivenEvent[] => {
  const lines = [line('line', { quantity, unitCost: euro(5_000) })];
  const given = { offerId: id(`offer ${name}`), clientId: id(name), lines };
  return [
    offered('2024-06-03T10:00:00.000Z', given),
    accepted('2024-06-04T10:00:00.000Z', { ...given, offeredAt: '2024-06-03T10:00:00.000Z' }),
  ];
};

describe('the market', () => {
  it('has at least as many clients as were seen, and those that buying once and twice tell of', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const events = [
      ...names.map((name) => client(name, 'schools')),
      ...names.map((name) => bill(name, '2024-03-04')),
      bill('a', '2024-05-06'),
      // Twice on one day is one purchase.
      issued('2024-03-04T15:00:00.000Z', { clientId: id('b'), invoiceId: id('again'), number: 'again' }),
    ];
    const [row] = await sectionOf('market', events);
    // 5 + 4 × 3 ÷ (2 × 2)
    expect(row).toMatchObject({ segment: 'schools', buyers: 5, boughtOnce: 4, boughtTwice: 1, clientsAtLeast: 8 });
    expect(row!['clientsHigh']).toBeGreaterThan(8);
  });

  it('has no bounds where at most one bought once: nothing tells how many more there may be', async () => {
    const twice = (name: string) => [client(name, 'schools'), bill(name, '2024-03-04'), bill(name, '2024-05-06')];
    const events = [...['a', 'b'].flatMap(twice), client('c', 'schools'), bill('c', '2024-03-04')];
    expect(await sectionOf('market', events)).toEqual([
      {
        segment: 'schools',
        buyers: 3,
        boughtOnce: 1,
        boughtTwice: 2,
        clientsAtLeast: 3,
        clientsLow: null,
        clientsHigh: null,
      },
    ]);
  });
});

describe('the market as others say it is', () => {
  const say = (at: string, clients: number, segment?: string): GivenEvent => ({
    type: 'MarketSizeStated',
    occurredAt: at,
    data: { clients, source: `Register of ${clients}`, countedOn: '2023-12-31', ...(segment && { segment }) },
  });
  const schools = ['a', 'b', 'c'].flatMap((name) => [client(name, 'schools'), bill(name, '2024-03-04')]);

  it('stands beside what own records tell of it, with how much of it was reached and who says so', async () => {
    const events = [...schools, say('2024-05-06T10:00:00.000Z', 30, 'Schools'), say('2024-05-06T10:00:00.000Z', 60)];
    expect(await sectionOf('market-size', events)).toEqual([
      {
        ...{ segment: 'schools', clients: 30, countedOn: '2023-12-31', source: 'Register of 30' },
        ...{ statedAt: '2024-05-06T10:00:00.000Z', buyers: 3, reached: 0.1, clientsAtLeast: 6 },
      },
      expect.objectContaining({ segment: null, clients: 60, buyers: 3, reached: 0.05 }),
    ]);
  });

  it('is what was said last before the moment of the report', async () => {
    const events = [
      say('2024-05-06T10:00:00.000Z', 30, 'schools'),
      say('2025-01-02T10:00:00.000Z', 60, 'schools'),
      say('2024-02-01T10:00:00.000Z', 10, 'SCHOOLS'),
    ];
    expect(await sectionOf('market-size', [...schools, ...events])).toMatchObject([{ clients: 30 }]);
  });

  it('names segments of which nobody bought yet, and a source that must be wrong', async () => {
    const events = [...schools, say('2024-05-06T10:00:00.000Z', 9, 'bakeries'), say('2024-05-06T10:00:00.000Z', 2)];
    const answer = await reportOver(projections, events)(capacityReport, {}, { at: AT });
    expect(answer.sections['market-size']).toMatchObject([
      { segment: 'bakeries', buyers: 0, reached: 0, clientsAtLeast: 0 },
      { segment: null, buyers: 3, reached: null },
    ]);
    expect(answer.notes[0]).toBe(
      'market-size: Register of 2 says 2 clients, and 3 have bought: state a newer number (StateMarketSize).',
    );
  });
});

describe('which clients live', () => {
  const monthly = Array.from({ length: 12 }, (_, month) => `2024-${String(month + 1).padStart(2, '0')}-10`);
  const regular = ['one', 'two', 'three'].flatMap((name) => monthly.map((day) => bill(name, day)));
  const gone = monthly.slice(0, 4).map((day) => bill('gone', day, 90_000));

  it('is told by their own pace: who bought each month and stopped in April is hardly one of them', async () => {
    const rows = await sectionOf('clients', [...regular, ...gone]);
    const of = (name: string): AnswerRow => rows.find(({ clientId }) => clientId === id(name))!;
    expect(of('one')['chanceAlive']).toBeGreaterThan(0.9);
    expect(of('gone')['chanceAlive']).toBeLessThan(0.3);
    expect(of('gone')).toMatchObject({ purchases: 4, lastYear: 360_000, daysSince: 265 });
    // Most is at stake with him.
    expect(rows[0]).toBe(of('gone'));
  });

  it('adds up to those that are expected to live, between bounds', async () => {
    const [row] = await sectionOf('living', [...regular, ...gone]);
    expect(row).toMatchObject({ segment: null, buyers: 4 });
    expect(row!['alive']).toBeGreaterThan(2.9);
    expect(row!['alive']).toBeLessThan(3.1);
    expect(row!['aliveHigh']).toBeLessThanOrEqual(4);
  });

  it('is not told where nobody ever bought in two weeks', async () => {
    expect(await sectionOf('living', [bill('one', '2024-03-04')])).toEqual([]);
  });
});

describe('what hours could bring', () => {
  const events = [
    ...[client('rich', 'bakeries'), client('poor', 'schools')],
    ...[talk('rich', 10), talk('poor', 30), ...sold('rich', 100), ...sold('poor', 30)],
    ...[bill('rich', '2024-06-10'), bill('poor', '2024-06-10')],
  ];

  it('is margin for each hour of calls, and as much for each client that a segment has at least', async () => {
    const [best, other] = await sectionOf('hours', events);
    // 100 × 40 € in 10 hours, 30 × 40 € in 30.
    expect(best).toMatchObject({ segment: 'bakeries', hours: 10, perHour: 40_000, mostHours: 10, bestHours: 10 });
    expect(other).toMatchObject({ segment: 'schools', hours: 30, perHour: 4_000, bestHours: 30 });
    expect(await sectionOf('profit', events)).toMatchObject([
      { countedIn: 'margin', currency: 'EUR', hours: 40, profit: 520_000, mostProfit: 520_000 },
    ]);
  });

  it('counts the rest of the work where somebody says how much of it is talk', async () => {
    expect(await sectionOf('profit', events, { talk: 50 })).toMatchObject([{ hours: 80, profit: 520_000 }]);
  });

  it('is turnover where a cost is not known', async () => {
    const bare = offered('2024-06-03T10:00:00.000Z', { offerId: id('bare'), clientId: id('rich') });
    const end = accepted('2024-06-04T10:00:00.000Z', { offerId: id('bare'), clientId: id('rich') });
    const [row] = await sectionOf('profit', [...events, bare, end]);
    expect(row).toMatchObject({ countedIn: 'turnover', profit: 100 * 9_000 + 30 * 9_000 + 9_000 });
  });

  const worked = (name: string, segment: string, hours: number, brought: number): WorkedClient => ({
    ...{ clientId: name, segment, hours, brought },
  });
  const clients = Array.from({ length: 40 }, (_, place) => [
    worked(`rich ${place}`, 'bakeries', 2, place % 2 === 0 ? 1_000 : 600),
    worked(`poor ${place}`, 'schools', 2, place % 2 === 0 ? 300 : 100),
  ]).flat();

  it('is more where hours go to the segment that brings most, as far as it has clients', () => {
    const growthOf = (segment: string | null) => (segment === 'bakeries' ? 1.25 : 1);
    const { profit, best, hours } = capacityOf(clients, growthOf, 1);
    expect([profit, hours]).toEqual([40_000, 160]);
    // 100 hours at 400, 60 at 100; the next one goes to schools.
    expect([best.profit, best.oneMore]).toEqual([46_000, 100]);
    expect(usesOf(clients, growthOf).map(({ mostHours }) => mostHours)).toEqual([100, 80]);
  });

  it('says how far one more hour is known, the same each time', () => {
    const ask = () => capacityOf(clients, () => 1.25, 7);
    const { oneMore, mostProfit } = ask();
    expect(ask()).toMatchObject({ oneMore, mostProfit });
    expect(oneMore!.low).toBeLessThan(100);
    expect(oneMore!.high).toBeGreaterThan(100);
    expect(mostProfit!.low).toBeLessThan(46_000);
    expect(mostProfit!.high).toBeGreaterThan(46_000);
    expect(capacityOf(clients.slice(0, 10), () => 1, 7).oneMore).not.toBeNull();
    expect(capacityOf(clients.slice(0, 9), () => 1, 7)).toMatchObject({ oneMore: null, mostProfit: null });
  });

  it('is never less than what came: what needed no hours stays', async () => {
    const [row] = await sectionOf('profit', [...events, client('self', 'offices'), ...sold('self', 20)]);
    expect(row).toMatchObject({ hours: 40, profit: 600_000, mostProfit: 600_000, mostProfitLow: null });
    expect(await sectionOf('profit', sold('self', 20))).toMatchObject([
      { hours: 0, profit: 80_000, mostProfit: 80_000, oneMoreHour: 0 },
    ]);
  });

  it('says which lines are in no figure, being in another currency', async () => {
    const lines = [line('line', { unitPrice: { amount: 80, currency: 'USD' } })];
    const given = { offerId: id('abroad'), clientId: id('poor'), lines };
    const abroad = [offered('2024-06-03T10:00:00.000Z', given), accepted('2024-06-04T10:00:00.000Z', given)];
    const { notes } = await reportOver(projections, [...events, ...abroad])(capacityReport, {}, { at: AT });
    expect(notes[0]).toBe(
      'profit and hours are counted in EUR alone: what lines in other currencies brought (1) is in none of these figures, the hours of their clients are.',
    );
  });

  it('is nothing where nobody called and nothing was accepted', async () => {
    expect(await sectionOf('profit', [client('rich', 'bakeries')])).toEqual([]);
  });
});
