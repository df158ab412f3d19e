import { offerDecider } from '../../src/domain/offer/decider';
import type { OfferCommands } from '../../src/domain/offer/commands';
import type { OfferEvents, OfferLine } from '../../src/domain/offer/events';
import { offerOf, type OfferShape } from '../../src/domain/offer/state';
import type { EventsOf } from '../../src/domain/shared/decider';
import { factsOf, id, specify } from '../support/specify';

const offer = specify(offerDecider);
const linesAfter = (history: readonly EventsOf<OfferShape>[]) => {
  const state = offer.fold(history);
  return state ? offerOf(state).lines : [];
};
const offerId = id('offer');
const clientId = id('client');
const [anna, lead] = [id('anna'), id('lead')];
const [tea, cup, coal] = [id('tea'), id('cup'), id('coal')];
const [one, two, three] = [id('line-1'), id('line-2'), id('line-3')];
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const standard = { category: 'S' as const, rate: 1900 };
const always = '2020-01-01T00:00:00.000Z';

const reason = (code: string, group: 'price' | 'need' | 'other' | 'invalid') => ({
  code,
  group,
  durable: 'not_durable' as const,
  effectiveFrom: always,
});
const price = (amount: number) => [{ effectiveFrom: always, price: eur(amount) }];
const cost = (amount: number) => [{ effectiveFrom: always, cost: eur(amount) }];

const facts = factsOf({
  clients: {
    [clientId]: {},
    [id('duplicate')]: { status: 'merged', mergedInto: clientId },
    [id('quiet')]: { withdrawnConsents: ['email', 'phone'] },
  },
  managers: { [anna]: { role: 'manager' }, [lead]: { role: 'lead' }, [id('director')]: { role: 'director' } },
  products: {
    [tea]: { prices: price(1000), unitCosts: cost(600) },
    [cup]: { prices: [...price(400), { effectiveFrom: '2024-06-01T00:00:00.000Z', price: eur(500) }] },
    [coal]: { withdrawnFrom: '2024-05-01T00:00:00.000Z' },
  },
  enquiries: { [id('enquiry')]: {} },
  reasons: {
    PRICE_TOO_HIGH: reason('PRICE_TOO_HIGH', 'price'),
    NO_NEED: { ...reason('NO_NEED', 'need'), durable: 'durable' },
    OTHER: reason('OTHER', 'other'),
    DUPLICATE: reason('DUPLICATE', 'invalid'),
    OLD: { ...reason('OLD', 'need'), retiredFrom: '2024-05-01T00:00:00.000Z' },
    NEW: { ...reason('NEW', 'need'), effectiveFrom: '2024-06-01T00:00:00.000Z' },
  },
  policy: {
    discountLimits: [
      {
        version: 1,
        effectiveFrom: always,
        limits: [
          { role: 'manager', maxBasisPoints: 1000 },
          { role: 'lead', maxBasisPoints: 2500 },
        ],
      },
    ],
  },
});

const day = (number: number, time = '10:00') => `2024-05-${String(number).padStart(2, '0')}T${time}:00.000Z`;
const on = (number: number, time?: string) => ({ occurredAt: day(number, time), facts });

/** 3 tea at 10.00, 1 cup at 4.00, 2 tea at 9.00 */
const lines: [OfferLine, OfferLine, OfferLine] = [
  {
    lineId: one,
    productId: tea,
    quantity: 3,
    unitPrice: eur(1000),
    discount: 0,
    listPrice: eur(1000),
    unitCost: eur(600),
    vat: standard,
  },
  { lineId: two, productId: cup, quantity: 1, unitPrice: eur(400), discount: 0, listPrice: eur(400), vat: standard },
  {
    lineId: three,
    productId: tea,
    quantity: 2,
    unitPrice: eur(900),
    discount: 1000,
    listPrice: eur(1000),
    unitCost: eur(600),
    vat: standard,
  },
];
const asked = lines.map(({ lineId, productId, quantity, unitPrice, vat }) => ({
  lineId,
  productId,
  quantity,
  unitPrice: unitPrice!,
  vat: vat!,
}));
const whole = { offerId, clientId, managerId: anna, kind: 'written' as const, lines: asked, validUntil: day(20) };
const make: OfferCommands['MakeOffer'] = whole;
const spoken: OfferCommands['MakeOffer'] = { offerId, clientId, managerId: anna, kind: 'verbal', lines: [] };

