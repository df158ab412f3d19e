import { projections } from '../../src/read-models';
import { refusalsReport } from '../../src/read-models/refusals/report';
import { staleProductsReport } from '../../src/read-models/stale-products/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { eventAt, project, reportOver, sectionsOf, type GivenEvent } from '../support/project';
import {
  accepted,
  called,
  declined,
  euro,
  expired,
  introduced,
  issued,
  line,
  offered,
  offerVoided,
  paid,
  received,
  refusalCorrected,
  refused,
  registered,
  revised,
  saidNo,
} from '../support/sales';
import { id } from '../support/specify';

const JANUARY = '2024-01-01T00:00:00.000Z';
const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';

const ask = sectionsOf(projections, staleProductsReport, '2024-07-10T00:00:00.000Z');
const section = async (name: string, ...asked: Parameters<typeof ask>): Promise<readonly AnswerRow[]> =>
  (await ask(...asked))[name]!;
const rows = (events: readonly GivenEvent[]) => project(projections, events);

const product = (name: string, occurredAt = JANUARY, category = 'furniture'): GivenEvent =>
  introduced(occurredAt, { productId: id(name), name, category });
const of = (name: string) => ({ lines: [line(name, { productId: id(name) })] });
/** Lines of one product, each in an offer of its own. */
const ofOffer = (name: string, number: number) => ({ ...of(name), offerId: id(`${name} ${number}`) });
/** A sale on every so many days from a day of the year on. */
const sales = (name: string, every: number, times: number): readonly GivenEvent[] =>
  Array.from({ length: times }, (_, index) => {
    const at = new Date(Date.parse(JANUARY) + (index + 1) * every * 86_400_000).toISOString();
    return accepted(at, { ...ofOffer(name, index), offeredAt: at });
  });
const states = async (events: readonly GivenEvent[], at?: string): Promise<Record<string, unknown>> =>
  Object.fromEntries<unknown>(
    (await section('products', events, {}, at)).map((row) => [row['name'] as string, row['state']]),
  );

const stock = (occurredAt: string, available: boolean): GivenEvent => ({
  type: 'AvailabilityChanged',
  occurredAt,
  data: { productId: id('shelf'), available },
});

