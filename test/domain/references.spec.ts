import { callDecider } from '../../src/domain/call/decider';
import { clientDecider } from '../../src/domain/client/decider';
import { invoiceDecider } from '../../src/domain/invoice/decider';
import { offerDecider } from '../../src/domain/offer/decider';
import type { OfferCommands } from '../../src/domain/offer/commands';
import { reservationDecider } from '../../src/domain/reservation/decider';
import { factsOf, id, specify } from '../support/specify';

/** Monday to Friday of one week, by its hours in UTC; the company is in Berlin. */
const on = (day: number, time = '10:00') => `2024-05-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const [clientId, anna, boris, tea] = [id('client'), id('anna'), id('boris'), id('tea')];
const [callId, offerId, line] = [id('call'), id('offer'), id('line')];
const euro = (amount: number) => ({ amount, currency: 'EUR' });

const facts = factsOf({
  clients: {
    [clientId]: {},
    [id('another')]: {},
    [id('twin')]: { status: 'merged', mergedInto: clientId },
    [id('registered late')]: { registeredAt: on(10) },
  },
  managers: { [anna]: {}, [boris]: { role: 'lead' } },
  products: { [tea]: {} },
  enquiries: {
    [id('enquiry')]: { clientId, receivedAt: on(6) },
    [id('enquiry of twin')]: { clientId: id('twin'), receivedAt: on(6) },
    [id('foreign')]: { clientId: id('another'), receivedAt: on(6) },
    [id('coming')]: { clientId, receivedAt: on(9) },
  },
  calls: {
    [callId]: { clientId, at: on(6) },
    [id('foreign')]: { clientId: id('another'), at: on(6) },
    [id('coming')]: { clientId, at: on(9) },
    [id('silent')]: { clientId, at: on(6), result: 'busy' },
    [id('void')]: { clientId, at: on(6), isVoided: true },
  },
  offers: {
    [offerId]: { offeredAt: on(6) },
    [id('foreign')]: { clientId: id('another'), offeredAt: on(6) },
    [id('coming')]: { offeredAt: on(9) },
    [id('void')]: { offeredAt: on(6), isVoided: true },
  },
  campaigns: { [id('campaign')]: { launchedAt: on(6) }, [id('planned')]: {}, [id('coming')]: { launchedAt: on(9) } },
  reasons: {
    NO_NEED: { code: 'NO_NEED', group: 'need', durable: 'durable', effectiveFrom: '2024-01-01T00:00:00.000Z' },
  },
  policy: {
    discountLimits: [
      {
        version: 1,
        effectiveFrom: '2024-01-01T00:00:00.000Z',
        limits: [
          { role: 'manager', maxBasisPoints: 1000 },
          { role: 'lead', maxBasisPoints: 2500 },
        ],
      },
    ],
    lateEntryLimits: [{ version: 1, effectiveFrom: '2024-01-01T00:00:00.000Z', days: 7 }],
  },
});
const at = (day: number, time?: string) => ({ occurredAt: on(day, time), facts });

describe('rule 25: what a call names is there, the client’s, and was before it', () => {
  const call = specify(callDecider);
  const talk = {
    callId: id('new'),
    clientId,
    managerId: anna,
    direction: 'out',
    durationSeconds: 60,
    result: 'reached',
  } as const;
  const log = (change: object) => call.given().when('LogCall', { ...talk, ...change }, at(7));

  it.each([
    ['an enquiry of another client', { enquiryId: id('foreign') }, 'ENQUIRY_OF_OTHER_CLIENT'],
    ['an enquiry that was received after it', { enquiryId: id('coming') }, 'OCCURRED_BEFORE_CAUSE'],
    ['an offer that there never was', { offerId: id('nowhere') }, 'OFFER_UNKNOWN'],
    ['an offer to another client', { offerId: id('foreign') }, 'OFFER_OF_OTHER_CLIENT'],
    ['an offer that was made after it', { offerId: id('coming') }, 'OCCURRED_BEFORE_CAUSE'],
    ['an offer that was voided', { offerId: id('void') }, 'OFFER_VOIDED'],
  ])('not %s', (_, change, code) => {
    log(change).thenRejected(code);
  });

  it('an enquiry and an offer of the client, under an old id of his, too', () => {
    const named = { enquiryId: id('enquiry'), offerId };
    const logged = { type: 'CallLogged' as const, occurredAt: on(7), data: { ...talk, ...named, topics: [] } };
    log(named).then(logged);
    expect(log({ enquiryId: id('enquiry of twin') }).decision).toMatchObject({ accepted: true });
    // Nobody knows who called: nothing contradicts.
    expect(log({ enquiryId: id('foreign'), clientId: undefined }).decision).toMatchObject({ accepted: true });
  });

  it('the offer that it makes itself may be named as the call’s', () => {
    const pitch = { offerId: id('pitched'), lines: [{ lineId: line, productId: tea, quantity: 1 }] };
    expect(log({ pitch, offerId: id('pitched') }).decision).toMatchObject({ accepted: true });
  });

  it('a correction does not make it another client’s, nor earlier than what it names', () => {
    const data = { ...talk, topics: [], enquiryId: id('enquiry') };
    const given = call.given({ type: 'CallLogged', occurredAt: on(7), data });
    const own = { callId: talk.callId };
    given.when('CorrectCall', { ...own, clientId: id('another') }, at(8)).thenRejected('ENQUIRY_OF_OTHER_CLIENT', 25);
    given.when('CorrectCall', { ...own, at: on(5) }, at(8)).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    expect(given.when('CorrectCall', { ...own, at: on(6, '12:00') }, at(8)).decision).toMatchObject({ accepted: true });
  });

  it('what is corrected or voided was before', () => {
    const given = call.given({ type: 'CallLogged', occurredAt: on(7), data: { ...talk, topics: [] } });
    const early = { ...at(7, '09:54'), now: on(9) };
    given.when('VoidCall', { callId: talk.callId, reason: 'x' }, early).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    given
      .when('CorrectCall', { callId: talk.callId, durationSeconds: 1 }, early)
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });
});

describe('rules 25, 27, 28: what an offer names, and what becomes of it', () => {
  const offer = specify(offerDecider);
  const lines = [{ lineId: line, productId: tea, quantity: 2, unitPrice: euro(10_000) }];
  const make: OfferCommands['MakeOffer'] = { offerId: id('new'), clientId, managerId: anna, kind: 'verbal', lines };
  const made = { type: 'OfferMade' as const, occurredAt: on(7), data: { ...make, version: 1 as const } };
  const outcome = {
    offerId: id('new'),
    clientId,
    managerId: anna,
    kind: 'verbal' as const,
    version: 1,
    offeredAt: on(7),
    lines,
  };
  const accepted = { type: 'OfferLinesAccepted' as const, occurredAt: on(8), data: outcome };
  const named = { offerId: id('new'), managerId: anna, version: 1, lineIds: [line] };

  it.each([
    ['an enquiry of another client', { enquiryId: id('foreign') }, 'ENQUIRY_OF_OTHER_CLIENT'],
    ['an enquiry that was received after it', { enquiryId: id('coming') }, 'OCCURRED_BEFORE_CAUSE'],
    ['a call that there never was', { callId: id('nowhere') }, 'CALL_UNKNOWN'],
    ['a call with another client', { callId: id('foreign') }, 'CALL_OF_OTHER_CLIENT'],
    ['a call that came after it', { callId: id('coming') }, 'OCCURRED_BEFORE_CAUSE'],
    ['a call in which nobody heard it', { callId: id('silent') }, 'CALL_NOT_REACHED'],
    ['a call that was voided', { callId: id('void') }, 'CALL_VOIDED'],
    ['a campaign that there never was', { campaignId: id('nowhere') }, 'CAMPAIGN_UNKNOWN'],
    ['a campaign that is not launched', { campaignId: id('planned') }, 'CAMPAIGN_NOT_LAUNCHED'],
    ['a campaign that was launched after it', { campaignId: id('coming') }, 'OCCURRED_BEFORE_CAUSE'],
  ])('it names not %s', (_, change, code) => {
    offer
      .given()
      .when('MakeOffer', { ...make, ...change }, at(7))
      .thenRejected(code);
  });

  it('it names an enquiry, a call and a campaign that were before', () => {
    const all = { enquiryId: id('enquiry'), callId, campaignId: id('campaign') };
    const { decision } = offer.given().when('MakeOffer', { ...make, ...all }, at(7));
    expect(decision).toMatchObject({ events: [{ data: all }] });
  });

  it.each([
    ['AcceptOffer', named],
    ['RecordRefusal', { ...named, reason: 'NO_NEED', statedBy: 'client' as const }],
    ['DeferOffer', { offerId: id('new'), managerId: anna, until: '2024-05-20' }],
    ['WithdrawOffer', { offerId: id('new'), managerId: anna, reason: 'sold out' }],
    ['ReviseOffer', { ...named, lines }],
    ['VoidOffer', { offerId: id('new'), reason: 'twice' }],
  ] as const)('%s comes after it was put to the client', (type, command) => {
    offer.given(made).when(type, command, at(7, '09:54')).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('an offer is deferred to a day that is still to come, and a client reconsiders after the refusal', () => {
    const defer = { offerId: id('new'), managerId: anna, until: '2024-05-07' };
    offer.given(made).when('DeferOffer', defer, at(8)).thenRejected('DAY_BEFORE_CAUSE', 28);
    offer
      .given(made)
      .when('DeferOffer', { ...defer, until: '2024-05-08' }, at(8))
      .then({
        type: 'OfferDeferred',
        occurredAt: on(8),
        data: { ...defer, clientId, until: '2024-05-08' },
      });
  });

  it('a line is put to the client again after its outcome, not before', () => {
    const refusal = {
      reason: 'NO_NEED',
      group: 'need',
      durable: 'durable',
      otherReasons: [],
      statedBy: 'client',
    } as const;
    const refused = { type: 'OfferLinesRefused' as const, occurredAt: on(9), data: { ...outcome, ...refusal } };
    const given = offer.given(made, refused);
    given.when('ReviseOffer', { ...named, lines }, at(8)).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    expect(given.when('ReviseOffer', { ...named, lines }, at(9)).decision).toMatchObject({ accepted: true });
  });

  const request = {
    invoiceId: id('invoice'),
    clientId,
    managerId: anna,
    basis: { offerId: id('new'), version: 1, lineIds: [line] },
    lines: [{ lineId: line, productId: tea, quantity: 2, unitPrice: euro(10_000) }],
    currency: 'EUR',
    dueOn: '2024-06-07',
    series: 'R',
  };
  const invoice = (change: Partial<OfferCommands['InvoiceOfferLines']['request']>, context = at(9)) =>
    offer
      .given(made, accepted)
      .when('InvoiceOfferLines', { offerId: id('new'), request: { ...request, ...change } }, context);
  const atPrice = (amount: number, currency = 'EUR') => ({
    lines: [{ ...request.lines[0]!, unitPrice: { amount, currency } }],
  });
  const isTaken = ({ decision }: { decision: unknown }) => {
    expect(decision).toMatchObject({ events: [{ type: 'OfferLinesInvoiced' }] });
  };

  it('is invoiced to the client who accepted, by whichever id he is known', () => {
    isTaken(invoice({}));
    isTaken(invoice({ clientId: id('twin') }));
    invoice({ clientId: id('another') }).thenRejected('INVOICE_TO_OTHER_CLIENT', 27);
  });

  it('in the currency that was accepted, whoever approves another one', () => {
    const approved = { priceDeviation: { reason: 'agreed' }, approval: { by: boris, reason: 'agreed' } };
    invoice({ ...atPrice(10_000, 'JPY'), ...approved, currency: 'JPY' }).thenRejected('INVOICE_IN_OTHER_CURRENCY', 27);
  });

  it('at the price that was accepted; another one needs its reason and the approval of another manager', () => {
    const priceDeviation = { reason: 'rounded for the client' };
    const approval = (by: string) => ({ by, reason: 'agreed on the phone' });
    invoice(atPrice(10_500)).thenRejected('INVOICE_AT_OTHER_PRICE', 27);
    invoice({ ...atPrice(10_500), approval: approval(boris) }).thenRejected('INVOICE_AT_OTHER_PRICE', 27);
    invoice({ ...atPrice(10_500), priceDeviation }).thenRejected('APPROVAL_MISSING', 19);
    invoice({ ...atPrice(10_500), priceDeviation, approval: approval(anna) }).thenRejected('APPROVAL_BY_SELF', 19);
    invoice({ ...atPrice(10_500), priceDeviation, approval: approval(id('nobody')) }).thenRejected('MANAGER_UNKNOWN');
    invoice({ ...atPrice(7_000), priceDeviation, approval: approval(boris) }).thenRejected('APPROVAL_NOT_COVERING', 19);
    isTaken(invoice({ ...atPrice(7_500), priceDeviation, approval: approval(boris) }));
    isTaken(invoice({ ...atPrice(10_500), priceDeviation, approval: approval(boris) }));
  });

  it('an import says the reason of another price; what was accepted without one has any', () => {
    const asImported = { ...at(9), source: 'import' as const };
    invoice(atPrice(7_000), asImported).thenRejected('INVOICE_AT_OTHER_PRICE', 27);
    isTaken(invoice({ ...atPrice(7_000), priceDeviation: { reason: 'the export does not say' } }, asImported));
    const [{ unitPrice: _, ...unpriced }] = lines as [(typeof lines)[0]];
    const without = { ...outcome, lines: [unpriced] };
    const given = offer.given({ ...made, data: { ...made.data, lines: [unpriced] } }, { ...accepted, data: without });
    isTaken(given.when('InvoiceOfferLines', { offerId: id('new'), request: { ...request, ...atPrice(7) } }, at(9)));
  });

  it('names lines that the offer has or had, and comes after the acceptance', () => {
    invoice({ basis: { ...request.basis, lineIds: [line, id('nowhere')] } }).thenRejected('OFFER_LINE_UNKNOWN', 1);
    invoice({}, at(8, '09:54')).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('what is owed since the offer’s call is in the log is done, whatever a later rule says', () => {
    const owed = { ...at(7), isOwed: true };
    const { decision } = offer.given().when('MakeOffer', { ...make, campaignId: id('planned') }, owed);
    expect(decision).toMatchObject({ events: [{ type: 'OfferMade' }] });
  });
});

describe('rule 28: what becomes of an invoice comes after it', () => {
  const invoice = specify(invoiceDecider);
  const invoiceId = id('invoice');
  const issue = {
    invoiceId,
    clientId,
    managerId: anna,
    basis: { directSale: true as const, reason: 'over the counter' },
    lines: [{ productId: tea, quantity: 1, unitPrice: euro(1_000) }],
    currency: 'EUR',
    dueOn: '2024-05-07',
    series: 'R',
    number: 'R-000001',
  };
  const { decision: decided } = invoice.given().when('IssueInvoice', issue, at(7, '22:30'));
  // In Berlin it is the 8th by half past midnight.
  const issued = (() => {
    const { decision } = invoice.given().when('IssueInvoice', { ...issue, dueOn: '2024-05-08' }, at(7, '22:30'));
    if (!decision.accepted) throw new Error(decision.rejection.message);
    return decision.events[0]!;
  })();
  const pay = { invoiceId, paymentId: id('payment'), amount: euro(1_000), paidOn: '2024-05-08' };

  it('it is due on its own day or later, by the local calendar', () => {
    expect(decided).toMatchObject({ rejection: { code: 'DAY_BEFORE_CAUSE', details: { notBefore: '2024-05-08' } } });
  });

  it.each([
    ['RecordPayment', pay],
    ['RecordDelivery', { invoiceId, lines: [{ productId: tea, quantity: 1 }] }],
    ['VoidInvoice', { invoiceId, reason: 'typed twice' }],
    ['IssueCreditNote', { invoiceId, creditNoteId: id('c'), lines: [], reason: 'broken', series: 'C', number: 'C-1' }],
    ['RecordRefund', { invoiceId, refundId: id('r'), amount: euro(1) }],
  ] as const)('%s', (type, command) => {
    const early = { ...at(7, '22:24'), now: on(9) };
    invoice.given(issued).when(type, command, early).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('is paid on its own day or later, on a day that has come, and a late entry says why', () => {
    const paidOn = (day: string, context: object = {}) =>
      invoice.given(issued).when('RecordPayment', { ...pay, paidOn: day }, { ...at(17), ...context });
    paidOn('2024-05-07', { lateReason: 'x' }).thenRejected('DAY_BEFORE_CAUSE', 28);
    paidOn('2024-05-18').thenRejected('DAY_IN_FUTURE', 14);
    paidOn('2024-05-18', { source: 'import' }).thenRejected('DAY_IN_FUTURE', 14);
    paidOn('2024-05-08').thenRejected('LATE_REASON_MISSING', 14);
    expect(paidOn('2024-05-08', { lateReason: 'the bank was slow' }).decision).toMatchObject({ accepted: true });
    expect(paidOn('2024-05-08', { source: 'import' }).decision).toMatchObject({ accepted: true });
    expect(paidOn('2024-05-10').decision).toMatchObject({ accepted: true });
    // Five to midnight in Berlin: by which clocks may differ, it is tomorrow.
    expect(paidOn('2024-05-18', { occurredAt: on(17, '21:56') }).decision).toMatchObject({ accepted: true });
  });

  it('money goes back after it came, or was credited', () => {
    const paid = {
      type: 'PaymentRecorded' as const,
      occurredAt: on(10),
      data: { ...pay, clientId, managerId: anna, amount: euro(1_100), credited: 1_100, outstanding: -100 },
    };
    const refund = { invoiceId, refundId: id('r'), amount: euro(100) };
    invoice.given(issued, paid).when('RecordRefund', refund, at(9)).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    expect(invoice.given(issued, paid).when('RecordRefund', refund, at(10)).decision).toMatchObject({ accepted: true });
  });

  it('what is owed is issued, whatever a later rule says of its day', () => {
    const owed = { ...at(7, '22:30'), isOwed: true };
    expect(invoice.given().when('IssueInvoice', issue, owed).decision).toMatchObject({ accepted: true });
  });

  it('whoever approves it is a manager', () => {
    const approval = { by: id('nobody'), reason: 'x' };
    invoice
      .given()
      .when('IssueInvoice', { ...issue, approval }, at(7))
      .thenRejected('MANAGER_UNKNOWN');
  });
});

describe('rule 28: what is done to a client as registered comes after the registration', () => {
  const client = specify(clientDecider);
  const own = { clientId: id('new') };
  const registered = {
    type: 'ClientRegistered' as const,
    occurredAt: on(7),
    data: {
      ...own,
      kind: 'person' as const,
      name: { personal: 'Ivan', of: own.clientId },
      contacts: [],
      origin: 'fair',
    },
  };
  const merge = { ...own, into: clientId, evidence: 'same phone' };

  it.each([
    ['CorrectClientDetails', { ...own, name: 'Ivan Petrov' }],
    ['MergeClient', merge],
    ['EraseClient', { ...own, reason: 'asked for it' }],
  ] as const)('%s', (type, command) => {
    client.given(registered).when(type, command, at(7, '09:54')).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    expect(client.given(registered).when(type, command, at(7, '09:56')).decision).toMatchObject({ accepted: true });
  });

  it('a merge comes after the registration of the other client, and is reversed after it', () => {
    const late = { ...merge, into: id('registered late') };
    client.given(registered).when('MergeClient', late, at(9)).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    const merged = { type: 'ClientMerged' as const, occurredAt: on(9), data: merge };
    const reverse = { ...own, reason: 'two people' };
    client.given(registered, merged).when('ReverseMerge', reverse, at(8)).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });
});

describe('rule 35: documents of a series are in order of date', () => {
  const reservation = specify(reservationDecider);
  const ask = (document: string) => ({
    reservationId: 'numbers.R',
    series: 'R',
    request: {
      document: 'invoice' as const,
      intent: {
        invoiceId: id(document),
        clientId,
        managerId: anna,
        basis: { directSale: true as const, reason: 'x' },
        lines: [],
        currency: 'EUR',
        dueOn: '2024-06-01',
        series: 'R',
      },
    },
  });
  const reserved = (document: string, number: string, occurredAt: string, year?: string) => ({
    type: 'DocumentNumberReserved' as const,
    occurredAt,
    data: { ...ask(document), number, documentId: id(document), ...(year !== undefined && { year }) },
  });
  const policy = (given: { perYear?: boolean; inOrderOfDate?: boolean }) =>
    factsOf({
      numberSeries: [
        {
          version: 1,
          effectiveFrom: '2020-01-01T00:00:00.000Z',
          series: 'R',
          perYear: false,
          inOrderOfDate: true,
          ...given,
        },
        { version: 2, effectiveFrom: '2020-01-01T00:00:00.000Z', series: 'S', perYear: true, inOrderOfDate: true },
      ],
    });
  const first = reserved('i1', 'R-000001', on(7));

  it('by days, where nothing else is said: an earlier one is told the last number and its day', () => {
    const given = reservation.given(first);
    expect(given.when('ReserveDocumentNumber', ask('i2'), at(6)).decision).toMatchObject({
      rejection: {
        code: 'NUMBER_OUT_OF_ORDER',
        rule: 35,
        details: { lastNumber: 'R-000001', lastDatedOn: '2024-05-07' },
      },
    });
    given.when('ReserveDocumentNumber', ask('i2'), at(7, '08:00')).then(reserved('i2', 'R-000002', on(7, '08:00')));
  });

  it('an import brings them as they were, a series may be free, and what is owed is not refused', () => {
    const given = reservation.given(first);
    const next = reserved('i2', 'R-000002', on(6));
    given.when('ReserveDocumentNumber', ask('i2'), { ...at(6), source: 'import' }).then(next);
    given.when('ReserveDocumentNumber', ask('i2'), { ...at(6), facts: policy({ inOrderOfDate: false }) }).then(next);
    given.when('ReserveDocumentNumber', ask('i2'), { ...at(6), isOwed: true }).then(next);
  });

  it('begin anew each year where the series says so, each year without a gap', () => {
    const facts = policy({ perYear: true, inOrderOfDate: false });
    const newYear = '2024-12-31T23:30:00.000Z'; // 2025 in Berlin
    const lines = [
      first,
      reserved('i2', 'R-2024/000001', on(8), '2024'),
      reserved('i3', 'R-2025/000001', newYear, '2025'),
    ];
    const take = (document: string, occurredAt: string) =>
      reservation.given(...lines).when('ReserveDocumentNumber', ask(document), { occurredAt, facts });
    take('i4', newYear).then(reserved('i4', 'R-2025/000002', newYear, '2025'));
    take('i4', on(9)).then(reserved('i4', 'R-2024/000002', on(9), '2024'));
  });

  it('with a number of their own, whatever another series is called', () => {
    const facts = policy({ perYear: true });
    const ofYear = reservation.given().when('ReserveDocumentNumber', ask('i1'), { ...at(7), facts });
    const namedLikeIt = { ...ask('i2'), series: 'R-2024' };
    const ofSeries = reservation.given().when('ReserveDocumentNumber', namedLikeIt, { ...at(7), facts });
    ofYear.then(reserved('i1', 'R-2024/000001', on(7), '2024'));
    const other = reserved('i2', 'R-2024-000001', on(7));
    ofSeries.then({ ...other, data: { ...other.data, series: 'R-2024' } });
  });
});
