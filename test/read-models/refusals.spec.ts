import { projections } from '../../src/read-models';
import type { Code } from '../../src/domain/shared/values';
import { personal } from '../../src/domain/shared/values';
import type { ReasonGroup } from '../../src/domain/shared/words';
import { refusalsReport } from '../../src/read-models/refusals/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { eventAt, project, reportOver, type GivenEvent, type Values } from '../support/project';
import {
  accepted,
  called,
  euro,
  expired,
  introduced,
  line,
  offered,
  offerVoided,
  refusalCorrected,
  refused,
  registered,
  revised,
  saidNo,
} from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';
const may = { from: '2024-05-01', to: '2024-06-01' };
const june = { from: '2024-06-01', to: '2024-07-01' };

const ask = (events: readonly GivenEvent[], values: Values = {}) =>
  reportOver(projections, events)(refusalsReport, values);
const summary = async (events: readonly GivenEvent[], values: Values = {}): Promise<readonly AnswerRow[]> =>
  (await ask(events, values)).sections['summary']!;
const outside = async (events: readonly GivenEvent[]): Promise<readonly AnswerRow[]> =>
  (await ask(events)).sections['outside']!;
const register = async (events: readonly GivenEvent[], values: Values = {}): Promise<readonly AnswerRow[]> =>
  (await ask(events, values)).sections['refusals']!;
const total = async (events: readonly GivenEvent[], values: Values = {}): Promise<number> =>
  (await summary(events, values)).reduce((sum, row) => sum + Number(row['refusals']), 0);

const defined = (code: Code, group: ReasonGroup = 'price'): GivenEvent => ({
  type: 'ReasonDefined',
  occurredAt: MAY,
  data: { catalogue: 'refusal', code, group, durable: 'not_durable', label: `label of ${code}`, effectiveFrom: MAY },
});

describe('the register of refusals', () => {
  it('has a row for each line that was refused, spoken or written', () => {
    const lines = [line('one', { quantity: 3 }), line('two', { productId: id('desk') })];
    const refusal = refused(JUNE, {
      lines,
      kind: 'written',
      enquiryId: id('enquiry'),
      version: 2,
      offeredAt: MAY,
      otherReasons: ['NO_BUDGET', 'POOR_FIT'],
      competitor: 'Ostwind',
      priceGap: euro(500),
      reconsiderOn: '2024-09-01',
      comment: personal('too dear, he said', id('client')),
    });
    const { refusals } = project(projections, [refusal]);
    expect(refusals).toHaveLength(2);
    expect(refusals).toContainEqual({
      eventId: eventAt(1),
      lineId: id('one'),
      offerId: id('offer'),
      version: 2,
      kind: 'written',
      solicited: 1,
      clientId: id('client'),
      managerId: id('manager'),
      productId: id('shelf'),
      quantity: 3,
      price: 9_000,
      listPrice: 10_000,
      value: 27_000,
      currency: 'EUR',
      refusedAt: JUNE,
      refusedOn: '2024-06-03',
      offeredAt: MAY,
      reason: 'PRICE_TOO_HIGH',
      reasonGroup: 'price',
      durable: 'not_durable',
      otherReasons: 'NO_BUDGET,POOR_FIT',
      statedBy: 'client',
      competitor: 'Ostwind',
      priceGap: 500,
      priceGapCurrency: 'EUR',
      reconsiderOn: '2024-09-01',
      comment: JSON.stringify(personal('too dear, he said', id('client'))),
      corrected: 0,
      voided: 0,
      ...{ firstPosition: 1, lastPosition: 1, firstAt: JUNE, lastAt: JUNE },
    });
  });

  it('says nothing of where in the log it came from, and lists the further reasons', async () => {
    const others = saidNo({ otherReasons: ['NO_BUDGET', 'POOR_FIT'] });
    const [row] = await register([refused(JUNE, others)]);
    expect(row).toMatchObject({ otherReasons: ['NO_BUDGET', 'POOR_FIT'] });
    expect(Object.keys(row!)).not.toContain('firstPosition');
    expect(await register([refused(JUNE)])).toMatchObject([{ otherReasons: [] }]);
  });

  it('takes a spoken line without a price', async () => {
    const bare = { lineId: id('one'), productId: id('shelf'), quantity: 1 };
    expect(await register([refused(JUNE, { lines: [bare] })])).toMatchObject([
      { price: null, listPrice: null, value: null, currency: null },
    ]);
    expect(await summary([refused(JUNE, { lines: [bare] })])).toMatchObject([{ refusals: 1, value: null }]);
  });

  it('has nothing of calls, offers, acceptances and expiries', async () => {
    expect(await register([called(MAY), offered(MAY), accepted(JUNE), expired(JUNE)])).toEqual([]);
  });

  it('is read in pages', async () => {
    const events = [refused(JUNE, { lines: [line('one'), line('two')] }), refused(MAY), refused(JULY)];
    const [first, second] = await register(events, { limit: 2 });
    expect(first).toMatchObject({ refusedAt: MAY });
    const rest = await register(events, { after: second!['row'] as string });
    expect(rest.map((row) => row['refusedAt'])).toEqual([JUNE, JULY]);
    expect(rest.map((row) => row['row'])).not.toContain(second!['row']);
  });
});

