import { installationCommands } from '../../src/domain/installation';
import { policyDecider } from '../../src/domain/policy/decider';
import { reasonsDecider } from '../../src/domain/reasons/decider';
import { reservationDecider } from '../../src/domain/reservation/decider';
import { inForce } from '../../src/domain/shared/facts';
import { factsOf, id, specify } from '../support/specify';

const occurredAt = '2024-05-06T10:00:00.000Z';
const asked = { occurredAt };

describe('rule 2: the catalogue of reasons', () => {
  const reasons = specify(reasonsDecider);
  const reason = {
    catalogue: 'refusals',
    code: 'NO_NEED',
    group: 'need',
    durable: 'durable',
    label: 'No need',
  } as const;
  const defined = { type: 'ReasonDefined' as const, occurredAt, data: { ...reason, effectiveFrom: occurredAt } };
  const other = { ...defined, data: { ...defined.data, code: 'POOR_FIT' } };
  const retired = {
    type: 'ReasonRetired' as const,
    occurredAt,
    data: { catalogue: 'refusals', code: 'NO_NEED', effectiveFrom: '2024-06-01T00:00:00.000Z' },
  };

  it('defines a code once, with one meaning', () => {
    reasons.given().when('DefineReason', reason, asked).then(defined);
    reasons.given(defined).when('DefineReason', reason, asked).thenNothing();
    reasons
      .given(defined)
      .when('DefineReason', { ...reason, group: 'price' }, asked)
      .thenRejected('REASON_ALREADY_DEFINED', 2);
    reasons.given(defined, retired).when('DefineReason', reason, asked).then(defined);
  });

  it('retires a code from a moment on', () => {
    reasons.given(defined).when('RetireReason', retired.data, asked).then(retired);
    reasons.given(defined, retired).when('RetireReason', retired.data, asked).thenNothing();
    reasons.given().when('RetireReason', retired.data, asked).thenRejected('REASON_UNKNOWN');
    const before = { ...retired.data, effectiveFrom: '2024-01-01T00:00:00.000Z' };
    reasons.given(defined).when('RetireReason', before, asked).thenRejected('REASON_RETIRED_BEFORE_DEFINED', 2);
  });

  it('maps one code to another', () => {
    const remap = { catalogue: 'refusals', from: 'NO_NEED', to: 'POOR_FIT' };
    const remapped = { type: 'ReasonRemapped' as const, occurredAt, data: { ...remap, effectiveFrom: occurredAt } };
    reasons.given(defined, other).when('RemapReason', remap, asked).then(remapped);
    reasons.given(defined, other, remapped).when('RemapReason', remap, asked).thenNothing();
    reasons.given(defined).when('RemapReason', remap, asked).thenRejected('REASON_UNKNOWN');
    reasons
      .given(defined)
      .when('RemapReason', { ...remap, to: 'NO_NEED' }, asked)
      .thenRejected('REASON_REMAPPED_TO_ITSELF', 2);
    reasons
      .given(defined, other, remapped)
      .when('RemapReason', { ...remap, from: 'POOR_FIT', to: 'NO_NEED' }, asked)
      .thenRejected('REASON_REMAPPED_IN_CIRCLE', 2);
  });
});