describe('the lines of a product', () => {
  const counted = async (events: readonly GivenEvent[], at?: string) => {
    const [row] = await section('products', events, {}, at);
    return { offered: row?.['offered'], accepted: row?.['accepted'], decided: row?.['decided'] };
  };

  it('of which one is accepted, one refused and one expires are three decided, each from its day on', async () => {
    const events = [
      offered(MAY, { lines: [line('a'), line('b'), line('c')] }),
      accepted(JUNE, { lines: [line('a')] }),
      refused(JUNE, { lines: [line('b')] }),
      expired(JULY, { lines: [line('c')] }),
    ];
    expect(await counted(events)).toEqual({ offered: 3, accepted: 1, decided: 3 });
    expect(await counted(events, JUNE)).toEqual({ offered: 3, accepted: 1, decided: 2 });
    expect(await counted(events, MAY)).toEqual({ offered: 3, accepted: 0, decided: 0 });
  });

  it('count anew with each version of the offer, which decides nothing', async () => {
    expect(await counted([offered(MAY), revised(MAY)])).toEqual({ offered: 2, accepted: 0, decided: 0 });
    const taken = accepted(JUNE, { version: 2, offeredAt: MAY });
    expect(await counted([offered(MAY), revised(MAY), taken])).toEqual({ offered: 2, accepted: 1, decided: 1 });
  });

  it('that are accepted on one day are two', async () => {
    const events = [offered(MAY, { lines: [line('a'), line('b')] }), accepted(MAY, { lines: [line('a')] })];
    expect(await counted([...events, accepted(MAY, { lines: [line('b')] })])).toMatchObject({ accepted: 2 });
    expect(await section('products', [...events, accepted(MAY, { lines: [line('b')] })])).toMatchObject([
      { daysWithSale: 1 },
    ]);
  });

  it('to which nobody answered are decided, and those that were entered in error are not', async () => {
    const silence = refused(JUNE, saidNo({ reason: 'NO_RESPONSE', group: 'unknown' }));
    const error = refused(JUNE, saidNo({ reason: 'DUPLICATE', group: 'invalid' }));
    expect(await counted([offered(MAY), silence])).toMatchObject({ decided: 1 });
    expect(await section('refusals', [introduced(MAY), offered(MAY), silence])).toEqual([]);
    expect(await counted([offered(MAY), error])).toMatchObject({ accepted: 0, decided: 0 });
  });

  it('follow a corrected refusal into another group, and ignore a corrected comment', async () => {
    const correct = (group: 'invalid' | 'price') =>
      refusalCorrected(JULY, { corrects: eventAt(2), refusedAt: JUNE, now: saidNo({ group }) });
    const events = [offered(MAY), refused(JUNE)];
    expect(await counted([...events, correct('invalid')])).toMatchObject({ decided: 0 });
    expect(await section('products', [...events, correct('price')])).toEqual(await section('products', events));
  });

  it('leave every figure with a voided offer', async () => {
    const outcome = (position: number, name: 'accepted' | 'refused' | 'expired' | 'withdrawn', word: string) => ({
      outcome: name,
      eventId: eventAt(position),
      at: JUNE,
      managerId: id('manager'),
      version: 1,
      lines: [line(word)],
      ...(name === 'refused' ? { refusal: saidNo() } : {}),
    });
    const lines = [line('a'), line('b'), line('c'), line('d')];
    const of = { offerId: id('offer'), clientId: id('client'), managerId: id('manager'), version: 1 };
    const withdrawn: GivenEvent = {
      type: 'OfferWithdrawn',
      occurredAt: JUNE,
      data: { ...of, kind: 'verbal', offeredAt: MAY, lines: [line('d')], reason: 'out of stock' },
    };
    const events = [
      offered(MAY, { lines }),
      accepted(JUNE, { lines: [line('a')] }),
      refused(JUNE, { lines: [line('b')] }),
      expired(JUNE, { lines: [line('c')] }),
      withdrawn,
      offerVoided(JULY, {
        offered: [{ version: 1, offeredAt: MAY, lines }],
        outcomes: [
          outcome(2, 'accepted', 'a'),
          outcome(3, 'refused', 'b'),
          outcome(4, 'expired', 'c'),
          outcome(5, 'withdrawn', 'd'),
        ],
      }),
    ];
    const shelf = introduced(JANUARY);
    for (const name of ['products', 'refusals', 'acceptance-by-segment'])
      expect(await section(name, [...events, shelf])).toEqual(await section(name, [shelf]));
  });

  it('have nothing of calls', async () => {
    expect(await section('products', [called(MAY), registered(MAY)])).toEqual([]);
  });
});

describe('the prices of a product', () => {
  it('100, 90 and 100 within a minute are three facts', () => {
    const price = (second: number, amount: number): GivenEvent => {
      const at = `2024-05-06T10:00:${second}.000Z`;
      return {
        type: 'PriceSet',
        occurredAt: at,
        data: { productId: id('shelf'), price: euro(amount), effectiveFrom: at },
      };
    };
    const cost: GivenEvent = {
      type: 'UnitCostSet',
      occurredAt: MAY,
      data: { productId: id('shelf'), cost: euro(60), effectiveFrom: JUNE },
    };
    expect(rows([price(10, 100), price(20, 90), price(30, 100), cost])['product_prices']).toMatchObject([
      { kind: 'price', amount: 100 },
      { kind: 'price', amount: 90 },
      { kind: 'price', amount: 100 },
      { kind: 'cost', amount: 60, effectiveFrom: JUNE, setAt: MAY },
    ]);
  });
});

