import { projections } from '../../src/read-models';
import { conversionReport } from '../../src/read-models/conversion/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { sectionsOf, type GivenEvent, type Values } from '../support/project';
import {
  accepted,
  declined,
  issued,
  line,
  offered,
  offerVoided,
  paid,
  received,
  refused,
  registered,
} from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
/** Days after the receipt in May. */
const day = (days: number): string => new Date(Date.parse(MAY) + days * 86_400_000).toISOString();

const ask = sectionsOf(projections, conversionReport, day(100));
const total = async (events: readonly GivenEvent[], at?: string): Promise<Record<string, AnswerRow>> =>
  Object.fromEntries((await ask(events, {}, at))['total']!.map((row) => [row['step'] as string, row]));

const answered = (occurredAt: string, enquiryId = id('enquiry')): GivenEvent => ({
  type: 'EnquiryAnswered',
  occurredAt,
  data: {
    ...{ enquiryId, by: { messageRef: 'a letter' }, managerId: id('manager') },
    ...{ workingMinutes: 60, managerMinutes: 60, inTime: true },
  },
});

const ofOffer = { basis: { offerId: id('offer'), version: 1, lineIds: [id('line')] } };
const wholeWay = [
  received(MAY),
  answered(day(1)),
  offered(day(3), { enquiryId: id('enquiry') }),
  accepted(day(10)),
  issued(day(11), ofOffer),
  paid(day(20)),
];
const another = (name: string, given: object = {}) => received(MAY, { enquiryId: id(name), ...given });

describe('the way of an enquiry', () => {
  it('goes from the receipt to the payment, and each step has its days', async () => {
    expect(await total(wholeWay)).toMatchObject({
      received: { reached: 1, share: 1, ofPrevious: null, medianDays: null },
      answered: { reached: 1, ofPrevious: 1, medianDays: 1, medianDaysFromReceipt: 1 },
      offered: { reached: 1, medianDays: 2, medianDaysFromReceipt: 3 },
      accepted: { reached: 1, medianDays: 7 },
      invoiced: { reached: 1, medianDays: 1 },
      paid: { reached: 1 },
    });
  });

  it('is known as far as it had come by a past moment', async () => {
    expect(await total(wholeWay, day(5))).toMatchObject({
      offered: { reached: 1 },
      accepted: { reached: 0, share: 0, waiting: 1, medianDays: null },
      paid: { reached: 0, ofPrevious: null },
    });
  });

  it('has no acceptance where the offer was voided, and no payment where only a part was paid', async () => {
    const part = paid(day(20), { credited: 10, outstanding: 10_700 });
    expect(await total([...wholeWay.slice(0, 5), part])).toMatchObject({
      invoiced: { reached: 1 },
      paid: { reached: 0 },
    });
    const offeredThen = { version: 1, offeredAt: day(3), lines: [line('line')] };
    expect(await total([...wholeWay.slice(0, 4), offerVoided(day(12), { offered: [offeredThen] })])).toMatchObject({
      answered: { reached: 1 },
      offered: { reached: 0 },
      accepted: { reached: 0 },
    });
  });

  it('leads to the offer that is named as its answer, too', async () => {
    const byOffer = answered(day(3));
    const evidence = { ...byOffer, data: { ...byOffer.data, by: { offerId: id('offer') } } } as GivenEvent;
    expect(await total([received(MAY), offered(day(3)), evidence])).toMatchObject({ offered: { reached: 1 } });
  });
});

