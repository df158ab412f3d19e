import { projections } from '../../../src/read-models';
import type { AnswerRow } from '../../../src/read-models/kit/report';
import { targetingReport } from '../../../src/read-models/targeting/report';
import { eventAt, reportOver, type GivenEvent, type Values } from '../../support/project';
import {
  accepted,
  euro,
  expired,
  introduced,
  line,
  offered,
  received,
  refused,
  registered,
  saidNo,
} from '../../support/sales';
import { id } from '../../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const AUGUST = '2024-08-05T10:00:00.000Z';
const AT = '2024-12-31T23:00:00.000Z';

const ask = (events: readonly GivenEvent[], values: Values = {}) =>
  reportOver(projections, events)(targetingReport, values, { at: AT });
const conversations = async (events: readonly GivenEvent[], values: Values = {}): Promise<readonly AnswerRow[]> =>
  (await ask([shelf, client, ...events], values)).sections['conversations']!;
const flagged = async (events: readonly GivenEvent[], values: Values = {}) =>
  (await conversations(events, values)).map(({ offerId, flags }) => [offerId, flags]);

const shelf = introduced('2024-01-01T00:00:00.000Z');
const client = registered('2024-01-01T00:00:00.000Z', { segment: 'schools' });
const offer = (name: string, at: string, given: object = {}) => offered(at, { offerId: id(name), ...given });
const lasting = saidNo({ reason: 'NO_NEED', group: 'need', durable: 'durable' });
const refusal = (name: string, at: string, given: object = {}) =>
  refused(at, { offerId: id(name), offeredAt: at, ...lasting, ...given });

describe('offered again after a durable refusal', () => {
  const before = [offer('first', MAY), refusal('first', JUNE)];
  const again = (given: object = {}, at = AUGUST) => offer('again', at, given);
  const flag = [[id('again'), ['refused before']]];

  it('is worth talking about, with the refusal and the event of the offer', async () => {
    expect(await conversations([...before, again()])).toMatchObject([
      {
        ...{ offerId: id('again'), flags: ['refused before'], eventId: eventAt(5) },
        ...{ refusalEventId: eventAt(4), refusedFor: 'NO_NEED', segment: 'schools' },
      },
    ]);
  });

  it('is not where the refusal was not durable, or was said more than 180 days ago', async () => {
    const passing = [offer('first', MAY), refused(JUNE, { offerId: id('first') })];
    expect(await flagged([...passing, again()])).toEqual([]);
    expect(await flagged([...before, again({}, '2024-12-01T10:00:00.000Z')])).toEqual([]);
    expect(await flagged([...before, again({}, '2024-11-30T09:00:00.000Z')])).toEqual(flag);
  });

  it('is not where it is a tenth cheaper', async () => {
    const priced = (amount: number) => again({ lines: [line('line', { unitPrice: euro(amount) })] });
    expect(await flagged([...before, priced(8_101)])).toEqual(flag);
    expect(await flagged([...before, priced(8_100)])).toEqual([]);
  });

  it('is not where the day to ask again has come', async () => {
    const until = (reconsiderOn: string) => [
      offer('first', MAY),
      refusal('first', JUNE, { durable: 'until_reconsider_on', reconsiderOn }),
    ];
    expect(await flagged([...until('2024-08-06'), again()])).toEqual(flag);
    expect(await flagged([...until('2024-08-05'), again()])).toEqual([]);
  });

  it('is not where the client asked, now or in between, or has accepted it since', async () => {
    const asked = received('2024-07-01T10:00:00.000Z', { items: [{ productId: id('shelf'), quantity: 1 }] });
    expect(await flagged([...before, asked, again()])).toEqual([]);
    expect(await flagged([...before, asked, again({ enquiryId: id('enquiry') })])).toEqual([]);
    expect(await flagged([...before, again({ enquiryId: id('enquiry') })])).toEqual([]);
    const taken = [
      offer('between', '2024-07-01T10:00:00.000Z', { enquiryId: id('enquiry') }),
      accepted('2024-07-02T10:00:00.000Z', { offerId: id('between') }),
    ];
    expect(await flagged([...before, ...taken, again()])).toEqual([]);
  });

  it('is of this client and this product alone', async () => {
    expect(await flagged([...before, again({ clientId: id('other') })])).toEqual([]);
    const lamp = { lines: [line('line', { productId: id('lamp') })] };
    expect(await flagged([...before, again(lamp)])).toEqual([]);
  });
});