describe('a product', () => {
  const shop = [product('shelf'), product('desk'), product('chair')];

  it('is stale when its silence is no chance any more, and sells while it may be', async () => {
    const events = [...shop, ...sales('shelf', 5, 10), ...sales('desk', 5, 37), ...sales('chair', 40, 4)];
    expect(await states(events)).toEqual({ shelf: 'stale', desk: 'selling', chair: 'selling' });
    const [shelf] = await section('products', events, { product: id('shelf') });
    expect(shelf).toMatchObject({
      basis: 'accepted',
      lastSaleOn: '2024-02-20',
      daysSinceLastSale: 141,
      daysWithSale: 10,
    });
    expect(shelf!['chanceOfNoSale']).toBeGreaterThan(0.8);
    expect(shelf!['chanceDead']).toBeGreaterThan(0.8);
  });

  it('is the likelier to sell no more, the longer it has been quiet against its own pace', async () => {
    const events = [...shop, ...sales('shelf', 5, 10), ...sales('desk', 5, 37), ...sales('chair', 20, 9)];
    const quiet = new Map((await section('products', events)).map((row) => [row['name'], row]));
    const [shelf, desk, chair] = ['shelf', 'desk', 'chair'].map((name) => quiet.get(name)!['chanceOfNoSale'] as number);
    expect(shelf).toBeGreaterThan(chair!);
    expect(chair).toBeGreaterThan(desk!);
    expect(quiet.get('desk')!['quietDaysOnSale']).toBeCloseTo(5, 9);
  });

  it('does not grow stale while it is out of stock', async () => {
    const events = [...shop, ...sales('shelf', 5, 10), ...sales('desk', 5, 37), ...sales('chair', 40, 4)];
    const empty = [...events, stock('2024-02-21T00:00:00.000Z', false), stock('2024-07-09T00:00:00.000Z', true)];
    expect(await states(empty)).toMatchObject({ shelf: 'selling' });
    expect((await section('products', empty, { product: id('shelf') }))[0]!['quietDaysOnSale']).toBeCloseTo(1, 9);
  });

  it('is new, never stale, while it is younger than two expected intervals', async () => {
    const events = [...shop, ...sales('desk', 20, 9), product('lamp', '2024-07-01T00:00:00.000Z')];
    expect(await states(events)).toMatchObject({ lamp: 'new' });
  });

  it('never sold is told apart, also where nothing ever was', async () => {
    expect(await states([...shop, ...sales('desk', 5, 37)])).toMatchObject({ shelf: 'never sold' });
    expect(await section('products', shop)).toMatchObject([
      { state: 'never sold', chanceOfNoSale: null, acceptance: null },
      { state: 'never sold' },
      { state: 'never sold' },
    ]);
  });

  it('is withdrawn from when it was said on, until it is reinstated', async () => {
    const productId = id('desk');
    const withdrawn: GivenEvent = {
      type: 'ProductWithdrawn',
      occurredAt: MAY,
      data: { productId, effectiveFrom: JUNE, reason: 'old', replacementId: id('chair') },
    };
    const reinstated: GivenEvent = {
      type: 'ProductReinstated',
      occurredAt: JULY,
      data: { productId, effectiveFrom: '2024-07-05T00:00:00.000Z' },
    };
    const events = [...shop, ...sales('desk', 5, 37), withdrawn];
    expect(await states(events, '2024-05-20T00:00:00.000Z')).toMatchObject({ desk: 'selling' });
    expect(await states(events)).toMatchObject({ desk: 'withdrawn' });
    expect(rows(events)['products']).toContainEqual(
      expect.objectContaining({ withdrawnFrom: JUNE, withdrawnReason: 'old', replacementId: id('chair') }),
    );
    expect(await states([...events, reinstated])).toMatchObject({ desk: 'selling' });
    expect(await states([...events, reinstated], '2024-07-02T00:00:00.000Z')).toMatchObject({ desk: 'withdrawn' });
  });

  it('is watched by the day of asking: what came later is not seen', async () => {
    const events = [product('shelf'), ...sales('shelf', 30, 5)];
    const [shelf] = await section('products', events, {}, '2024-03-15T00:00:00.000Z');
    expect(shelf).toMatchObject({ daysWithSale: 2, lastSaleOn: '2024-03-01', daysSinceLastSale: 14 });
  });

  it('sells by its invoices where there are any, without the voided ones', async () => {
    const second = { invoiceId: id('second'), number: 'R-2' };
    const voided: GivenEvent = {
      type: 'InvoiceVoided',
      occurredAt: JULY,
      data: {
        ...second,
        clientId: id('client'),
        managerId: id('manager'),
        lines: [],
        totals: { net: 0, vat: 0, gross: 0 },
        currency: 'EUR',
        reason: 'twice',
      },
    };
    const events = [product('shelf'), accepted(JULY), issued(MAY), issued(JUNE, second), paid(JULY)];
    expect(await section('products', events)).toMatchObject([
      { basis: 'invoiced', lastSaleOn: '2024-06-03', daysWithSale: 2 },
    ]);
    expect(await section('products', [...events, voided])).toMatchObject([
      { lastSaleOn: '2024-05-06', daysWithSale: 1 },
    ]);
    expect(await section('products', events, { basis: 'accepted' })).toMatchObject([{ lastSaleOn: '2024-07-01' }]);
    expect(await section('products', events, { basis: 'paid' })).toMatchObject([
      { basis: 'paid', lastSaleOn: '2024-07-01', daysWithSale: 1 },
    ]);
    const part = paid(JULY, { outstanding: 1 });
    expect(await section('products', [product('shelf'), issued(MAY), part], { basis: 'paid' })).toMatchObject([
      { lastSaleOn: null, daysWithSale: 0 },
    ]);
  });

  it('is accepted as often as its lines and those of the others tell', async () => {
    const noes = (name: string, times: number) =>
      Array.from({ length: times }, (_, index) => refused(JUNE, ofOffer(name, 100 + index)));
    const events = [
      ...shop,
      ...sales('desk', 5, 8),
      ...noes('desk', 2),
      accepted(MAY, of('shelf')),
      ...noes('shelf', 9),
    ];
    const [shelf] = await section('products', events, { product: id('shelf') });
    expect(shelf).toMatchObject({ accepted: 1, decided: 10, decidedSinceAcceptance: 9 });
    const estimate = shelf!['acceptance'] as number;
    expect(estimate).toBeGreaterThan(0.1);
    expect(estimate).toBeLessThan(0.45);
    expect(shelf!['acceptanceLow']).toBeLessThan(estimate);
    expect(shelf!['acceptanceHigh']).toBeGreaterThan(estimate);
    expect(shelf!['chanceOfNoAcceptance']).toBeCloseTo((1 - estimate) ** 9, 9);
  });

  it('is found by its category, the stuck ones first', async () => {
    const events = [...shop, product('pen', JANUARY, 'paper'), ...sales('shelf', 5, 10), ...sales('desk', 5, 37)];
    expect((await section('products', events, { limit: 1 }))[0]).toMatchObject({ name: 'shelf' });
    expect(await section('products', events, { category: 'paper' })).toMatchObject([{ name: 'pen' }]);
  });

  it('is shown though nobody introduced it', async () => {
    expect(await section('products', [accepted(MAY)])).toMatchObject([
      { productId: id('shelf'), name: '', daysWithSale: 1 },
    ]);
  });
});