describe('conversion', () => {
  it('is of all enquiries, and of those that reached the step before', async () => {
    const events = [...wholeWay, another('silent'), another('answered'), answered(day(2), id('answered'))];
    expect(await total(events)).toMatchObject({
      answered: { reached: 2, share: 2 / 3, ofPrevious: 2 / 3, waiting: 1 },
      offered: { reached: 1, share: 1 / 3, ofPrevious: 1 / 2, waiting: 1 },
    });
  });

  it('leaves out duplicates and spam', async () => {
    const spam = declined(day(1), { enquiryId: id('spam'), reason: 'SPAM' });
    expect(await total([received(MAY), another('spam'), spam])).toMatchObject({ received: { reached: 1 } });
  });

  it('has the median of all that wait: what was not reached counts with its time, until it ended', async () => {
    const silent = ['a', 'b', 'c'].map((name) => another(name));
    // 1 of 4 was answered after a day; the other three wait on.
    expect(await total([...wholeWay.slice(0, 2), ...silent])).toMatchObject({
      answered: { medianDays: null, waiting: 3 },
    });
    // Two of these were declined before the answer came, so they were no longer at risk of one.
    const ended = ['a', 'b'].map((name) => declined(day(0.5), { enquiryId: id(name) }));
    expect(await total([...wholeWay.slice(0, 2), ...silent, ...ended])).toMatchObject({
      answered: { reached: 1, medianDays: 1, waiting: 1 },
    });
  });

  it('does not wait for an acceptance once all lines have an outcome', async () => {
    const [made, no] = [offered(day(3), { enquiryId: id('enquiry') }), refused(day(5))];
    expect(await total([received(MAY), made])).toMatchObject({ accepted: { waiting: 1 } });
    expect(await total([received(MAY), made, no])).toMatchObject({ accepted: { waiting: 0 } });
  });

  it.each([
    ['month', ['2024-05', '2024-06']],
    ['manager', [id('anna'), id('boris')]],
    ['source', ['Poster', 'fair']],
    ['segment', ['shops', null]],
    ['priority', ['high', 'normal']],
    ['channel', ['email', 'phone']],
    ['client', [id('client'), id('other')]],
  ])('is by %s', async (by, keys) => {
    const other = { enquiryId: id('two'), clientId: id('other'), managerId: id('boris'), priority: 'normal' } as const;
    const events = [
      registered(MAY, { segment: 'shops' }),
      registered(MAY, { clientId: id('other') }),
      received(MAY, { managerId: id('anna'), origin: 'Poster', priority: 'high' }),
      received(day(30), { ...other, channel: 'phone' }),
    ];
    const rows = (await ask(events, { by }))['steps']!.filter(({ step }) => step === 'received');
    expect(new Set(rows.map((row) => row[by]))).toEqual(new Set(keys));
    expect(rows.map(({ reached }) => reached)).toEqual([1, 1]);
  });

  it('counts an enquiry once for each product it asks for, and once in all', async () => {
    const items = [
      { productId: id('shelf') },
      { productId: id('sofa') },
      { productId: id('sofa') },
      { need: 'a lamp' },
    ];
    const { steps, total: all } = await ask([received(MAY, { items })], { by: 'product' });
    const rows = steps!.filter(({ step }) => step === 'received');
    expect(new Map(rows.map(({ product, reached }) => [product, reached]))).toEqual(
      new Map([
        [id('shelf'), 1],
        [id('sofa'), 1],
        [null, 1],
      ]),
    );
    expect(all![0]).toMatchObject({ reached: 1 });
  });

  it('has a window over the receipt, and can be of one manager, client or product', async () => {
    const events = [received(MAY, { managerId: id('anna') }), another('two', { items: [{ productId: id('sofa') }] })];
    const first = async (values: Values) => (await ask(events, values))['total']![0];
    expect(await first({})).toMatchObject({ reached: 2 });
    expect(await first({ from: '2024-06-01' })).toMatchObject({ reached: 0, share: null });
    expect(await first({ manager: id('anna') })).toMatchObject({ reached: 1 });
    expect(await first({ product: id('sofa') })).toMatchObject({ reached: 1 });
    expect(await first({ client: id('client') })).toMatchObject({ reached: 2 });
    expect(await first({ client: id('nobody') })).toMatchObject({ reached: 0 });
  });
});