describe('offered in vain', () => {
  const monthly = ['2024-05-06', '2024-06-06', '2024-07-06'].map((day) => `${day}T10:00:00.000Z`);
  const silent = monthly.map((at, number) => offer(`offer ${number}`, at));

  it('is the third time in a row to which nobody answered', async () => {
    expect(await flagged(silent.slice(0, 2))).toEqual([]);
    expect(await flagged(silent)).toEqual([[id('offer 2'), ['no answer']]]);
  });

  it('is not where one of them was answered, with a no, too', async () => {
    const answered = refused('2024-06-10T10:00:00.000Z', { offerId: id('offer 1'), offeredAt: monthly[1]! });
    expect(await flagged([...silent, answered])).toEqual([]);
    const lapsed = expired('2024-06-10T10:00:00.000Z', { offerId: id('offer 1'), offeredAt: monthly[1]! });
    expect(await flagged([...silent, lapsed])).toEqual([[id('offer 2'), ['no answer']]]);
  });
});

describe('below break-even', () => {
  /** Of 40 clients of the school segment, each refused by a different manager. */
  const others = Array.from({ length: 40 }, (_, number) => {
    const own = { offerId: id(`lost ${number}`), clientId: id(`client ${number}`), managerId: id('other') };
    return [
      registered('2024-01-01T00:00:00.000Z', { clientId: own.clientId, segment: 'schools' }),
      offered(MAY, own),
      refused(JUNE, { ...own, offeredAt: MAY }),
    ];
  }).flat();
  const cost: GivenEvent = {
    type: 'UnitCostSet',
    occurredAt: '2024-01-02T00:00:00.000Z',
    data: { productId: id('shelf'), cost: euro(5_000), effectiveFrom: '2024-01-02T00:00:00.000Z' },
  };
  const asked = [cost, ...others, offer('hopeless', AUGUST, { lines: [line('line', { unitCost: euro(5_000) })] })];

  it('is looked for where the cost of an offer is given, and only then', async () => {
    expect(await flagged(asked)).toEqual([]);
    expect((await ask(asked)).notes).toContainEqual(expect.stringContaining('say what an offer costs with offerCost'));
    expect(await flagged(asked, { offerCost: 1_000 })).toContainEqual([id('hopeless'), ['below break-even']]);
    expect(await flagged(asked, { offerCost: 1 })).toEqual([]);
  });

  it('holds a cost against lines of its own currency alone: that of most lines, where none is named', async () => {
    const dollars = (amount: number) => ({ amount, currency: 'USD' });
    const lines = [line('line', { unitPrice: dollars(9_000), listPrice: dollars(9_000), unitCost: dollars(5_000) })];
    const abroad = [cost, ...others, offer('hopeless', AUGUST, { lines })];
    expect(await flagged(abroad, { offerCost: 1_000 })).toEqual([]);
    expect((await ask(abroad, { offerCost: 1_000 })).notes).toContainEqual(
      expect.stringContaining('offerCost is in EUR, and held against no line of another one (1).'),
    );
    expect(await flagged(abroad, { offerCost: 1_000, currency: 'USD' })).toContainEqual([
      id('hopeless'),
      ['below break-even'],
    ]);
  });
});

describe('who targets and closes', () => {
  it('is listed by id and not by how bad the figure is; of few clients nothing is told', async () => {
    const events = [
      shelf,
      offer('one', MAY, { managerId: id('b') }),
      refused(JUNE, { offerId: id('one'), managerId: id('b'), offeredAt: MAY }),
      offer('two', MAY, { managerId: id('a') }),
      accepted(JUNE, { offerId: id('two'), managerId: id('a'), offeredAt: MAY }),
    ];
    const { managers } = (await ask(events)).sections;
    expect(managers!.map(({ managerId }) => managerId)).toEqual([id('a'), id('b')].toSorted());
    for (const row of managers!) expect(row).toMatchObject({ targeting: null, closing: null, pattern: null });
    const { sections } = await ask(events, { manager: id('a') });
    expect(sections['managers']!.map(({ managerId }) => managerId)).toEqual([id('a')]);
  });

  it('says that nobody has tried yet how often this is right, or how it did', async () => {
    expect((await ask([shelf])).notes).toContainEqual(expect.stringContaining('letopis trial targeting'));
  });
});