describe('rule 11: policies', () => {
  const policy = specify(policyDecider);
  const targets = [{ priority: 'normal', answerMinutes: 60, fulfilMinutes: 600 }] as const;
  const calendar = { zone: 'Europe/Berlin', hours: [{ weekday: 1, opens: '09:00', closes: '18:00' }], holidays: [] };

  it('count their versions and take effect at a moment', () => {
    const set = (version: number, effectiveFrom: string) => ({
      type: 'ServiceTargetsSet' as const,
      occurredAt,
      data: { version, effectiveFrom, targets },
    });
    const first = set(1, occurredAt);
    policy.given().when('SetServiceTargets', { targets }, asked).then(first);
    policy.given(first).when('SetServiceTargets', { targets }, asked).thenNothing();
    policy
      .given(first)
      .when('SetServiceTargets', { targets, effectiveFrom: '2024-01-01T00:00:00.000Z' }, asked)
      .then(set(2, '2024-01-01T00:00:00.000Z'));
    const state = policy.fold([first, set(2, '2024-01-01T00:00:00.000Z')]);
    expect(inForce(state.serviceTargets, '2024-03-01T00:00:00.000Z')?.version).toBe(2);
    expect(inForce(state.serviceTargets, asked.occurredAt)?.version).toBe(1);
  });

  it.each([
    ['none', []],
    ['one twice', [...targets, ...targets]],
    ['an answer after the fulfilment', [{ priority: 'normal', answerMinutes: 61, fulfilMinutes: 60 }]],
    ['an answer in no time', [{ priority: 'normal', answerMinutes: 0, fulfilMinutes: 60 }]],
  ] as const)('set no targets with %s', (_, wrong) => {
    policy.given().when('SetServiceTargets', { targets: wrong }, asked).thenRejected('TARGETS_INCOMPLETE', 11);
  });

  it('define a calendar that opens', () => {
    const data = { version: 1, effectiveFrom: occurredAt, ...calendar };
    policy.given().when('DefineCalendar', calendar, asked).then({ type: 'CalendarDefined', occurredAt, data });
  });

  it.each([
    ['an unknown zone', { zone: 'Europe/Nowhere' }, 'CALENDAR_ZONE_UNKNOWN'],
    ['no hours', { hours: [] }, 'CALENDAR_NEVER_OPEN'],
    [
      'a window that closes before it opens',
      { hours: [{ weekday: 1, opens: '18:00', closes: '09:00' }] },
      'CALENDAR_WINDOW_INVALID',
    ],
    ['an eighth weekday', { hours: [{ weekday: 8, opens: '09:00', closes: '18:00' }] }, 'CALENDAR_WINDOW_INVALID'],
    ['a time that is none', { hours: [{ weekday: 1, opens: '9', closes: '18:00' }] }, 'CALENDAR_WINDOW_INVALID'],
    [
      'overlapping windows',
      { hours: [...calendar.hours, { weekday: 1, opens: '17:00', closes: '19:00' }] },
      'CALENDAR_WINDOWS_OVERLAP',
    ],
  ])('define no calendar with %s', (_, wrong, code) => {
    policy
      .given()
      .when('DefineCalendar', { ...calendar, ...wrong }, asked)
      .thenRejected(code, 11);
  });

  it('rule 19: limit discounts by role, each once', () => {
    const limits = [{ role: 'lead', maxBasisPoints: 2500 }] as const;
    const data = { version: 1, effectiveFrom: occurredAt, limits };
    policy.given().when('SetDiscountLimits', { limits }, asked).then({ type: 'DiscountLimitsSet', occurredAt, data });
    policy
      .given()
      .when('SetDiscountLimits', { limits: [...limits, ...limits] }, asked)
      .thenRejected('LIMITS_AMBIGUOUS', 19);
  });

  it('rule 14: limit late entries', () => {
    const data = { version: 1, effectiveFrom: occurredAt, days: 3 };
    policy.given().when('SetLateEntryLimit', { days: 3 }, asked).then({ type: 'LateEntryLimitSet', occurredAt, data });
  });
});

