import { projections } from '../../src/read-models';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { revenueReport } from '../../src/read-models/revenue/report';
import { proportionalParts } from '../../src/read-models/sales/revenue-sums';
import { sectionsOf, type GivenEvent, type Values } from '../support/project';
import { accepted, credited, euro, invoiceLine, invoiceVoided, issued, line, offered } from '../support/sales';
import { offerVoided, paid, received, refunded, registered } from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';

const ask = sectionsOf(projections, revenueReport);
const summary = async (events: readonly GivenEvent[], values: Values = {}): Promise<readonly AnswerRow[]> =>
  (await ask(events, values))['summary']!;

const sofa = id('sofa');
const twoLines = {
  lines: [invoiceLine({ net: 6_000, gross: 7_000 }), invoiceLine({ productId: sofa, net: 3_000, gross: 3_500 })],
  totals: { net: 9_000, vat: 1_500, gross: 10_500 },
};

describe('revenue', () => {
  it('counts each amount in the month in which it happened', async () => {
    const events = [offered(MAY), accepted(MAY), issued(JUNE), paid(JULY)];
    expect(await summary(events)).toMatchObject([
      { month: '2024-05', currency: 'EUR', acceptedLines: 1, accepted: 9_000, invoices: 0, invoicedNet: 0, paid: 0 },
      { month: '2024-06', accepted: 0, invoices: 1, invoicedNet: 9_000, invoicedGross: 10_710, net: 9_000 },
      { month: '2024-07', invoicedNet: 0, paid: 10_710, net: 0 },
    ]);
  });

  it('counts months in the zone of the company', async () => {
    expect(await summary([issued('2024-05-31T22:30:00.000Z')])).toMatchObject([{ month: '2024-06' }]);
  });

  it('takes a voided invoice back in the month of the void, and leaves the month of the invoice as it was', async () => {
    const events = [issued(MAY), invoiceVoided(JULY)];
    expect(await summary(events)).toMatchObject([
      { month: '2024-05', invoicedNet: 9_000, voidedNet: 0, net: 9_000 },
      { month: '2024-07', invoicedNet: 0, voidedNet: 9_000, voidedGross: 10_710, net: -9_000, gross: -10_710 },
    ]);
    expect((await ask(events, {}, JUNE))['total']).toMatchObject([{ invoicedNet: 9_000, voidedNet: 0, net: 9_000 }]);
  });

  it('takes a credit note off at its own date, whether it names an invoice or stands alone', async () => {
    const alone = credited(JULY, { invoiceId: id('unknown'), creditNoteId: id('alone') });
    const events = [issued(MAY), credited(JUNE, { outstanding: 0 }), alone];
    expect(await summary(events)).toMatchObject([
      { month: '2024-05', net: 9_000 },
      { month: '2024-06', creditedNet: 9_000, creditedGross: 10_710, net: -9_000 },
      { month: '2024-07', creditedNet: 9_000, currency: 'EUR', net: -9_000 },
    ]);
  });

  it('says what went back to clients', async () => {
    const back = refunded(JULY, { amount: euro(500) });
    expect((await ask([issued(MAY), paid(JUNE), back]))['total']).toMatchObject([{ paid: 10_710, refunded: 500 }]);
  });

  it('keeps currencies apart; a payment counts in the currency of its invoice', async () => {
    const francs = paid(JULY, { amount: { amount: 10_000, currency: 'CHF' } });
    const dollars = issued(MAY, { invoiceId: id('abroad'), currency: 'USD' });
    expect((await ask([issued(MAY), francs, dollars]))['total']).toMatchObject([
      { currency: 'EUR', invoicedNet: 9_000, paid: 10_710 },
      { currency: 'USD', invoicedNet: 9_000, paid: 0 },
    ]);
  });

  it('lists lines that were accepted without a price apart', async () => {
    const bare = { lineId: id('line'), productId: sofa, quantity: 1 };
    const { summary: rows, 'without-price': bareRows } = await ask([accepted(MAY, { lines: [bare] })]);
    expect(rows).toEqual([]);
    expect(bareRows).toEqual([{ month: '2024-05', acceptedLines: 1 }]);
  });

  it('counts nothing of a voided offer', async () => {
    const offeredThen = { version: 1, offeredAt: MAY, lines: [line('line')] };
    const events = [offered(MAY), accepted(MAY), offerVoided(JUNE, { offered: [offeredThen] })];
    expect(await summary(events)).toEqual([]);
  });

  it('is by the manager who acted, not by the one of today', async () => {
    const [anna, boris] = [id('anna'), id('boris')];
    const events = [
      offered(MAY, { managerId: anna }),
      accepted(MAY, { managerId: anna }),
      issued(MAY, { managerId: boris }),
    ];
    expect(await summary(events, { by: 'manager' })).toMatchObject([
      { manager: boris, accepted: 0, invoicedNet: 9_000 },
      { manager: anna, accepted: 9_000, invoicedNet: 0 },
    ]);
    expect(await summary(events, { manager: anna })).toMatchObject([{ accepted: 9_000, invoicedNet: 0 }]);
  });

  it('is by product line by line, and shares a payment out to the lines', async () => {
    const note = { lines: [invoiceLine({ productId: sofa, net: 300, gross: 350 })] };
    const events = [
      issued(MAY, twoLines),
      paid(JUNE, { credited: 1_000, outstanding: 9_500 }),
      credited(JULY, { ...note, totals: { net: 300, vat: 50, gross: 350 }, outstanding: 9_150 }),
    ];
    expect(await summary(events, { by: 'product' })).toMatchObject([
      { product: id('shelf'), invoices: 1, invoicedNet: 6_000, invoicedGross: 7_000, creditedNet: 0, paid: 667 },
      { product: sofa, invoices: 1, invoicedNet: 3_000, invoicedGross: 3_500, creditedNet: 300, paid: 333 },
    ]);
    expect((await ask(events, { by: 'product' }))['total']).toMatchObject([
      { invoices: 1, invoicedNet: 9_000, paid: 1_000 },
    ]);
    expect(await summary(events, { product: sofa })).toMatchObject([
      { month: '2024-05', invoicedNet: 3_000 },
      { month: '2024-06', paid: 333 },
      { month: '2024-07', creditedGross: 350 },
    ]);
  });

  it('is by client and by segment with the duplicates of a client', async () => {
    const twin = id('twin');
    const events = [
      registered(MAY, { segment: 'shops' }),
      registered(MAY, { clientId: twin }),
      issued(MAY),
      issued(MAY, { invoiceId: id('other'), clientId: twin }),
      { type: 'ClientMerged', occurredAt: MAY, data: { clientId: twin, into: id('client'), evidence: 'same' } },
    ] as const;
    expect(await summary(events, { by: 'client' })).toMatchObject([{ client: id('client'), invoicedNet: 18_000 }]);
    expect(await summary(events, { by: 'segment' })).toMatchObject([{ segment: 'shops', invoicedNet: 18_000 }]);
    expect(await summary(events, { client: id('client') })).toMatchObject([{ invoices: 2 }]);
  });

  it('is by what made the client ask; without an enquiry, by where the client came from', async () => {
    const basis = { basis: { offerId: id('offer'), version: 1, lineIds: [id('line')] } };
    const events = [
      registered(MAY),
      received(MAY, { origin: 'Poster ' }),
      offered(MAY, { enquiryId: id('enquiry') }),
      issued(MAY, basis),
      issued(MAY, { invoiceId: id('direct') }),
    ];
    expect(await summary(events, { by: 'source' })).toMatchObject([
      { source: 'Poster ', invoices: 1 },
      { source: 'fair', invoices: 1 },
    ]);
  });

  it('has a window, and a limit that leaves the total whole', async () => {
    const events = [issued(MAY), issued(JUNE, { invoiceId: id('other') })];
    expect(await summary(events, { from: '2024-06-01', to: '2024-07-01' })).toMatchObject([{ month: '2024-06' }]);
    const { total, summary: rows } = await ask(events, { limit: 1 });
    expect(rows).toHaveLength(1);
    expect(total).toMatchObject([{ invoices: 2 }]);
  });
});

describe('parts of an amount', () => {
  it('are whole, and together the amount', () => {
    expect(proportionalParts(100, [1, 1, 1])).toEqual([33, 34, 33]);
    expect(proportionalParts(9_007_199_254_740_000, [3, 1])).toEqual([6_755_399_441_055_000, 2_251_799_813_685_000]);
  });
  it('go to the first where nothing has a weight', () => {
    expect(proportionalParts(7, [0, 0])).toEqual([7, 0]);
  });
});