const made = (data: Partial<OfferEvents['OfferMade']> = {}) => ({
  type: 'OfferMade' as const,
  occurredAt: day(6),
  data: { ...whole, version: 1 as const, lines, ...data },
});
const revised = (data: Partial<OfferEvents['OfferRevised']> = {}) => ({
  type: 'OfferRevised' as const,
  occurredAt: day(8),
  data: {
    offerId,
    clientId,
    managerId: anna,
    kind: 'written' as const,
    version: 2,
    lines,
    validUntil: day(30),
    reopened: [],
    dropped: [],
    ...data,
  },
});
const outcome = (of: readonly OfferLine[], data: { version?: number; offeredAt?: string } = {}) => ({
  offerId,
  clientId,
  managerId: anna,
  kind: 'written' as const,
  version: 1,
  offeredAt: day(6),
  lines: of,
  ...data,
});
const accepted = (...of: OfferLine[]) => ({
  type: 'OfferLinesAccepted' as const,
  occurredAt: day(7),
  data: outcome(of),
});
const refusal = {
  reason: 'PRICE_TOO_HIGH',
  group: 'price' as const,
  durable: 'not_durable' as const,
  otherReasons: [],
  statedBy: 'client' as const,
};
const refused = (...of: OfferLine[]) => ({
  type: 'OfferLinesRefused' as const,
  occurredAt: day(7),
  data: { ...outcome(of), ...refusal },
});
const expired = (...of: OfferLine[]) => ({
  type: 'OfferExpired' as const,
  occurredAt: day(20),
  data: { ...outcome(of), expiredAt: day(20) },
});
const withdrawn = (...of: OfferLine[]) => ({
  type: 'OfferWithdrawn' as const,
  occurredAt: day(7),
  data: { ...outcome(of), reason: 'sold out' },
});
const voided = {
  type: 'OfferVoided' as const,
  occurredAt: day(9),
  data: { offerId, clientId, managerId: anna, kind: 'written' as const, reason: 'twice', offered: [], outcomes: [] },
};

const accept = (...lineIds: string[]) => ({ offerId, managerId: anna, version: 1, lineIds });
const refuse = (...lineIds: string[]) => ({
  ...accept(...lineIds),
  reason: 'PRICE_TOO_HIGH',
  statedBy: 'client' as const,
});

describe('an offer', () => {
  it('is made with what its product cost and was listed at then', () => {
    offer.given().when('MakeOffer', make, on(6)).then(made());
  });

  it('takes the list price less the discount where no price is named', () => {
    const line = { lineId: one, productId: tea, quantity: 1, discount: 500 };
    const { decision } = offer.given().when('MakeOffer', { ...spoken, lines: [line] }, on(6));
    expect(decision).toMatchObject({ events: [{ data: { lines: [{ unitPrice: eur(950), discount: 500 }] } }] });
  });

  it('takes the prices in force when it was made, not later ones', () => {
    const line = { lineId: one, productId: cup, quantity: 1 };
    const inJune = { ...on(6), occurredAt: '2024-06-02T10:00:00.000Z' };
    const { decision } = offer.given().when('MakeOffer', { ...spoken, lines: [line] }, inJune);
    expect(decision).toMatchObject({ events: [{ data: { lines: [{ unitPrice: eur(500), listPrice: eur(500) }] } }] });
  });

  it('compares no prices of two currencies', () => {
    const line = { lineId: one, productId: tea, quantity: 1, unitPrice: { amount: 1, currency: 'USD' } };
    const { decision } = offer.given().when('MakeOffer', { ...spoken, lines: [line] }, on(6));
    expect(decision).toMatchObject({
      events: [{ data: { lines: [{ lineId: one, productId: tea, quantity: 1, unitPrice: line.unitPrice }] } }],
    });
    expect(JSON.stringify(decision)).not.toContain('discount');
  });

  it('keeps the fraction of a discounted list price: a line is rounded, its price is not', () => {
    const line = { lineId: one, productId: tea, quantity: 1.5, discount: 333 };
    const { decision } = offer.given().when('MakeOffer', { ...make, kind: 'verbal', lines: [line] }, on(6));
    expect(decision).toMatchObject({ events: [{ data: { lines: [{ quantity: 1.5, unitPrice: eur(966.7) }] } }] });
  });

  it('is worth no more than is kept exactly: each line, all of them, at the price, the list price and the cost', () => {
    const when = (...of: object[]) => offer.given().when('MakeOffer', { ...make, lines: of as typeof asked }, on(6));
    const dear = { ...asked[0]!, quantity: 500_000, unitPrice: eur(10_000_000_000) };
    expect(when(dear).decision).toMatchObject({ accepted: true });
    when({ ...dear, quantity: 1_000_000 }).thenRejected('OFFER_VALUE_TOO_LARGE', 30);
    when(dear, { ...dear, lineId: two }).thenRejected('OFFER_VALUE_TOO_LARGE', 30);
    const { decision } = when(dear);
    // So far above the list price of 10.00 that no discount says it.
    expect(JSON.stringify(decision)).not.toContain('e+');
  });

  it('names what is there', () => {
    const when = (change: object) => offer.given().when('MakeOffer', { ...make, ...change }, on(6));
    when({ clientId: id('nobody') }).thenRejected('CLIENT_UNKNOWN', 0);
    when({ clientId: id('duplicate') }).thenRejected('CLIENT_MERGED', 16);
    when({ managerId: id('nobody') }).thenRejected('MANAGER_UNKNOWN', 0);
    when({ enquiryId: id('nothing') }).thenRejected('ENQUIRY_UNKNOWN', 0);
    when({ lines: [{ ...asked[0], productId: id('nothing') }] }).thenRejected('PRODUCT_UNKNOWN', 0);
  });

  it('has lines, each once, with a quantity and one currency', () => {
    const when = (...of: object[]) => offer.given().when('MakeOffer', { ...make, lines: of as typeof asked }, on(6));
    when().thenRejected('OFFER_LINES_MISSING', 1);
    when(asked[0]!, asked[0]!).thenRejected('OFFER_LINE_DOUBLED', 3);
    when({ ...asked[0], quantity: 0 }).thenRejected('OFFER_LINE_QUANTITY_INVALID', 32);
    when({ ...asked[0], quantity: 0.1234567 }).thenRejected('OFFER_LINE_QUANTITY_INVALID', 32);
    when({ ...asked[0], unitPrice: eur(-1) }).thenRejected('OFFER_LINE_PRICE_INVALID', 32);
    when({ ...asked[0], vat: { category: 'E', rate: 1_900 } }).thenRejected('OFFER_LINE_VAT_INVALID', 32);
    when(asked[0]!, { ...asked[1], unitPrice: { amount: 1, currency: 'USD' } }).thenRejected('OFFER_CURRENCY_MIXED', 5);
  });

  it('is made once', () => {
    offer.given(made()).when('MakeOffer', make, on(6)).thenRejected('OFFER_ALREADY_MADE', 0);
  });

  it('must be there, and not voided, for whatever is done with it', () => {
    const all = (given: ReturnType<typeof offer.given>, code: string) => {
      given.when('AcceptOffer', accept(one), on(7)).thenRejected(code);
      given.when('RecordRefusal', refuse(one), on(7)).thenRejected(code);
      given.when('ReviseOffer', { ...make, version: 1 }, on(7)).thenRejected(code);
      given.when('DeferOffer', { offerId, managerId: anna, until: '2024-05-10' }, on(7)).thenRejected(code);
      given.when('WithdrawOffer', { offerId, managerId: anna, reason: 'x' }, on(7)).thenRejected(code);
      given.when('CorrectRefusal', { ...refuse(one), refusalEventId: id('x') }, on(7)).thenRejected(code);
    };
    all(offer.given(), 'OFFER_UNKNOWN');
    all(offer.given(made(), voided), 'OFFER_VOIDED');
    offer.given().when('VoidOffer', { offerId, reason: 'x' }, on(7)).thenRejected('OFFER_UNKNOWN');
    offer
      .given()
      .when('ExpireOffer', { offerId, validUntil: day(20) }, on(21))
      .thenRejected('OFFER_UNKNOWN');
  });

  it('is deferred without an end, once', () => {
    const defer = { offerId, managerId: anna, until: '2024-05-15' };
    const deferred = {
      type: 'OfferDeferred' as const,
      occurredAt: day(7),
      data: { offerId, clientId, managerId: anna, until: '2024-05-15' },
    };
    offer.given(made()).when('DeferOffer', defer, on(7)).then(deferred);
    offer.given(made(), deferred).when('DeferOffer', defer, on(8)).thenNothing();
    offer
      .given(made(), accepted(...lines))
      .when('DeferOffer', defer, on(8))
      .thenRejected('OFFER_NOT_OPEN', 3);
    offer.given(made()).when('DeferOffer', defer, on(21)).thenRejected('OFFER_EXPIRED', 6);
  });

  it('is withdrawn in its open lines, once', () => {
    const withdraw = { offerId, managerId: anna, reason: 'sold out' };
    offer.given(made(), accepted(lines[0])).when('WithdrawOffer', withdraw, on(7)).then(withdrawn(lines[1], lines[2]));
    offer
      .given(made(), withdrawn(...lines))
      .when('WithdrawOffer', withdraw, on(8))
      .thenNothing();
    offer
      .given(made(), refused(...lines))
      .when('WithdrawOffer', withdraw, on(8))
      .thenRejected('OFFER_NOT_OPEN', 3);
  });
});