describe('the size of the market', () => {
  const policy = specify(policyDecider);
  const size = { segment: 'schools', clients: 1_200, source: 'Register of schools', countedOn: '2024-01-01' };
  const stated = { type: 'MarketSizeStated' as const, occurredAt, data: size };

  it('is what was said last of a segment, however it is written; said again, it is nothing new', () => {
    policy.given().when('StateMarketSize', size, asked).then(stated);
    policy.given(stated).when('StateMarketSize', size, asked).thenNothing();
    const more = { ...size, segment: 'Schools', clients: 1_300 };
    policy
      .given(stated)
      .when('StateMarketSize', more, asked)
      .then({ ...stated, data: more });
    policy
      .given(stated, { ...stated, data: more })
      .when('StateMarketSize', size, asked)
      .then(stated);
    const { segment: _, ...ofAll } = size;
    policy
      .given(stated)
      .when('StateMarketSize', ofAll, asked)
      .then({ ...stated, data: ofAll });
  });

  it('is counted on a day that has come, where it is said', () => {
    const night = { occurredAt: '2024-05-06T22:30:00.000Z' };
    const tomorrow = { ...size, countedOn: '2024-05-07' };
    policy
      .given()
      .when('StateMarketSize', tomorrow, { ...night, zone: 'Europe/London' })
      .thenRejected('MARKET_SIZE_OF_DAY_TO_COME');
    policy
      .given()
      .when('StateMarketSize', tomorrow, night)
      .then({ ...stated, occurredAt: night.occurredAt, data: tomorrow });
  });
});