describe('a refusal', () => {
  it('in June of an offer of May is in June’s refusals and in May’s cohort', async () => {
    const events = [offered(MAY), refused(JUNE, { offeredAt: MAY })];
    expect(await total(events, june)).toBe(1);
    expect(await total(events, may)).toBe(0);
    expect(await total(events, { ...may, cohort: true })).toBe(1);
    expect(await total(events, { ...june, cohort: true })).toBe(0);
  });

  it('counts twice where the line was reopened and refused again, each at its date for its reason', async () => {
    const again = saidNo({ reason: 'NO_NEED', group: 'need' });
    const events = [
      offered(MAY),
      refused(MAY),
      revised(JUNE, { reopened: [id('line')] }),
      refused(JUNE, { version: 2, offeredAt: JUNE, ...again }),
    ];
    expect(await summary(events, may)).toMatchObject([{ reason: 'PRICE_TOO_HIGH', refusals: 1 }]);
    expect(await summary(events, june)).toMatchObject([{ reason: 'NO_NEED', refusals: 1 }]);
    expect(await total(events)).toBe(2);
  });

  it('moves no figure of any month when its comment is corrected', async () => {
    const events = [refused(MAY), refused(JUNE)];
    const now = saidNo({ comment: personal('as he wrote', id('client')) });
    const corrected = [...events, refusalCorrected(JULY, { corrects: eventAt(1), refusedAt: MAY, now })];
    for (const window of [may, june, {}]) {
      for (const by of ['reason', 'month', 'manager']) {
        expect(await summary(corrected, { ...window, by })).toEqual(await summary(events, { ...window, by }));
      }
    }
    expect(await register(corrected, may)).toMatchObject([
      { corrected: true, comment: personal('as he wrote', id('client')), refusedAt: MAY },
    ]);
  });

  it('counts for the reason to which it was corrected, at its own date', async () => {
    const now = saidNo({ reason: 'COMPETITOR', group: 'competition', competitor: 'Ostwind' });
    const events = [refused(MAY), refusalCorrected(JULY, { corrects: eventAt(1), refusedAt: MAY, now })];
    expect(await summary(events, may)).toMatchObject([{ reason: 'COMPETITOR', refusals: 1 }]);
    expect(await summary([...events, ...events.slice(1)], may)).toMatchObject([{ reason: 'COMPETITOR', refusals: 1 }]);
  });

  it('leaves every figure with its voided offer, and only with its own', async () => {
    const other = refused(MAY, { offerId: id('other'), lines: [line('else')] });
    const gone = {
      outcome: 'refused',
      eventId: eventAt(1),
      at: MAY,
      managerId: id('manager'),
      version: 1,
      lines: [line('line')],
    } as const;
    const events = [refused(MAY), other, offerVoided(JULY, { outcomes: [gone] })];
    expect(await total(events)).toBe(1);
    expect(await outside(events)).toEqual([{ outcome: 'voided', lines: 1, offers: 1 }]);
    expect(await register(events)).toHaveLength(1);
    expect(await register(events, { voided: true })).toHaveLength(2);
  });

  it('is none where nobody answered, or where it was entered in error', async () => {
    const events = [
      refused(MAY),
      refused(MAY, saidNo({ reason: 'NO_RESPONSE', group: 'unknown' })),
      refused(MAY, saidNo({ reason: 'DUPLICATE', group: 'invalid' })),
    ];
    expect(await summary(events)).toMatchObject([{ reason: 'PRICE_TOO_HIGH', refusals: 1, share: 1 }]);
    expect(await outside(events)).toEqual([
      { outcome: 'invalid', lines: 1, offers: 1 },
      { outcome: 'no response', lines: 1, offers: 1 },
    ]);
    expect(await register(events)).toHaveLength(3);
  });
});

