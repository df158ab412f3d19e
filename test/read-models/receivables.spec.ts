import { projections } from '../../src/read-models';
import { receivablesReport } from '../../src/read-models/receivables/report';
import type { AnswerRow } from '../../src/read-models/kit/report';
import { sectionsOf, type GivenEvent } from '../support/project';
import { credited, euro, invoiceVoided, issued, paid, refunded, registered } from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';
/** The invoice of these tests is due on June 30. */
const AUGUST = '2024-08-05T10:00:00.000Z';

const ask = sectionsOf(projections, receivablesReport, AUGUST);
const total = async (events: readonly GivenEvent[], at = AUGUST): Promise<readonly AnswerRow[]> =>
  (await ask(events, {}, at))['total']!;

const partly = paid(JUNE, { amount: euro(710), credited: 710, outstanding: 10_000 });

describe('receivables', () => {
  it('are what is not paid of an invoice, and how long it has been overdue', async () => {
    expect(await total([issued(MAY), partly])).toEqual([
      {
        currency: 'EUR',
        invoices: 1,
        outstanding: 10_000,
        notDue: 0,
        overdueTo30Days: 0,
        overdueTo60Days: 10_000,
        overdueTo90Days: 0,
        overdueLonger: 0,
        overpaid: 0,
        creditedAlone: 0,
        overdue: 10_000,
        balance: 10_000,
      },
    ]);
  });

  it.each([
    ['2024-06-30T21:00:00.000Z', 'notDue', 0],
    ['2024-06-30T22:30:00.000Z', 'overdueTo30Days', 1],
    ['2024-07-30T10:00:00.000Z', 'overdueTo30Days', 30],
    ['2024-07-31T10:00:00.000Z', 'overdueTo60Days', 31],
    ['2024-08-29T10:00:00.000Z', 'overdueTo60Days', 60],
    ['2024-08-30T10:00:00.000Z', 'overdueTo90Days', 61],
    ['2024-09-28T10:00:00.000Z', 'overdueTo90Days', 90],
    ['2024-09-29T10:00:00.000Z', 'overdueLonger', 91],
  ])('are by days since the day they were due, in the zone of the company: at %s %s', async (at, age, days) => {
    const { summary, invoices } = await ask([issued(MAY)], {}, at);
    expect(summary).toMatchObject([{ [age]: 10_710, overdue: days === 0 ? 0 : 10_710 }]);
    expect(invoices).toMatchObject([{ daysOverdue: days }]);
  });

  it('have no invoice that is paid, and none that is credited as a whole', async () => {
    expect(await total([issued(MAY), paid(JUNE)])).toEqual([]);
    expect(await total([issued(MAY), credited(JUNE, { outstanding: 0 })])).toEqual([]);
  });

  it('stand as they stood at a past moment', async () => {
    expect(await total([issued(MAY), paid(JULY)], JUNE)).toMatchObject([{ notDue: 10_710, overdue: 0 }]);
    expect(await total([issued(JUNE)], MAY)).toEqual([]);
  });

  it('have a voided invoice until it was voided', async () => {
    const events = [issued(MAY), invoiceVoided(JULY)];
    expect(await total(events, JUNE)).toMatchObject([{ outstanding: 10_710 }]);
    expect(await total(events)).toEqual([]);
  });

  it('keep apart what was paid too much, and credit notes that name no invoice', async () => {
    const tooMuch = paid(JUNE, { amount: euro(11_000), credited: 11_000, outstanding: -290 });
    const alone = { invoiceId: id('unknown'), creditNoteId: id('alone') };
    const events = [
      issued(MAY),
      tooMuch,
      issued(MAY, { invoiceId: id('other') }),
      credited(JULY, alone),
      refunded(JULY, { invoiceId: id('unknown'), amount: euro(710) }),
    ];
    expect(await total(events)).toMatchObject([
      { invoices: 1, outstanding: 10_710, overpaid: 290, creditedAlone: 10_000, balance: 420 },
    ]);
  });

  it('are by currency, never added up', async () => {
    const events = [issued(MAY), issued(MAY, { invoiceId: id('abroad'), currency: 'USD' })];
    const francs = paid(JULY, { amount: { amount: 700, currency: 'CHF' }, credited: 710, outstanding: 10_000 });
    expect(await total([...events, francs])).toMatchObject([
      { currency: 'EUR', outstanding: 10_000 },
      { currency: 'USD', outstanding: 10_710 },
    ]);
  });

  it('are by client with its duplicates, those with most overdue first', async () => {
    const [twin, late] = [id('twin'), id('late')];
    const events: GivenEvent[] = [
      ...[registered(MAY), registered(MAY, { clientId: twin }), registered(MAY, { clientId: late, segment: 'shops' })],
      issued(MAY, { invoiceId: id('one'), dueOn: '2024-12-01' }),
      issued(MAY, { invoiceId: id('two'), clientId: twin, dueOn: '2024-12-01' }),
      issued(MAY, { invoiceId: id('three'), clientId: late }),
      { type: 'ClientMerged', occurredAt: MAY, data: { clientId: twin, into: id('client'), evidence: 'same' } },
    ];
    expect((await ask(events))['summary']).toMatchObject([
      { client: late, outstanding: 10_710, overdue: 10_710 },
      { client: id('client'), outstanding: 21_420, overdue: 0, invoices: 2 },
    ]);
    expect((await ask(events, { by: 'segment' }))['summary']).toMatchObject([
      { segment: 'shops' },
      { segment: null, invoices: 2 },
    ]);
    expect((await ask(events, { client: id('client') }))['total']).toMatchObject([{ invoices: 2 }]);
    expect((await ask(events, { by: 'month' }))['summary']).toMatchObject([{ month: '2024-05', invoices: 3 }]);
  });

  it('list the invoices in the order in which they fall due, page by page', async () => {
    const events = [
      issued(MAY, { invoiceId: id('second'), dueOn: '2024-07-01' }),
      issued(MAY, { invoiceId: id('first'), dueOn: '2024-05-20' }),
      partly,
    ];
    const { invoices: [first] = [] } = await ask(events, { limit: 1 });
    expect(first).toMatchObject({ invoiceId: id('first'), outstanding: 10_710, paid: 0, state: 'not paid' });
    const { invoices } = await ask(events, { after: first!['invoiceId'] as string });
    expect(invoices).toMatchObject([{ invoiceId: id('second') }]);
    const { invoices: paidInPart } = await ask([issued(MAY), partly]);
    expect(paidInPart).toMatchObject([{ gross: 10_710, credited: 0, paid: 710, outstanding: 10_000 }]);
  });
});