describe('rule 20: reservations', () => {
  const reservation = specify(reservationDecider);
  const intent = {
    invoiceId: id('invoice'),
    clientId: id('client'),
    managerId: id('manager'),
    basis: { directSale: true, reason: 'x' },
    lines: [],
    currency: 'EUR',
    dueOn: '2024-06-01',
    series: '2024',
  } as const;
  const ask = { reservationId: 'numbers.2024', series: '2024', request: { document: 'invoice', intent } } as const;
  const reserved = (number: string) => ({
    type: 'DocumentNumberReserved' as const,
    occurredAt,
    data: { ...ask, number, documentId: id('invoice') },
  });

  it('count the numbers of a series without a gap', () => {
    reservation.given().when('ReserveDocumentNumber', ask, asked).then(reserved('2024-000001'));
    const next = { ...ask, request: { ...ask.request, intent: { ...intent, invoiceId: id('next') } } };
    const { decision } = reservation.given(reserved('2024-000001')).when('ReserveDocumentNumber', next, asked);
    expect(decision).toMatchObject({ events: [{ data: { number: '2024-000002', documentId: id('next') } }] });
  });

  it('give a document one number, also to two who ask at the same time', () => {
    reservation
      .given(reserved('2024-000001'))
      .when('ReserveDocumentNumber', ask, asked)
      .thenRejected('DOCUMENT_NUMBER_ALREADY_RESERVED', 8);
  });

  it('take the number of another system once, from an import alone', () => {
    const foreign = {
      ...ask,
      reservationId: 'number.2024.x',
      request: { document: 'invoice', intent: { ...intent, externalNumber: '536365' } },
    } as const;
    const taken = {
      type: 'DocumentNumberReserved' as const,
      occurredAt,
      data: { ...foreign, number: '536365', documentId: id('invoice') },
    };
    reservation
      .given()
      .when('ReserveDocumentNumber', foreign, { ...asked, source: 'import' })
      .then(taken);
    reservation
      .given(taken)
      .when('ReserveDocumentNumber', foreign, { ...asked, source: 'import' })
      .thenRejected('DOCUMENT_NUMBER_ALREADY_RESERVED', 8);
    const other = { ...foreign.request, intent: { ...foreign.request.intent, invoiceId: id('other') } };
    reservation
      .given(taken)
      .when('ReserveDocumentNumber', { ...foreign, request: other }, { ...asked, source: 'import' })
      .thenRejected('DOCUMENT_NUMBER_TAKEN', 20);
    reservation.given().when('ReserveDocumentNumber', foreign, asked).thenRejected('EXTERNAL_NUMBER_NOT_IMPORTED', 8);
  });

  it('say of a credit note whose invoice it is on: its reason is about that client', () => {
    const note = { invoiceId: id('invoice'), creditNoteId: id('note'), lines: [], reason: 'x', series: '2024' };
    const credit = { ...ask, request: { document: 'credit-note', intent: note } } as const;
    const facts = factsOf({ invoices: { [id('invoice')]: { clientId: id('client') } } });
    const { decision } = reservation.given().when('ReserveDocumentNumber', credit, { ...asked, facts });
    expect(decision).toMatchObject({ events: [{ data: { documentId: id('note'), clientId: id('client') } }] });
  });

  describe('of a tax id', () => {
    const own = { reservationId: 'taxid.x', clientId: id('client') };
    const held = { type: 'TaxIdReserved' as const, occurredAt, data: own };
    const another = { ...own, clientId: id('another') };
    const owner = (given: object) => ({ occurredAt, facts: factsOf({ clients: { [id('client')]: given } }) });

    it('belong to whoever asks first', () => {
      reservation.given().when('ReserveTaxId', own, asked).then(held);
      reservation.given(held).when('ReserveTaxId', own, asked).thenNothing();
      reservation.given(held).when('ReserveTaxId', another, owner({})).thenRejected('TAX_ID_TAKEN', 20);
    });

    it('are looked at without being taken', () => {
      reservation.given().when('CheckTaxId', own, asked).thenNothing();
      reservation.given(held).when('CheckTaxId', own, asked).thenNothing();
      reservation
        .given(held)
        .when('CheckTaxId', another, owner({ status: 'erased' }))
        .thenNothing();
      reservation.given(held).when('CheckTaxId', another, owner({})).thenRejected('TAX_ID_TAKEN', 20);
    });

    it.each([
      ['was erased', owner({ status: 'erased' })],
      ['was merged into the one who asks', owner({ status: 'merged', mergedInto: id('another') })],
    ])('pass on where the owner %s', (_, context) => {
      reservation
        .given(held)
        .when('ReserveTaxId', another, context)
        .then({ ...held, data: another });
    });

    it('are claimed, not free, while the owner is not registered: its registration may still succeed', () => {
      const unregistered = { occurredAt, facts: factsOf({}) };
      reservation.given(held).when('ReserveTaxId', another, unregistered).thenRejected('TAX_ID_TAKEN', 20);
      reservation.given(held).when('ReserveTaxId', own, unregistered).thenNothing();
    });

    it('stay where the owner was merged into a third', () => {
      const third = owner({ status: 'merged', mergedInto: id('third') });
      reservation.given(held).when('ReserveTaxId', another, third).thenRejected('TAX_ID_TAKEN', 20);
    });

    it('are released by who holds them', () => {
      const data = { ...own, reason: 'typed wrongly' };
      reservation.given(held).when('ReleaseTaxId', data, asked).then({ type: 'TaxIdReleased', occurredAt, data });
      reservation.given().when('ReleaseTaxId', data, asked).thenNothing();
      reservation
        .given(held)
        .when('ReleaseTaxId', { ...data, clientId: id('another') }, asked)
        .thenRejected('TAX_ID_NOT_HELD', 20);
    });
  });
});

describe('a new installation', () => {
  it('is told through commands that the domain accepts', () => {
    const reasons = specify(reasonsDecider);
    const policy = specify(policyDecider);
    for (const command of installationCommands({ zone: 'Europe/Berlin' })) {
      const { decision } =
        command.type === 'DefineReason'
          ? reasons.given().when(command.type, command.data, asked)
          : policy.given().when(command.type as 'DefineCalendar', command.data as never, asked);
      expect(decision).toMatchObject({ accepted: true });
    }
  });

  it('brings every reason of the catalogue with its group', () => {
    const codes = installationCommands({ zone: 'Europe/Berlin' }).flatMap(({ type, data }) =>
      type === 'DefineReason' ? [`${data.group}/${data.code}/${data.durable}`] : [],
    );
    expect(codes).toHaveLength(19);
    expect(codes).toEqual(
      expect.arrayContaining([
        'need/NO_NEED/durable',
        'unknown/NO_RESPONSE/not_durable',
        'timing/BAD_TIMING/until_reconsider_on',
        'invalid/DUPLICATE/not_durable',
      ]),
    );
  });
});