describe('rule 1: no refusal without an open offer line', () => {
  it('refuses lines that the offer has and that are open', () => {
    offer.given(made()).when('RecordRefusal', refuse(one, three), on(7)).then(refused(lines[0], lines[2]));
    offer
      .given(made())
      .when('RecordRefusal', refuse(id('line-9')), on(7))
      .thenRejected('OFFER_LINE_UNKNOWN', 1);
    offer.given(made()).when('RecordRefusal', refuse(), on(7)).thenRejected('OFFER_LINES_MISSING', 1);
    offer
      .given(made(), accepted(lines[0]))
      .when('RecordRefusal', refuse(one), on(8))
      .thenRejected('OFFER_LINE_NOT_OPEN', 3);
    offer
      .given(made(), expired(...lines))
      .when('RecordRefusal', refuse(one), on(21))
      .thenRejected('OFFER_EXPIRED', 6);
  });
  it('keeps a refusal that is told after the validity, as long as no expiry is noted', () => {
    offer
      .given(made())
      .when('RecordRefusal', refuse(one), on(21))
      .then({ ...refused(lines[0]), occurredAt: day(21) });
  });
});

describe('rule 2: a refusal has a reason that the catalogue defines at occurredAt', () => {
  const when = (change: object) => offer.given(made()).when('RecordRefusal', { ...refuse(one), ...change }, on(7));

  it('no other one, no retired one, and none before its time', () => {
    when({ reason: 'TOO_BLUE' }).thenRejected('REASON_NOT_DEFINED', 2);
    when({ reason: 'toString' }).thenRejected('REASON_NOT_DEFINED', 2);
    when({ reason: 'OLD' }).thenRejected('REASON_NOT_DEFINED', 2);
    when({ reason: 'NEW' }).thenRejected('REASON_NOT_DEFINED', 2);
    when({ otherReasons: ['NO_NEED', 'TOO_BLUE'] }).thenRejected('REASON_NOT_DEFINED', 2);
    const inApril = { ...on(6), occurredAt: '2024-04-10T10:00:00.000Z' };
    const madeInApril = { ...made(), occurredAt: '2024-04-09T10:00:00.000Z' };
    const { decision } = offer.given(madeInApril).when('RecordRefusal', { ...refuse(one), reason: 'OLD' }, inApril);
    expect(decision.accepted).toBe(true);
  });

  it('OTHER needs a comment of 10 characters', () => {
    when({ reason: 'OTHER' }).thenRejected('COMMENT_TOO_SHORT', 2);
    when({ reason: 'OTHER', comment: '  too blue   ' }).thenRejected('COMMENT_TOO_SHORT', 2);
    expect(when({ reason: 'OTHER', comment: 'It is much too blue' }).decision).toMatchObject({
      events: [{ data: { comment: { personal: 'It is much too blue', of: clientId }, group: 'other' } }],
    });
  });

  it('what was entered wrongly is no refusal by the client', () => {
    when({ reason: 'DUPLICATE' }).thenRejected('REASON_NOT_A_REFUSAL', 2);
    expect(when({ reason: 'DUPLICATE' }).decision).toMatchObject({
      rejection: { next: 'Void the offer instead (VoidOffer).' },
    });
  });

  it('and is too dear by an amount', () => {
    when({ priceGap: eur(-1) }).thenRejected('PRICE_GAP_INVALID');
  });

  it('and says all that the client said', () => {
    const said = { otherReasons: ['NO_NEED'], competitor: 'Chai & Co', priceGap: eur(100), reconsiderOn: '2024-09-01' };
    expect(when(said).decision).toMatchObject({ events: [{ data: { ...said, statedBy: 'client', managerId: anna } }] });
  });
});

