import { historyFacts } from '../../src/read-models/facts/history';
import { invoiceFacts } from '../../src/read-models/facts/invoices';
import { offerFacts } from '../../src/read-models/facts/offers/projection';
import { voidFacts } from '../../src/read-models/facts/voids';
import { eventAt, project, type GivenEvent } from '../support/project';
import {
  accepted,
  called,
  euro,
  invoiceLine,
  issued,
  line,
  offered,
  offerVoided,
  paid,
  refused,
  revised,
} from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const JUNE = '2024-06-03T10:00:00.000Z';
const JULY = '2024-07-01T10:00:00.000Z';
const AUGUST = '2024-08-01T10:00:00.000Z';

const clientId = id('client');
const sold = { clientId, managerId: id('manager') };
const ofInvoice = { ...sold, invoiceId: id('invoice') };

const callVoided: GivenEvent = {
  type: 'CallVoided',
  occurredAt: JUNE,
  data: {
    callId: id('call'),
    voids: eventAt(1),
    was: { ...sold, direction: 'out', durationSeconds: 9, result: 'reached', topics: [], at: MAY },
    reason: 'wrong number',
  },
};
const invoiceVoided: GivenEvent = {
  type: 'InvoiceVoided',
  occurredAt: JULY,
  data: {
    ...ofInvoice,
    number: 'R-1',
    lines: [],
    totals: { net: 9_000, vat: 1_710, gross: 10_710 },
    currency: 'EUR',
    reason: 'wrong client',
  },
};
const mergeReversed: GivenEvent = {
  type: 'MergeReversed',
  occurredAt: AUGUST,
  data: { clientId: id('double'), from: clientId, reason: 'two firms' },
};

describe('what was voided or reversed', () => {
  it('is a call, an offer, an invoice or a merge, with the event that says so', () => {
    const events = [callVoided, offerVoided(JUNE), invoiceVoided, mergeReversed];
    const { voids = [] } = project([voidFacts], events);
    expect(voids.toSorted((one, other) => Number(one['position']) - Number(other['position']))).toEqual([
      { subjectId: id('call'), position: 1, eventId: eventAt(1), voidedAt: JUNE },
      { subjectId: id('offer'), position: 2, eventId: eventAt(2), voidedAt: JUNE },
      { subjectId: id('invoice'), position: 3, eventId: eventAt(3), voidedAt: JULY },
      { subjectId: id('double'), position: 4, eventId: eventAt(4), voidedAt: AUGUST },
    ]);
  });

  it('is each time a row: a merge may be reversed twice', () => {
    expect(project([voidFacts], [mergeReversed, mergeReversed])['voids']).toHaveLength(2);
  });

  it('is nothing of what was only corrected or refused', () => {
    expect(project([voidFacts], [called(MAY), offered(MAY), refused(JUNE), issued(JUNE)])['voids']).toEqual([]);
  });
});

describe('the lines of an offer of three versions', () => {
  const anna = { managerId: id('anna') };
  const boris = { managerId: id('boris') };
  const [kept, refusedOnce, dropped] = [line('kept'), line('refused'), line('dropped')];
  const cheaper = line('kept', { unitPrice: euro(8_000) });
  const reopened = line('refused', { unitPrice: euro(5_000) });
  const events = [
    offered(MAY, { ...anna, lines: [kept, refusedOnce, dropped] }),
    refused(MAY, { ...anna, lines: [refusedOnce] }),
    revised(JUNE, { ...boris, lines: [cheaper], dropped: [dropped] }),
    revised(JULY, { ...anna, version: 3, lines: [cheaper, reopened], reopened: [id('refused')] }),
    accepted(AUGUST, { ...boris, version: 3, offeredAt: JULY, lines: [reopened] }),
  ];
  const { offer_lines: rows = [], offers = [] } = project([offerFacts], events);
  const told = (...columns: readonly string[]) =>
    rows
      .toSorted((one, other) =>
        `${one['version']} ${one['lineId']}` < `${other['version']} ${other['lineId']}` ? -1 : 1,
      )
      .map((row) => columns.map((column) => row[column]));

  it('are a row for each time that a line was offered, by whom and when, at its price then', () => {
    expect(told('version', 'lineId', 'managerId', 'offeredAt', 'value')).toEqual([
      [1, id('dropped'), id('anna'), MAY, 9_000],
      [1, id('kept'), id('anna'), MAY, 9_000],
      [1, id('refused'), id('anna'), MAY, 9_000],
      [2, id('kept'), id('boris'), JUNE, 8_000],
      [3, id('kept'), id('anna'), JULY, 8_000],
      [3, id('refused'), id('anna'), JULY, 5_000],
    ]);
  });

  it('have each their own outcome, by who acted: what is offered again was revised, what is left out withdrawn', () => {
    expect(told('version', 'lineId', 'outcome', 'outcomeAt', 'outcomeById')).toEqual([
      [1, id('dropped'), 'withdrawn', JUNE, id('boris')],
      [1, id('kept'), 'revised', JUNE, id('boris')],
      [1, id('refused'), 'refused', MAY, id('anna')],
      [2, id('kept'), 'revised', JULY, id('anna')],
      [3, id('kept'), 'open', null, null],
      [3, id('refused'), 'accepted', AUGUST, id('boris')],
    ]);
  });

  it('belong to one offer, which is as it was last revised', () => {
    expect(offers).toMatchObject([{ version: 3, managerId: id('anna'), madeAt: MAY, offeredAt: JULY, voided: 0 }]);
  });
});

