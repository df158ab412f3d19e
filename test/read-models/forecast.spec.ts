import { projections } from '../../src/read-models';
import { forecastOnTrial, openLinesOnTrial } from '../../src/read-models/forecast/on-trial';
import { forecastReport } from '../../src/read-models/forecast/report';
import { monthAfter, monthsBetween } from '../../src/read-models/kit/months';
import type { AnswerRow, Report } from '../../src/read-models/kit/report';
import { revenueReport } from '../../src/read-models/revenue/report';
import { reportOver, type GivenEvent } from '../support/project';
import { accepted, credited, euro, invoiceLine, issued, line, offered, refused, registered } from '../support/sales';
import { id } from '../support/specify';

type Values = Record<string, string | number | boolean>;
const ask = (events: readonly GivenEvent[], values: Values = {}, at = '2024-09-30T21:59:59.999Z') =>
  reportOver(projections, events)(forecastReport, values, { at });
const sectionOf = async (name: string, ...asked: Parameters<typeof ask>): Promise<readonly AnswerRow[]> =>
  (await ask(...asked)).sections[name]!;

const bill = (month: string, net: number, given: { product?: string; day?: string } = {}): GivenEvent => {
  const { product = 'shelf', day = '02' } = given;
  return issued(`${month}-${day}T10:00:00.000Z`, {
    ...{ invoiceId: id(`${product} ${month} ${day}`), number: `${product} ${month} ${day}` },
    lines: [invoiceLine({ productId: id(product), net, gross: net })],
    totals: { net, vat: 0, gross: net },
  });
};

/** From January 2022 on; December brings twice as much. */
const bills = (months: number, given: Parameters<typeof bill>[2] = {}): readonly GivenEvent[] =>
  Array.from({ length: months }, (_, place) => {
    const month = monthAfter('2022-01', place);
    return bill(month, 100_000 + 1_000 * place + (month.endsWith('12') ? 100_000 : 0), given);
  });