describe('the refusals of a product', () => {
  const events = [
    product('shelf'),
    registered(JANUARY, { segment: 'schools' }),
    refused(JUNE, { offeredAt: MAY, competitor: 'Ostwind' }),
    refused(JUNE, { offeredAt: JUNE, ...saidNo({ reason: 'NO_NEED', group: 'need' }) }),
    refused(JUNE, saidNo({ reason: 'DUPLICATE', group: 'invalid' })),
    refused('2022-01-01T10:00:00.000Z', { offeredAt: '2022-01-01T10:00:00.000Z' }),
  ];

  it('are counted by reason at their date, and apart by cohort', async () => {
    const shelf = { productId: id('shelf'), name: 'shelf' };
    expect(await section('refusals', events, { from: '2024-06-01' })).toEqual([
      { ...shelf, reason: 'NO_NEED', refusals: 1, cohortRefusals: 1 },
      { ...shelf, reason: 'PRICE_TOO_HIGH', refusals: 1, cohortRefusals: 0 },
    ]);
    expect(await section('refusals', events)).toContainEqual({
      ...shelf,
      reason: 'PRICE_TOO_HIGH',
      refusals: 1,
      cohortRefusals: 1,
    });
  });

  it('are counted by segment, manager and competitor, too', async () => {
    expect(await section('refusals', events, { by: 'segment' })).toMatchObject([{ segment: 'schools', refusals: 2 }]);
    expect(await section('refusals', events, { by: 'manager' })).toMatchObject([
      { manager: id('manager'), refusals: 2 },
    ]);
    expect(await section('refusals', events, { by: 'competitor' })).toMatchObject([
      { competitor: null, refusals: 1 },
      { competitor: 'Ostwind', refusals: 1 },
    ]);
    const inCapitals = refused(JUNE, { offerId: id('next'), offeredAt: JUNE, competitor: 'OSTWIND ' });
    const again = refused(JUNE, { offerId: id('last'), offeredAt: JUNE, competitor: 'Ostwind' });
    expect(await section('refusals', [...events, inCapitals, again], { by: 'competitor' })).toMatchObject([
      { competitor: 'Ostwind', refusals: 3 },
      { competitor: null, refusals: 1 },
    ]);
  });
});