describe('rule 3: outcomes are per line', () => {
  it('accepting 1 of 3 leaves 2 open', () => {
    offer.given(made()).when('AcceptOffer', accept(one), on(7)).then(accepted(lines[0]));
    expect(linesAfter([made(), accepted(lines[0])]).map(({ status }) => status)).toEqual(['accepted', 'open', 'open']);
  });

  it('refusing what is already refused yields no second event', () => {
    offer.given(made(), refused(lines[0])).when('RecordRefusal', refuse(one), on(8)).thenNothing();
    offer.given(made(), refused(lines[0])).when('RecordRefusal', refuse(one, two), on(7)).then(refused(lines[1]));
  });

  it('accepting what is already accepted yields no second event', () => {
    offer.given(made(), accepted(lines[0])).when('AcceptOffer', accept(one), on(8)).thenNothing();
    offer.given(made(), accepted(lines[0])).when('AcceptOffer', accept(one, two), on(7)).then(accepted(lines[1]));
  });

  it('what is refused or withdrawn is not accepted', () => {
    offer
      .given(made(), refused(lines[0]))
      .when('AcceptOffer', accept(one, two), on(8))
      .thenRejected('OFFER_LINE_NOT_OPEN', 3);
    offer
      .given(made(), withdrawn(...lines))
      .when('AcceptOffer', accept(one), on(8))
      .thenRejected('OFFER_LINE_NOT_OPEN', 3);
  });

  it('1 accepted, 1 refused, 1 expired: 1/1/1', () => {
    const history = [made(), accepted(lines[0]), refused(lines[1]), expired(lines[2])];
    expect(linesAfter(history).map(({ status }) => status)).toEqual(['accepted', 'refused', 'expired']);
    offer
      .given(made(), accepted(lines[0]), refused(lines[1]))
      .when('ExpireOffer', { offerId, validUntil: day(20) }, on(25))
      .then(expired(lines[2]));
  });
});

describe('rule 4: an outcome names the version', () => {
  it('an outdated one is rejected, and the answer names the current one', () => {
    const given = offer.given(made(), revised());
    for (const { decision } of [
      given.when('AcceptOffer', accept(one), on(9)),
      given.when('RecordRefusal', refuse(one), on(9)),
      given.when('ReviseOffer', { ...make, version: 1 }, on(9)),
    ])
      expect(decision).toMatchObject({
        rejection: { code: 'OFFER_VERSION_OUTDATED', rule: 4, details: { version: 1, currentVersion: 2 } },
      });
  });
});

describe('rule 5: a written offer has price, currency, VAT and validUntil', () => {
  const when = (change: object) => offer.given().when('MakeOffer', { ...make, ...change }, on(6));

  it('and is not made without one of them', () => {
    const { validUntil: _, ...endless } = make;
    const { vat: __, ...untaxed } = asked[0]!;
    const unpriced = { lineId: one, productId: coal, quantity: 1, vat: standard };
    offer.given().when('MakeOffer', endless, on(6)).thenRejected('OFFER_TERMS_INCOMPLETE', 5);
    when({ lines: [untaxed] }).thenRejected('OFFER_TERMS_INCOMPLETE', 5);
    when({ lines: [unpriced] }).thenRejected('OFFER_TERMS_INCOMPLETE', 5);
    when({ validUntil: day(6) }).thenRejected('OFFER_VALIDITY_PAST', 5);
  });

  it('a spoken one needs none of them', () => {
    const line = { lineId: one, productId: tea, quantity: 1 };
    const { decision } = offer.given().when('MakeOffer', { ...spoken, lines: [line] }, on(6));
    expect(decision.accepted).toBe(true);
  });

  it('expiry is dated to validUntil, whenever the timer ran', () => {
    const expire = { offerId, validUntil: day(20) };
    offer
      .given(made())
      .when('ExpireOffer', expire, on(20))
      .then(expired(...lines));
    offer
      .given(made())
      .when('ExpireOffer', expire, on(31))
      .then(expired(...lines));
  });

  it('and is noted once, not before its time, and not where the validity was moved or no line is open', () => {
    const expire = { offerId, validUntil: day(20) };
    offer.given(made()).when('ExpireOffer', expire, on(19)).thenNothing();
    offer
      .given(made(), expired(...lines))
      .when('ExpireOffer', expire, on(21))
      .thenNothing();
    offer.given(made(), revised()).when('ExpireOffer', expire, on(21)).thenNothing();
    offer
      .given(made(), accepted(...lines))
      .when('ExpireOffer', expire, on(21))
      .thenNothing();
    offer.given(made(), voided).when('ExpireOffer', expire, on(21)).thenNothing();
  });
});