describe('the forecast', () => {
  it('goes on with what months brought, and each stays within what would be odd', async () => {
    const rows = await sectionOf('forecast', bills(33));
    expect(rows.map(({ month }) => month)).toEqual(['2024-10', '2024-11', '2024-12']);
    const [, , december] = rows as unknown as { forecast: number; low: number; high: number; benchmark: number }[];
    expect(december!.benchmark).toBe(223_000);
    expect(Math.abs(december!.forecast - 235_000)).toBeLessThan(5_000);
    expect(december!.low).toBeLessThanOrEqual(december!.forecast);
    expect(december!.high).toBeGreaterThanOrEqual(december!.forecast);
  });

  it('is silent of less than twelve whole months, and says so', async () => {
    const { sections, notes } = await ask(bills(11), {}, '2022-11-30T22:59:59.999Z');
    expect(sections['forecast']).toEqual([]);
    expect(notes[0]).toBe('EUR: 11 whole months are known and 12 are needed, so nothing is foretold.');
    expect(await sectionOf('forecast', bills(12), {}, '2022-12-31T22:59:59.999Z')).toHaveLength(3);
  });

  it('foretells the month that has begun as a whole, and learns nothing of it', async () => {
    const [first] = await sectionOf('forecast', [...bills(33), bill('2024-10', 1)], {}, '2024-10-15T10:00:00.000Z');
    expect(first).toMatchObject({ month: '2024-10', benchmark: 121_000 });
  });

  it('leaves out a first month that is told of in part only', async () => {
    const late = [bill('2022-01', 5_000, { day: '20' }), ...bills(20).slice(1)];
    const history = await sectionOf('history', late, {}, '2023-08-31T21:59:59.999Z');
    expect(history[0]).toEqual({ currency: 'EUR', month: '2022-01', net: 5_000, isWhole: false });
    const [method] = await sectionOf('methods', late, {}, '2023-08-31T21:59:59.999Z');
    expect(method).toMatchObject({ months: 19, firstMonth: '2022-02', lastMonth: '2023-08' });
  });

  it('has the same months as revenue, credit notes taken off, and months without any', async () => {
    const note = credited('2022-03-10T10:00:00.000Z', { invoiceId: id('shelf 2022-01 02') });
    const events = [...bills(3), note, bill('2022-05', 7_000)];
    const at = '2022-05-31T21:59:59.999Z';
    const { sections } = await reportOver(projections, events)(revenueReport, {}, { at });
    const net = Object.fromEntries(sections['summary']!.map((row) => [row['month'] as string, row['net']]));
    const history = await sectionOf('history', events, {}, at);
    expect(history.map((row) => row['net'])).toEqual([net['2022-01'], net['2022-02'], net['2022-03'], 0, 7_000]);
    expect(net['2022-03']).toBeLessThan(102_000);
  });

  it('is of what was accepted where nothing is invoiced', async () => {
    const events = Array.from({ length: 12 }, (_, place) => {
      const [month, offerId] = [monthAfter('2022-01', place), id(`offer ${place}`)];
      const at = `${month}-02T10:00:00.000Z`;
      return [offered(at, { offerId }), accepted(at, { offerId, offeredAt: at })];
    }).flat();
    expect(await sectionOf('forecast', events, {}, '2022-12-31T22:59:59.999Z')).toMatchObject([
      { month: '2023-01', forecast: 9_000, benchmark: 9_000 },
      {},
      {},
    ]);
  });

  it('counts by product what sold most in the last year, and leaves out what is too new', async () => {
    const events = [...bills(33), ...bills(33, { product: 'lamp' }), bill('2024-08', 5, { product: 'new' })];
    const more = [bill('2024-07', 900_000, { product: 'lamp', day: '05' })];
    const { sections, notes } = await ask([...events, ...more], { by: 'product', limit: 1 });
    expect(sections['summary']).toMatchObject([{ product: id('lamp'), month: '2024-10', months: 33 }]);
    expect(notes).toContain('The section summary shows the first 1 of 2 rows: use a higher limit for more.');
    expect(notes).toContain('1 more have sold for less than 12 whole months: nothing is foretold of them.');
    const [only] = await sectionOf('forecast', events, { product: id('lamp') });
    expect(only).toEqual((await sectionOf('forecast', bills(33)))[0]);
  });

  it('asks no month that is not over yet', () => {
    expect(monthAfter('2023-11', 3)).toBe('2024-02');
    expect(monthsBetween('2023-11', '2024-02')).toBe(3);
  });
});

const day = (place: number): string => new Date(Date.UTC(2024, 0, 1 + place, 10)).toISOString();

/** Lines of which each fourth is accepted after ten days, the others refused after twenty. */
const lines = (count: number, every = 2): readonly GivenEvent[] =>
  Array.from({ length: count }, (_, place) => {
    const [at, offerId, clientId] = [day(place * every), id(`offer ${place}`), id(`client ${place}`)];
    const given = { offerId, clientId };
    const end =
      place % 4 === 0
        ? accepted(day(place * every + 10), { ...given, offeredAt: at })
        : refused(day(place * every + 20), { ...given, offeredAt: at });
    return [offered(at, given), end];
  }).flat();