describe('the summary of refusals', () => {
  it('counts lines, offers, clients and value, and tells the share with its interval', async () => {
    const need = saidNo({ reason: 'NO_NEED', group: 'need', statedBy: 'manager' });
    const gap = (amount: number) => saidNo({ priceGap: euro(amount) });
    const events = [
      defined('PRICE_TOO_HIGH'),
      refused(MAY, { lines: [line('a'), line('b', { quantity: 2 })], ...gap(100) }),
      refused(MAY, { offerId: id('second'), clientId: id('other'), lines: [line('c')], ...gap(900) }),
      refused(JUNE, { offerId: id('second'), clientId: id('other'), lines: [line('d')], ...need }),
    ];
    const [price, noNeed] = await summary(events);
    expect(price).toMatchObject({
      reason: 'PRICE_TOO_HIGH',
      name: 'label of PRICE_TOO_HIGH',
      refusals: 3,
      offers: 2,
      clients: 2,
      value: 36_000,
      currency: 'EUR',
      priceGapMedian: 100,
      priceGaps: 3,
      share: 0.75,
      statedByClientShare: 1,
    });
    // Wilson for 3 of 4, by hand: (0.75 + 0.4802 ± 0.6408) / 1.9604.
    expect(price!['shareLow']).toBeCloseTo(0.3006, 4);
    expect(price!['shareHigh']).toBeCloseTo(0.9544, 4);
    expect(noNeed).toMatchObject({ reason: 'NO_NEED', name: null, refusals: 1, statedByClientShare: 0 });
  });

  it('does not add up currencies, but lists them', async () => {
    const dollars = line('usd', { unitPrice: { amount: 70, currency: 'USD' } });
    const answer = await ask([refused(MAY, { lines: [line('eur'), dollars] })]);
    expect(answer.sections['summary']).toMatchObject([{ refusals: 2, value: null, currency: null }]);
    expect(answer.sections['values']).toEqual([
      { reason: 'PRICE_TOO_HIGH', currency: 'EUR', refusals: 1, value: 9_000 },
      { reason: 'PRICE_TOO_HIGH', currency: 'USD', refusals: 1, value: 70 },
    ]);
  });

  it('counts by whatever is asked for', async () => {
    const events = [
      introduced(MAY),
      registered(MAY, { segment: 'schools' }),
      registered(MAY, { clientId: id('other') }),
      { type: 'ClientClassified', occurredAt: MAY, data: { clientId: id('other'), segment: 'shops', by: 'rule' } },
      refused('2024-05-31T21:59:00.000Z'),
      refused('2024-05-31T22:00:00.000Z', { clientId: id('other'), managerId: id('b'), competitor: 'Ostwind' }),
    ] as const satisfies readonly GivenEvent[];
    const keys = async (by: string) => (await summary(events, { by })).map((row) => [row[by], row['refusals']]);
    expect(await keys('group')).toEqual([['price', 2]]);
    expect(await keys('manager')).toEqual(
      expect.arrayContaining([
        [id('manager'), 1],
        [id('b'), 1],
      ]),
    );
    expect(await keys('product')).toEqual([[id('shelf'), 2]]);
    expect(await keys('client')).toEqual(
      expect.arrayContaining([
        [id('client'), 1],
        [id('other'), 1],
      ]),
    );
    expect(await keys('segment')).toEqual([
      ['schools', 1],
      ['shops', 1],
    ]);
    expect(await keys('competitor')).toEqual([
      [null, 1],
      ['Ostwind', 1],
    ]);
    expect(await keys('month')).toEqual([
      ['2024-05', 1],
      ['2024-06', 1],
    ]);
    expect(await keys('stated-by')).toEqual([['client', 2]]);
    expect(await summary(events, { by: 'product' })).toMatchObject([{ name: 'Shelf' }]);
  });

  it('keeps to one manager, product, client or reason', async () => {
    const events = [
      refused(MAY),
      refused(MAY, { managerId: id('b'), clientId: id('other'), lines: [line('x', { productId: id('desk') })] }),
    ];
    expect(await total(events, { manager: id('b') })).toBe(1);
    expect(await total(events, { client: id('other') })).toBe(1);
    expect(await total(events, { product: id('desk') })).toBe(1);
    expect(await total(events, { reason: 'PRICE_TOO_HIGH' })).toBe(2);
    expect(await total(events, { reason: 'NO_NEED' })).toBe(0);
  });

  it('reads merged clients as one until the merge is reversed', async () => {
    const merged = (clientId: string, into: string): GivenEvent => ({
      type: 'ClientMerged',
      occurredAt: JULY,
      data: { clientId, into, evidence: 'tax id' },
    });
    const events = [
      ...['client', 'second', 'third'].map((word) => registered(MAY, { clientId: id(word) })),
      refused(MAY),
      refused(MAY, { clientId: id('second') }),
      refused(MAY, { clientId: id('third') }),
    ];
    const chain = [...events, merged(id('third'), id('second')), merged(id('second'), id('client'))];
    expect(await summary(chain, { by: 'client' })).toMatchObject([{ client: id('client'), refusals: 3, clients: 1 }]);
    expect(await total(chain, { client: id('third') })).toBe(3);
    const reversed: GivenEvent[] = [id('second'), id('third')].map((clientId) => ({
      type: 'MergeReversed',
      occurredAt: JULY,
      data: { clientId, from: id('client'), reason: 'two firms' },
    }));
    for (const values of [{ by: 'client' }, { client: id('client') }, { client: id('third') }])
      expect(await ask([...chain, ...reversed], values)).toEqual(await ask(events, values));
  });

  it('shows a reason as what the catalogue has mapped it to, and tells what was recorded', async () => {
    const remapped: GivenEvent = {
      type: 'ReasonRemapped',
      occurredAt: JULY,
      data: { catalogue: 'refusal', from: 'TOO_DEAR', to: 'PRICE_TOO_HIGH', effectiveFrom: JULY },
    };
    const retired: GivenEvent = {
      type: 'ReasonRetired',
      occurredAt: JULY,
      data: { catalogue: 'refusal', code: 'TOO_DEAR', effectiveFrom: JULY },
    };
    const old = saidNo({ reason: 'TOO_DEAR', group: 'other' });
    const events = [
      defined('PRICE_TOO_HIGH'),
      defined('TOO_DEAR', 'other'),
      refused(MAY),
      refused(MAY, old),
      remapped,
      retired,
    ];
    expect(await summary(events)).toMatchObject([{ reason: 'PRICE_TOO_HIGH', refusals: 2 }]);
    expect(await summary(events, { by: 'group' })).toMatchObject([{ group: 'price', refusals: 2 }]);
    expect(await register(events, { reason: 'PRICE_TOO_HIGH' })).toHaveLength(2);
    expect((await register(events)).map((row) => [row['reason'], row['shownReason']])).toContainEqual([
      'TOO_DEAR',
      'PRICE_TOO_HIGH',
    ]);
    const before = reportOver(projections, events);
    const asOfJune = await before(refusalsReport, {}, { at: JUNE });
    expect(asOfJune.sections['summary']).toHaveLength(2);
    expect(project(projections, events)['refusal_reasons']).toContainEqual(
      expect.objectContaining({ code: 'TOO_DEAR', retiredFrom: JULY, mappedTo: 'PRICE_TOO_HIGH', mappedFrom: JULY }),
    );
  });
});