describe('rule 6: a late acceptance of an expired offer needs ReviseOffer first', () => {
  it('also where no timer has noted the expiry yet', () => {
    offer
      .given(made(), expired(...lines))
      .when('AcceptOffer', accept(one), on(21))
      .thenRejected('OFFER_EXPIRED', 6);
    offer.given(made()).when('AcceptOffer', accept(one), on(21)).thenRejected('OFFER_EXPIRED', 6);
    offer
      .given(made())
      .when('AcceptOffer', accept(one), on(20))
      .then({ ...accepted(lines[0]), occurredAt: day(20) });
  });

  it('after a new version it is accepted', () => {
    const history = [made(), expired(...lines), revised({ reopened: [one, two, three] })];
    offer
      .given(...history)
      .when('AcceptOffer', { ...accept(one), version: 2 }, on(21))
      .then({
        ...accepted(lines[0]),
        occurredAt: day(21),
        data: outcome([lines[0]], { version: 2, offeredAt: day(8) }),
      });
  });
});

describe('a new version', () => {
  const revise = (...of: object[]) => ({
    offerId,
    managerId: anna,
    version: 1,
    lines: of as typeof asked,
    validUntil: day(30),
  });

  it('holds the lines that are open from now on, and names what it drops and reopens', () => {
    offer
      .given(made(), refused(lines[0]))
      .when('ReviseOffer', revise(asked[0]!, asked[2]!), on(8))
      .then(revised({ lines: [lines[0], lines[2]], reopened: [one], dropped: [lines[1]] }));
    const after = linesAfter([
      made(),
      refused(lines[0]),
      revised({ lines: [lines[0], lines[2]], reopened: [one], dropped: [lines[1]] }),
    ]);
    expect(after.map(({ line, status }) => [line.lineId, status])).toEqual([
      [one, 'open'],
      [three, 'open'],
    ]);
  });

  it('does not touch what is accepted', () => {
    offer
      .given(made(), accepted(lines[0]))
      .when('ReviseOffer', revise(...asked), on(8))
      .thenRejected('OFFER_LINE_SETTLED', 3);
    const { decision } = offer.given(made(), accepted(lines[0])).when('ReviseOffer', revise(asked[1]!), on(8));
    expect(decision).toMatchObject({ events: [{ data: { lines: [lines[1]], dropped: [lines[2]] } }] });
  });

  it('keeps a line’s product', () => {
    const other = { ...asked[0], productId: cup };
    offer.given(made()).when('ReviseOffer', revise(other), on(8)).thenRejected('OFFER_LINE_OTHER_PRODUCT', 3);
  });

  it('keeps the validity where it names none, if there is any left', () => {
    const { validUntil: _, ...keep } = revise(...asked);
    offer
      .given(made())
      .when('ReviseOffer', keep, on(8))
      .then(revised({ validUntil: day(20) }));
    offer.given(made()).when('ReviseOffer', keep, on(21)).thenRejected('OFFER_VALIDITY_PAST', 5);
  });

  it('does not hide that the last one ran out', () => {
    offer
      .given(made(), accepted(lines[1]))
      .when('ReviseOffer', revise(asked[0]!), on(21))
      .then(expired(lines[0], lines[2]), {
        ...revised({ lines: [lines[0]], reopened: [one] }),
        occurredAt: day(21),
      });
  });

  it('refused, reopened, refused again for another reason: both refusals count', () => {
    offer
      .given(made(), refused(lines[0]), revised({ reopened: [one] }))
      .when('RecordRefusal', { ...refuse(one), version: 2, reason: 'NO_NEED' }, on(9))
      .then({
        type: 'OfferLinesRefused',
        occurredAt: day(9),
        data: {
          ...outcome([lines[0]], { version: 2, offeredAt: day(8) }),
          ...refusal,
          reason: 'NO_NEED',
          group: 'need',
          durable: 'durable',
        },
      });
  });
});