describe('what open lines bring', () => {
  const open = (name: string, at: string, value = 100_000) =>
    offered(at, { offerId: id(name), clientId: id(name), lines: [line('line', { unitPrice: euro(value) })] });
  // The last of 308 is decided on day 327.
  const END = day(330);

  it('is less the older a line is: nothing of what is older than anything that was ever accepted', async () => {
    const [fresh] = await sectionOf('open-lines', [...lines(308, 1), open('fresh', day(329))], {}, END);
    const [old] = await sectionOf('open-lines', [...lines(308, 1), open('old', day(315))], {}, END);
    expect(fresh!['expected']).toBeGreaterThan(15_000);
    expect(fresh!['expected']).toBeLessThan(35_000);
    expect(old).toMatchObject({ lines: 1, expected: 0, low: 0, high: 0 });
  });

  it('is a range that is the same each time it is asked on a day, and holds what is expected', async () => {
    const events = [...lines(308, 1), ...Array.from({ length: 40 }, (_, place) => open(`open ${place}`, day(328)))];
    const [row] = await sectionOf('open-lines', events, {}, END);
    expect(await sectionOf('open-lines', events, {}, END)).toEqual([row]);
    const { low, expected, high } = row as Record<string, number>;
    expect(low).toBeLessThan(expected!);
    expect(high).toBeGreaterThan(expected!);
    expect(low).toBeGreaterThan(0);
  });

  it('is no range where the past is too short to hold it against', async () => {
    const [row] = await sectionOf('open-lines', [...lines(30), open('one', day(79))], {}, day(80));
    expect(row).toMatchObject({ lines: 1, low: null, high: null });
    expect(await sectionOf('open-lines', [open('one', day(79))], {}, day(80))).toEqual([]);
  });

  it('says so where it is asked what that range rests on', async () => {
    const explained: Report = {
      ...forecastReport,
      answer: async (...asked) => {
        const sections = await forecastReport.explained!(...asked);
        const figures = await sections['open-lines']!.figuresOf(['EUR']);
        const { value, formula } = await figures!['low']!.says([]);
        return { sections: { low: [{ value, formula }] }, notes: [] };
      },
    };
    const events = [...lines(30), open('one', day(79))];
    const { sections } = await reportOver(projections, events)(explained, {}, { at: day(80) });
    expect(sections['low']).toEqual([
      { value: null, formula: 'nothing is told: the past is too short to say how far what they bring may be away' },
    ]);
  });

  it('counts the age of a line from its first version', async () => {
    const { lines: _, ...rest } = open('old', day(300)).data as { lines: unknown };
    const events = [
      ...lines(308, 1),
      open('old', day(300)),
      {
        type: 'OfferRevised',
        occurredAt: day(329),
        data: {
          ...{ ...rest, version: 2, lines: [line('line', { unitPrice: euro(90_000) })], reopened: [], dropped: [] },
        },
      } as unknown as GivenEvent,
    ];
    expect(await sectionOf('open-lines', events, {}, END)).toMatchObject([{ lines: 1, value: 90_000, expected: 0 }]);
  });

  it('has lines without a price in a row of their own', async () => {
    const bare = offered(day(329), {
      ...{ offerId: id('bare'), clientId: id('bare') },
      lines: [{ lineId: id('line'), productId: id('shelf'), quantity: 1 }],
    });
    const rows = await sectionOf('open-lines', [...lines(308, 1), open('priced', day(329)), bare], {}, END);
    expect(rows.map(({ currency }) => currency)).toEqual(['EUR', null]);
  });
});