describe('what was paid, credited and refunded of an invoice', () => {
  const credited: GivenEvent = {
    type: 'CreditNoteIssued',
    occurredAt: JULY,
    data: {
      ...ofInvoice,
      creditNoteId: id('credit'),
      number: 'G-1',
      series: 'G',
      lines: [invoiceLine({ net: 1_000, vat: 190, gross: 1_190 })],
      totals: { net: 1_000, vat: 190, gross: 1_190 },
      currency: 'EUR',
      reason: 'scratch',
      outstanding: -1_190,
    },
  };
  const refunded: GivenEvent = {
    type: 'RefundRecorded',
    occurredAt: AUGUST,
    data: { ...ofInvoice, refundId: id('refund'), amount: euro(1_190), outstanding: 0 },
  };
  const inPounds = paid(JUNE, { amount: { amount: 9_100, currency: 'GBP' } });
  const {
    payments = [],
    invoices = [],
    credit_note_lines: creditLines,
  } = project([invoiceFacts], [issued(MAY), inPounds, credited, refunded]);

  it('is a row each: as it was paid, and what it covers in the currency of the invoice', () => {
    expect(payments.toSorted((one, other) => Number(one['position']) - Number(other['position']))).toEqual([
      {
        ...{ position: 2, paymentId: id('payment'), kind: 'payment', ...ofInvoice, at: JUNE },
        ...{ amount: 9_100, currency: 'GBP', covered: 10_710 },
      },
      {
        ...{ position: 3, paymentId: id('credit'), kind: 'credit note', ...ofInvoice, at: JULY },
        ...{ amount: 1_000, currency: 'EUR', covered: 1_190 },
      },
      {
        ...{ position: 4, paymentId: id('refund'), kind: 'refund', ...ofInvoice, at: AUGUST },
        ...{ amount: 1_190, currency: 'EUR', covered: null },
      },
    ]);
  });

  it('has the lines of the credit note', () => {
    expect(creditLines).toEqual([
      {
        ...{ position: 3, line: 1, creditNoteId: id('credit'), invoiceId: ofInvoice.invoiceId, creditedAt: JULY },
        ...{ productId: id('shelf'), quantity: 1, net: 1_000, gross: 1_190 },
      },
    ]);
  });

  it('adds up on the invoice, which was first paid in full on the day of its payment', () => {
    expect(invoices).toMatchObject([
      { net: 9_000, gross: 10_710, credited: 1_190, outstanding: 0, state: 'paid', currency: 'EUR' },
    ]);
    expect(invoices).toMatchObject([{ paidOn: '2024-06-03', paidInFullOn: '2024-06-03', voided: 0 }]);
  });
});

describe('the index of the histories', () => {
  const campaignId = id('campaign');
  const owners = (events: readonly GivenEvent[]) =>
    (project([historyFacts], events)['client_events'] ?? []).map((row) => [row['clientId'], row['subjectId']]);

  it('names the campaign for its own steps, and each client once whom it chose or compares with', () => {
    const frozen: GivenEvent = {
      type: 'TargetsFrozen',
      occurredAt: MAY,
      data: {
        ...{ campaignId, productId: id('shelf'), asOf: '1' },
        ...{ targets: [clientId, id('double')], control: [id('other'), clientId] },
      },
    };
    const launched: GivenEvent = { type: 'CampaignLaunched', occurredAt: JUNE, data: { campaignId } };
    expect(owners([frozen]).toSorted()).toEqual(
      [clientId, id('double'), id('other')].map((chosen) => [chosen, campaignId]).toSorted(),
    );
    expect(owners([launched])).toEqual([[campaignId, campaignId]]);
  });

  it('has nothing of an event that names no client', () => {
    const { clientId: _, ...unknown } = { ...sold, callId: id('call') };
    const missed: GivenEvent = {
      type: 'CallLogged',
      occurredAt: MAY,
      data: { ...unknown, direction: 'in', durationSeconds: 0, result: 'missed', topics: [] },
    };
    expect(owners([missed])).toEqual([]);
  });
});