describe('rule 7: an invoice rests on accepted lines, quantity ≤ accepted − already invoiced', () => {
  const request = (invoiceId: string, ...taken: { lineId?: string; productId: string; quantity: number }[]) => ({
    invoiceId: id(invoiceId),
    clientId,
    managerId: anna,
    basis: { offerId, version: 1, lineIds: [one, two, three] },
    lines: taken.map((each) => ({ ...each, unitPrice: eur(each.productId === cup ? 400 : 1000) })),
    currency: 'EUR',
    dueOn: '2024-06-06',
    series: 'A',
  });
  const take = (invoiceId: string, ...taken: Parameters<typeof request>[1][]) => ({
    offerId,
    request: request(invoiceId, ...taken),
  });
  const invoiced = (invoiceId: string, ...taken: { lineId: string; productId: string; quantity: number }[]) => ({
    type: 'OfferLinesInvoiced' as const,
    occurredAt: day(9),
    data: {
      offerId,
      clientId,
      managerId: anna,
      invoiceId: id(invoiceId),
      version: 1,
      lines: taken,
      request: request(invoiceId, ...taken),
    },
  });
  const teas = (quantity: number) => ({ lineId: one, productId: tea, quantity });

  it('takes accepted lines, in parts too, and never more than is left', () => {
    const given = offer.given(made(), accepted(lines[0]), invoiced('i1', teas(2)));
    offer
      .given(made(), accepted(lines[0]))
      .when('InvoiceOfferLines', take('i1', teas(2)), on(9))
      .then(invoiced('i1', teas(2)));
    given.when('InvoiceOfferLines', take('i2', teas(1)), on(9)).then(invoiced('i2', teas(1)));
    given.when('InvoiceOfferLines', take('i2', teas(2)), on(9)).thenRejected('OFFER_LINE_QUANTITY_EXCEEDED', 7);
    given
      .when('InvoiceOfferLines', take('i2', teas(0.5), teas(0.6)), on(9))
      .thenRejected('OFFER_LINE_QUANTITY_EXCEEDED', 7);
    const part = linesAfter([made(), accepted(lines[0]), invoiced('i1', teas(2))]);
    expect(part.map(({ status }) => status)).toEqual(['accepted', 'open', 'open']);
    const all = linesAfter([made(), accepted(lines[0]), invoiced('i1', teas(2)), invoiced('i2', teas(1))]);
    expect(all[0]).toMatchObject({ status: 'invoiced', invoiced: 3 });
  });

  it('finds the line by its product where none is named', () => {
    const { decision } = offer
      .given(made(), accepted(lines[1]))
      .when('InvoiceOfferLines', take('i1', { productId: cup, quantity: 1 }), on(9));
    expect(decision).toMatchObject({ events: [{ data: { lines: [{ lineId: two, productId: cup, quantity: 1 }] } }] });
  });

  it('takes nothing that is open, refused or not in the offer', () => {
    const given = offer.given(made(), refused(lines[0]));
    given.when('InvoiceOfferLines', take('i1', teas(1)), on(9)).thenRejected('OFFER_LINE_NOT_ACCEPTED', 7);
    given
      .when('InvoiceOfferLines', take('i1', { lineId: two, productId: cup, quantity: 1 }), on(9))
      .thenRejected('OFFER_LINE_NOT_ACCEPTED', 7);
    given
      .when('InvoiceOfferLines', take('i1', { lineId: id('line-9'), productId: cup, quantity: 1 }), on(9))
      .thenRejected('OFFER_LINE_UNKNOWN', 1);
    given.when('InvoiceOfferLines', take('i1'), on(9)).thenRejected('OFFER_LINES_MISSING', 1);
    offer
      .given(made(), accepted(lines[0]))
      .when('InvoiceOfferLines', take('i1', teas(-1)), on(9))
      .thenRejected('OFFER_LINE_QUANTITY_INVALID', 32);
  });

  const released = (invoiceId: string, ...taken: { lineId: string; productId: string; quantity: number }[]) => ({
    type: 'OfferLinesReleased' as const,
    occurredAt: day(10),
    data: { offerId, clientId, managerId: anna, invoiceId: id(invoiceId), lines: taken },
  });

  it('counts what one invoice takes of a line in parts', () => {
    const parts = [made(), accepted(lines[0]), invoiced('i1', teas(1), teas(2))];
    expect(linesAfter(parts)[0]).toMatchObject({ status: 'invoiced', invoiced: 3 });
    offer
      .given(...parts)
      .when('InvoiceOfferLines', take('i2', teas(1)), on(9))
      .thenRejected('OFFER_LINE_QUANTITY_EXCEEDED', 7);
  });

  it('what a voided invoice had taken is free again, once', () => {
    const taken = [made(), accepted(lines[0]), invoiced('i1', teas(1), teas(2))];
    const release = { offerId, invoiceId: id('i1') };
    offer
      .given(...taken)
      .when('ReleaseOfferLines', release, on(10))
      .then(released('i1', teas(1), teas(2)));
    const free = offer.given(...taken, released('i1', teas(1), teas(2)));
    free.when('ReleaseOfferLines', release, on(10)).thenNothing();
    free.when('InvoiceOfferLines', take('i1', teas(3)), on(9)).thenNothing();
    free.when('InvoiceOfferLines', take('i2', teas(3)), on(9)).then(invoiced('i2', teas(3)));
    expect(linesAfter([...taken, released('i1', teas(1), teas(2))])[0]).toMatchObject({
      status: 'accepted',
      invoiced: 0,
    });
    offer.given(made()).when('ReleaseOfferLines', release, on(10)).thenNothing();
    offer.given().when('ReleaseOfferLines', release, on(10)).thenRejected('OFFER_UNKNOWN');
  });

  it('takes for one invoice once', () => {
    offer
      .given(made(), accepted(lines[0]), invoiced('i1', teas(2)))
      .when('InvoiceOfferLines', take('i1', teas(2)), on(9))
      .thenNothing();
  });

  it('rests on the version that was accepted, or a later one', () => {
    const given = offer.given(made(), accepted(lines[0]), revised({ lines: [lines[1]] }));
    given.when('InvoiceOfferLines', take('i1', teas(1)), on(9)).then(invoiced('i1', teas(1)));
    const future = {
      ...take('i1', teas(1)),
      request: { ...request('i1', teas(1)), basis: { offerId, version: 3, lineIds: [one] } },
    };
    given.when('InvoiceOfferLines', future, on(9)).thenRejected('OFFER_VERSION_OUTDATED', 4);
  });

  it('rule 8: an offer that is invoiced can’t be voided', () => {
    offer
      .given(made(), accepted(lines[0]), invoiced('i1', teas(1)))
      .when('VoidOffer', { offerId, reason: 'x' }, on(9))
      .thenRejected('OFFER_INVOICED', 8);
  });
});