describe('the acceptance of a product', () => {
  it('is told by segment, as its clients are classified now', async () => {
    const events = [
      product('shelf'),
      registered(JANUARY, { segment: 'schools' }),
      registered(JANUARY, { clientId: id('shop'), segment: 'schools' }),
      { type: 'ClientClassified', occurredAt: JULY, data: { clientId: id('shop'), segment: 'shops', by: 'rule' } },
      accepted(MAY),
      refused(MAY, { clientId: id('shop'), offerId: id('other') }),
    ] as const satisfies readonly GivenEvent[];
    expect(await section('acceptance-by-segment', events)).toMatchObject([
      { segment: 'schools', accepted: 1, decided: 1 },
      { segment: 'shops', accepted: 0, decided: 1 },
    ]);
    const shop = { clientId: id('shop'), by: 'rule' } as const;
    const inCapitals: GivenEvent = {
      type: 'ClientClassified',
      occurredAt: JULY,
      data: { ...shop, segment: 'SCHOOLS' },
    };
    expect(await section('acceptance-by-segment', [...events, inCapitals])).toMatchObject([
      { segment: 'SCHOOLS', accepted: 1, decided: 2 },
    ]);
  });
});

describe('the segments of clients who were merged', () => {
  const merged: GivenEvent = {
    type: 'ClientMerged',
    occurredAt: JULY,
    data: { clientId: id('double'), into: id('client'), evidence: 'tax id' },
  };
  const before = [
    product('shelf'),
    registered(JANUARY, { segment: 'schools' }),
    registered(JANUARY, { clientId: id('double'), segment: 'shops' }),
    accepted(MAY),
    refused(JUNE, { clientId: id('double'), offerId: id('other'), offeredAt: JUNE }),
  ];
  const asked = async (events: readonly GivenEvent[]) => {
    const [causes, acceptance] = [
      await section('refusals', events, { by: 'segment' }),
      await section('acceptance-by-segment', events),
    ];
    const summary = await reportOver(projections, events)(refusalsReport, { by: 'segment' }, { at: JULY });
    return {
      causes: causes.map(({ segment, refusals }) => [segment, refusals]),
      acceptance: acceptance.map(({ segment, accepted: yes, decided }) => [segment, yes, decided]),
      refusals: summary.sections['summary']!.map(({ segment, refusals }) => [segment, refusals]),
    };
  };

  it('are those of the clients that they are read as, in every report', async () => {
    expect(await asked(before)).toEqual({
      causes: [['shops', 1]],
      acceptance: [
        ['schools', 1, 1],
        ['shops', 0, 1],
      ],
      refusals: [['shops', 1]],
    });
    expect(await asked([...before, merged])).toEqual({
      causes: [['schools', 1]],
      acceptance: [['schools', 1, 2]],
      refusals: [['schools', 1]],
    });
  });
});