describe('what managers say that months will bring', () => {
  const say = (month: string, amount: number, at: string, manager = 'manager'): GivenEvent => ({
    type: 'ForecastStated',
    occurredAt: at,
    data: { managerId: id(manager), month, amount: euro(amount) },
  });
  const said = (more: number, months = 4) =>
    Array.from({ length: months }, (_, place) => {
      const [month, before] = [monthAfter('2022-02', place), monthAfter('2022-01', place)];
      return say(month, 100_000 + 1_000 * (place + 1) + more + 500 * (place % 2), `${before}-20T10:00:00.000Z`);
    });
  const people = (events: readonly GivenEvent[], values: Values = {}) =>
    sectionOf('people', [...bills(12), ...events], values, '2022-12-31T22:59:59.999Z');

  it('is optimistic where it is too much beyond chance', async () => {
    expect(await people(said(10_000))).toMatchObject([
      { managerId: id('manager'), stated: 4, came: 410_000, tooMuch: 10_250, verdict: 'optimistic' },
    ]);
    expect(await people(said(-10_000))).toMatchObject([{ tooMuch: -9_750, verdict: 'pessimistic' }]);
    const [even] = await people(said(-250));
    expect(even).toMatchObject({ tooMuch: 0, verdict: 'neither' });
    expect(even!['tooMuchLow']).toBeLessThan(0);
    expect(even!['tooMuchHigh']).toBeGreaterThan(0);
  });

  it('is judged by nobody of fewer than three months', async () => {
    expect(await people(said(50_000, 2))).toMatchObject([{ stated: 2, verdict: 'too few', tooMuchLow: null }]);
  });

  it('counts as it was said last before the month began, and once the month is over', async () => {
    const events = [
      say('2022-05', 1, '2022-03-01T10:00:00.000Z'),
      say('2022-05', 200_000, '2022-04-01T10:00:00.000Z'),
      say('2022-05', 104_000, '2022-05-20T10:00:00.000Z'),
      say('2023-05', 9, '2022-05-20T10:00:00.000Z'),
    ];
    expect(await people(events)).toMatchObject([{ stated: 1, statedAmount: 200_000, came: 104_000 }]);
  });

  it('counts until the month begins where the company is', async () => {
    const night = say('2022-05', 200_000, '2022-04-30T22:30:00.000Z');
    expect(await people([say('2022-05', 104_000, '2022-04-01T10:00:00.000Z'), night])).toMatchObject([
      { stated: 1, statedAmount: 104_000, came: 104_000 },
    ]);
  });

  it('is one statement of a month, however many products it is made of; all that he sells comes first', async () => {
    const of = (product: string, month: string, amount: number): GivenEvent => {
      const { data, ...rest } = say(month, amount, '2022-01-20T10:00:00.000Z');
      return { ...rest, data: { ...data, productId: id(product) } } as GivenEvent;
    };
    const lamps = bills(12, { product: 'lamp' });
    const products = [of('shelf', '2022-05', 100_000), of('lamp', '2022-05', 130_000), of('bench', '2022-05', 1_000)];
    expect(await people([...lamps, ...products])).toMatchObject([
      { stated: 1, statedAmount: 231_000, came: 208_000, tooMuch: 23_000, verdict: 'too few' },
    ]);
    const all = say('2022-05', 210_000, '2022-01-20T10:00:00.000Z');
    expect(await people([...lamps, ...products, all])).toMatchObject([
      { stated: 1, statedAmount: 210_000, came: 208_000 },
    ]);
  });

  it('stands beside what the same months of the year before would have missed by', async () => {
    const early = [
      say('2023-02', 120_000, '2023-01-20T10:00:00.000Z'),
      say('2023-03', 110_000, '2023-02-20T10:00:00.000Z'),
      // A year before was not over when that was said.
      say('2023-04', 1, '2022-03-20T10:00:00.000Z'),
    ];
    const events = [...bills(18), ...early, say('2022-05', 1, '2022-04-20T10:00:00.000Z')];
    const [row] = await sectionOf('people', events, {}, '2023-06-30T21:59:59.999Z');
    // 101,000 and 102,000 in February and March of 2022, 113,000 and 114,000 a year later.
    expect(row).toMatchObject({ stated: 4, compared: 2, meanError: 5_500, benchmarkError: 12_000 });
    expect(await people(said(0, 3))).toMatchObject([{ compared: 0, meanError: null, benchmarkError: null }]);
  });

  it('is held against what that manager invoiced', async () => {
    const events = [say('2022-05', 5_000, '2022-04-01T10:00:00.000Z', 'other')];
    expect(await people(events)).toMatchObject([{ managerId: id('other'), came: 0, tooMuch: 5_000 }]);
    expect(await people([...events, ...said(0)], { manager: id('other') })).toHaveLength(1);
  });
});

describe('the trials of both', () => {
  it('are named in the report until they were made', async () => {
    const { notes } = await ask([registered('2024-01-01T10:00:00.000Z')]);
    expect(notes).toContain('Nobody has tried yet how often this is right for this company: letopis trial forecast');
    expect(notes.some((note) => note.endsWith('letopis trial open-lines'))).toBe(true);
    expect([forecastOnTrial.horizonDays, openLinesOnTrial.horizonDays]).toEqual([92, 90]);
  });
});