describe('rule 13: credit and blame go to the manager who acted', () => {
  it('the one whom the command names, not the one who made the offer', () => {
    const { decision } = offer
      .given(made())
      .when('AcceptOffer', { ...accept(one), managerId: lead, winReason: 'quick' }, on(7));
    expect(decision).toMatchObject({ events: [{ data: { managerId: lead, winReason: 'quick' } }] });
    offer
      .given(made())
      .when('AcceptOffer', { ...accept(one), managerId: id('nobody') }, on(7))
      .thenRejected('MANAGER_UNKNOWN');
  });
});

describe('rule 15: corrections name what they correct, and a void carries all that leaves the figures', () => {
  const correct = { offerId, refusalEventId: offer.eventId(1), reason: 'NO_NEED', statedBy: 'client' as const };
  const corrected = {
    type: 'RefusalCorrected' as const,
    occurredAt: day(9),
    data: {
      offerId,
      clientId,
      managerId: anna,
      corrects: offer.eventId(1),
      refusedAt: day(7),
      version: 1,
      lines: [lines[0]],
      was: refusal,
      now: { ...refusal, reason: 'NO_NEED', group: 'need' as const, durable: 'durable' as const },
    },
  };

  it('a refusal is corrected, once, by the catalogue of its own time', () => {
    const given = offer.given(made(), refused(lines[0]));
    given.when('CorrectRefusal', correct, on(9)).then(corrected);
    given.when('CorrectRefusal', { ...correct, reason: 'PRICE_TOO_HIGH' }, on(9)).thenNothing();
    given
      .when('CorrectRefusal', { ...correct, reason: 'NEW' }, { ...on(9), occurredAt: '2024-07-01T00:00:00.000Z' })
      .thenRejected('REASON_NOT_DEFINED', 2);
    given.when('CorrectRefusal', { ...correct, refusalEventId: id('x') }, on(9)).thenRejected('REFUSAL_UNKNOWN', 15);
    offer.given(made(), refused(lines[0]), corrected).when('CorrectRefusal', correct, on(10)).thenNothing();
  });

  it('rule 28: a void comes after all outcomes that it takes away, a correction after the one before', () => {
    const by = { actor: { kind: 'manager' as const, id: lead } };
    const given = offer.given(made(), refused(lines[0]), corrected);
    given.when('VoidOffer', { offerId, reason: 'x' }, { ...on(6), ...by }).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    given
      .when('CorrectRefusal', { ...correct, reason: 'PRICE_TOO_HIGH' }, on(8))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('a deferral that is told late does not take the place of a later one', () => {
    const deferral = { offerId, managerId: anna, until: '2024-05-12' };
    const deferred = { type: 'OfferDeferred' as const, occurredAt: day(8), data: { ...deferral, clientId } };
    offer
      .given(made(), deferred)
      .when('DeferOffer', { ...deferral, until: '2024-05-11' }, on(7))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('a void names every version and outcome, as corrected, and is done once', () => {
    const history = [made(), refused(lines[0]), corrected, revised({ reopened: [one] }), accepted(lines[1])] as const;
    const { decision } = offer
      .given(...history)
      .when('VoidOffer', { offerId, reason: 'twice' }, { ...on(9), actor: { kind: 'manager', id: lead } });
    expect(decision).toEqual({
      accepted: true,
      events: [
        {
          ...voided,
          data: {
            ...voided.data,
            offered: [
              { version: 1, offeredAt: day(6), lines },
              { version: 2, offeredAt: day(8), lines },
            ],
            outcomes: [
              {
                outcome: 'refused',
                eventId: offer.eventId(1),
                at: day(7),
                managerId: anna,
                version: 1,
                lines: [lines[0]],
                refusal: corrected.data.now,
              },
              {
                outcome: 'accepted',
                eventId: offer.eventId(4),
                at: day(7),
                managerId: anna,
                version: 1,
                lines: [lines[1]],
              },
            ],
          },
        },
      ],
    });
    offer.given(made(), voided).when('VoidOffer', { offerId, reason: 'twice' }, on(10)).thenNothing();
  });
});

describe('rule 17: no offer over a channel whose consent is withdrawn, unless a legal basis is given', () => {
  const quiet = { ...make, clientId: id('quiet') };
  it('neither written nor spoken', () => {
    offer.given().when('MakeOffer', quiet, on(6)).thenRejected('CONSENT_WITHDRAWN', 17);
    const line = { lineId: one, productId: tea, quantity: 1 };
    offer
      .given()
      .when('MakeOffer', { ...spoken, clientId: id('quiet'), lines: [line] }, on(6))
      .thenRejected('CONSENT_WITHDRAWN', 17);
    offer
      .given(made({ clientId: id('quiet') }))
      .when('ReviseOffer', { ...make, version: 1 }, on(8))
      .thenRejected('CONSENT_WITHDRAWN', 17);
  });
  it('a legal basis is flagged, where it was needed', () => {
    const legalBasis = 'contract of 2023';
    const flagged = made({ clientId: id('quiet'), legalBasis });
    offer
      .given()
      .when('MakeOffer', { ...quiet, legalBasis }, on(6))
      .then(flagged);
    offer
      .given()
      .when('MakeOffer', { ...make, legalBasis }, on(6))
      .then(made());
    expect(offer.given(flagged).when('ReviseOffer', { ...make, version: 1 }, on(8)).decision.accepted).toBe(true);
  });
});

describe('rule 18: no new offer line for a product withdrawn at occurredAt', () => {
  const line = { lineId: two, productId: coal, quantity: 1, unitPrice: eur(1), vat: standard };
  const before = { ...on(6), occurredAt: '2024-04-30T10:00:00.000Z' };
  it('in a first or a later version; what was offered before stays', () => {
    offer
      .given()
      .when('MakeOffer', { ...make, lines: [line] }, on(6))
      .thenRejected('PRODUCT_WITHDRAWN', 18);
    expect(offer.given().when('MakeOffer', { ...make, lines: [line] }, before).decision.accepted).toBe(true);
    offer
      .given(made({ lines: [lines[0]] }))
      .when('ReviseOffer', { ...make, version: 1, lines: [line] }, on(8))
      .thenRejected('PRODUCT_WITHDRAWN', 18);
    expect(
      offer.given(made({ lines: [line] })).when('ReviseOffer', { ...make, version: 1, lines: [line] }, on(8)).decision
        .accepted,
    ).toBe(true);
    offer
      .given(made({ lines: [line] }), refused(line))
      .when('ReviseOffer', { ...make, version: 1, lines: [line] }, on(8))
      .thenRejected('PRODUCT_WITHDRAWN', 18);
  });
});

describe('rule 19: discounts beyond the role’s limit, and lines below cost, need an approval', () => {
  const cheap = (unitPrice: number) => [{ ...asked[0]!, unitPrice: eur(unitPrice) }];
  const when = (unitPrice: number, by?: string, given: object = {}) =>
    offer
      .given()
      .when(
        'MakeOffer',
        { ...make, lines: cheap(unitPrice), ...(by && { approval: { by, reason: 'a big client' } }) },
        { ...on(6), ...given },
      );

  it('up to the limit nobody is asked', () => {
    expect(when(900).decision.accepted).toBe(true);
    when(899).thenRejected('APPROVAL_MISSING', 19);
  });

  it('by another manager whose role goes so far', () => {
    expect(when(800, lead).decision).toMatchObject({
      events: [{ data: { approval: { by: lead, reason: 'a big client' } } }],
    });
    when(800, anna).thenRejected('APPROVAL_BY_SELF', 19);
    when(700, lead).thenRejected('APPROVAL_NOT_COVERING', 19);
    when(800, id('nobody')).thenRejected('MANAGER_UNKNOWN', 0);
    expect(when(700, id('director')).decision.accepted).toBe(true);
  });

  it('below cost too, whatever the role may', () => {
    const alone = { ...make, managerId: id('director'), lines: cheap(599) };
    offer.given().when('MakeOffer', alone, on(6)).thenRejected('APPROVAL_MISSING', 19);
  });

  it('an import is exempt: history can’t be refused', () => {
    expect(when(1, undefined, { source: 'import' }).decision.accepted).toBe(true);
  });

  it('a new version asks again only for what changed', () => {
    const approved = made({ lines: [{ ...lines[0], unitPrice: eur(800), discount: 2000 }] });
    const revise = (unitPrice: number) => ({ ...make, version: 1, lines: cheap(unitPrice) });
    expect(offer.given(approved).when('ReviseOffer', revise(800), on(8)).decision.accepted).toBe(true);
    offer.given(approved).when('ReviseOffer', revise(799), on(8)).thenRejected('APPROVAL_MISSING', 19);
  });
});

describe('rule 24: a manager can’t void his own refusals', () => {
  const when = (kind: 'manager' | 'system', actor: string) =>
    offer
      .given(made(), refused(lines[0]))
      .when('VoidOffer', { offerId, reason: 'twice' }, { ...on(9), actor: { kind, id: actor } });
  it('somebody else must', () => {
    when('manager', anna).thenRejected('REFUSAL_OWN', 24);
    expect(when('manager', lead).decision.accepted).toBe(true);
    expect(when('system', anna).decision.accepted).toBe(true);
    expect(
      offer
        .given(made())
        .when('VoidOffer', { offerId, reason: 'twice' }, { ...on(9), actor: { kind: 'manager', id: anna } }).decision
        .accepted,
    ).toBe(true);
  });
});