describe('unmet demand', () => {
  const wish = (word: string, need: string, given = {}): GivenEvent =>
    received(JUNE, { enquiryId: id(word), items: [{ need, quantity: 2 }], ...given });

  it('is what was asked for without a product, ranked, and what was declined as not sold', async () => {
    const events = [
      wish('one', 'Standing desk'),
      wish('two', ' standing desk ', { clientId: id('other') }),
      wish('three', 'Lamp'),
      wish('old', 'Lamp', {}),
      received(JUNE, { enquiryId: id('four'), items: [{ productId: id('shelf') }] }),
      received(JUNE, { enquiryId: id('five'), items: [{ productId: id('desk') }] }),
      declined(JULY, { enquiryId: id('four') }),
      declined(JULY, { enquiryId: id('five'), reason: 'OUT_OF_STOCK' }),
      wish('six', 'Cheap pills'),
      declined(JULY, { enquiryId: id('six'), reason: 'SPAM' }),
      declined(JULY, { enquiryId: id('old'), reason: 'DUPLICATE' }),
    ];
    expect(await section('unmet-demand', events)).toEqual([
      { need: 'Standing desk', productId: null, enquiries: 2, clients: 2, quantity: 4, declined: 0 },
      { need: 'Lamp', productId: null, enquiries: 1, clients: 1, quantity: 2, declined: 0 },
      { need: null, productId: id('shelf'), enquiries: 1, clients: 1, quantity: 1, declined: 1 },
    ]);
    expect(await section('unmet-demand', events, { from: '2024-06-04' })).toEqual([]);
  });

  it('counts the same words once, however they are written, and shows them as they are mostly written', async () => {
    const written = ['Gluten-free café', 'gluten-free CAFÉ', 'Gluten-free cafe\u0301', 'Gluten-free  café'];
    const events = [
      ...written.map((need, index) => wish(`café ${index}`, need)),
      wish('street', 'Straße'),
      wish('capital street', 'STRASSE'),
    ];
    const needs = async (asked: readonly GivenEvent[]) =>
      (await section('unmet-demand', asked)).map(({ need, enquiries }) => [need, enquiries]);
    const expected = [
      ['Gluten-free café', 4],
      ['STRASSE', 2],
    ];
    expect(await needs(events)).toEqual(expected);
    expect(await needs(events.toReversed())).toEqual(expected);
  });

  it('of people who were erased is one, counted, and says no word', async () => {
    const sealed = { sealed: '', of: id('client') };
    const events = ['one', 'two'].map((word) => received(JUNE, { enquiryId: id(word), items: [{ need: sealed }] }));
    expect(await section('unmet-demand', events)).toMatchObject([{ need: '[erased]', enquiries: 2 }]);
  });

  it('takes a no back when the enquiry is reopened', async () => {
    const reopened: GivenEvent = {
      type: 'EnquiryReopened',
      occurredAt: JULY,
      data: { enquiryId: id('enquiry'), reason: 'sold after all', answerDueAt: JULY, fulfilDueAt: JULY },
    };
    expect(await section('unmet-demand', [received(JUNE), declined(JULY)])).toHaveLength(1);
    expect(await section('unmet-demand', [received(JUNE), declined(JULY), reopened])).toEqual([]);
  });
});
