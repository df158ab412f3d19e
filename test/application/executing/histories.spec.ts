import fc from 'fast-check';
import { decode, type StoredDomainEvent } from '../../../src/application/log/codec';
import type { CommandCatalogue, CommandType } from '../../../src/domain/catalogue';
import { furnish, openCompany } from '../../support/company';
import { id } from '../../support/specify';

/** Commands about a handful of things, in any order and at any hour of some days: most of them are refused. */
const several = (name: string, count = 2) =>
  fc.constantFrom(...Array.from({ length: count }, (_, n) => id(`${name}${n}`)));
const clientId = fc.constantFrom(id('client'), id('other'), id('twin'));
const managerId = fc.constant(id('manager'));
const tea = id('tea');
const lineOf = (offerId: string): string => id(`l${offerId.slice(0, 13)}`);
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const known = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined, freq: 2 });
const result = fc.constantFrom('reached' as const, 'no_answer' as const);
const lineIds = (offerId: string) => [lineOf(offerId)];

type Made = { readonly [Type in CommandType]?: fc.Arbitrary<unknown> };

const commands: Made = {
  ReceiveEnquiry: fc.record({ enquiryId: several('e'), clientId: known(clientId) }).map((given) => ({
    ...given,
    channel: 'email',
    items: [{ need: 'tea' }],
    priority: 'normal',
  })),
  LogCall: fc.record({
    callId: several('c', 3),
    clientId: known(clientId),
    managerId,
    direction: fc.constantFrom('in', 'out'),
    durationSeconds: fc.constant(60),
    result,
    enquiryId: known(several('e')),
    offerId: known(several('o')),
  }),
  CorrectCall: fc.record({ callId: several('c', 3), result, clientId: known(clientId) }),
  VoidCall: fc.record({ callId: several('c', 3), reason: fc.constant('typed twice') }),
  MakeOffer: fc
    .record({
      offerId: several('o'),
      clientId,
      managerId,
      enquiryId: known(several('e')),
      callId: known(several('c', 3)),
    })
    .map((offer) => ({
      ...offer,
      kind: 'verbal',
      lines: [{ lineId: lineOf(offer.offerId), productId: tea, quantity: 1, unitPrice: euro(9_500) }],
    })),
  AcceptOffer: several('o').map((offerId) => ({
    offerId,
    managerId: id('manager'),
    version: 1,
    lineIds: lineIds(offerId),
  })),
  RecordRefusal: several('o').map((offerId) => ({
    ...{ offerId, managerId: id('manager'), version: 1, lineIds: lineIds(offerId) },
    ...{ reason: 'NO_NEED', statedBy: 'client' },
  })),
  AnswerEnquiry: fc.record({
    enquiryId: several('e'),
    managerId,
    by: fc.oneof(
      several('c', 3).map((callId) => ({ callId })),
      several('o').map((offerId) => ({ offerId })),
      fc.constant({ messageRef: 'letter' }),
    ),
  }),
  FulfilEnquiry: fc.record({
    enquiryId: several('e'),
    evidence: fc.oneof(
      several('i').map((invoiceId) => ({ invoiceId })),
      several('o').map((offerId) => ({ offerId })),
    ),
  }),
  AbandonEnquiry: several('e').map((enquiryId) => ({ enquiryId, reason: 'silence' })),
  ReopenEnquiry: several('e').map((enquiryId) => ({ enquiryId, reason: 'called again' })),
  IssueInvoice: fc
    .record({
      invoiceId: several('i'),
      clientId,
      offerId: several('o'),
      unitPrice: fc.constantFrom(9_500, 9_500, 9_000),
    })
    .map(({ offerId, unitPrice, ...invoice }) => ({
      ...invoice,
      managerId: id('manager'),
      basis: { offerId, version: 1, lineIds: lineIds(offerId) },
      lines: [{ lineId: lineOf(offerId), productId: tea, quantity: 1, unitPrice: euro(unitPrice) }],
      ...{ currency: 'EUR', dueOn: '2024-06-01', series: 'R' },
    })),
  RecordPayment: fc
    .record({
      invoiceId: several('i'),
      paidOn: fc.constantFrom('2024-05-02', '2024-05-06', '2024-05-06', '2024-05-06'),
    })
    .map((given) => ({
      ...given,
      ...{ paymentId: id('p'), amount: euro(5_000) },
    })),
  VoidInvoice: several('i').map((invoiceId) => ({ invoiceId, reason: 'typed twice' })),
  MergeClient: fc.constant({ clientId: id('twin'), into: id('client'), evidence: 'same phone' }),
};

const moments = fc
  .integer({ min: 0, max: 5 * 24 * 12 })
  .map((five) => new Date(Date.UTC(2024, 4, 1) + five * 300_000).toISOString());

interface HistoryStep {
  readonly asked: { readonly type: string; readonly data: unknown };
  readonly occurredAt: string;
}

const step: fc.Arbitrary<HistoryStep> = fc.record({
  asked: fc.oneof(...Object.entries(commands).map(([type, data]) => data.map((made) => ({ type, data: made })))),
  occurredAt: moments,
});

/** What histories begin with, if their order lets them: else they would mostly name what is not there. */
const opening: fc.Arbitrary<HistoryStep[]> = fc.tuple(
  ...(
    [
      ['ReceiveEnquiry', { enquiryId: id('e0'), clientId: id('client') }],
      [
        'LogCall',
        { callId: id('c0'), clientId: id('client'), result: 'reached', enquiryId: undefined, offerId: undefined },
      ],
      ['MakeOffer', { offerId: id('o0'), clientId: id('client'), enquiryId: undefined, callId: undefined }],
      ['AcceptOffer', {}],
      ['AcceptOffer', {}],
      ['IssueInvoice', {}],
      ['IssueInvoice', {}],
      ['RecordPayment', {}],
      ['RecordPayment', {}],
    ] as const
  ).map(([type, change]) =>
    fc.record({
      asked: (commands[type] ?? fc.constant({})).map((data) => ({ type, data: { ...(data as object), ...change } })),
      occurredAt: moments,
    }),
  ),
);

/** In three of four histories each step comes after the one before, so that they get somewhere. */
const histories = fc
  .tuple(opening, fc.array(step, { minLength: 40, maxLength: 80, size: 'max' }), fc.nat({ max: 3 }))
  .map(([first, others, order]) => {
    const steps = [...first, ...others];
    const times = steps.map(({ occurredAt }) => occurredAt).sort();
    return order === 0 ? steps : steps.map((each, place) => ({ ...each, occurredAt: times[place] ?? '' }));
  });

const withoutUndefined = (data: object) =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

const lived = async (history: readonly HistoryStep[]): Promise<readonly StoredDomainEvent[]> => {
  const company = await openCompany();
  await furnish(company);
  for (const name of ['other', 'twin'])
    await company.has(
      'RegisterClient',
      { clientId: id(name), kind: 'person', name, origin: 'fair' },
      { occurredAt: '2024-01-01T09:00:00.000Z', lateReason: 'set up for the test' },
    );
  for (const { asked, occurredAt } of history) {
    const data = withoutUndefined(asked.data as object);
    // What is made above is a command of its type: the arbitraries stand by the types' names.
    await company.ask(asked.type as CommandType, data as CommandCatalogue[CommandType], {
      occurredAt,
      lateReason: 'told later',
      // Who is no manager may void what is old (rule 24).
      actor: { kind: 'system', id: 'back-office' },
    });
  }
  const events = (await company.events()).map(decode);
  await company.close();
  return events;
};

const TOLERANCE = 5 * 60_000;

/** What is known of the things of a history, by the events alone: not by the code that is tested. */
class Known {
  private readonly at = new Map<string, string>();
  private readonly owner = new Map<string, string | undefined>();
  private readonly reached = new Set<string>();
  private readonly merged = new Map<string, string>();
  private readonly price = new Map<string, number | undefined>();

  is(thing: string, occurredAt: string, clientId?: string): void {
    this.at.set(thing, occurredAt);
    this.owner.set(thing, clientId);
  }

  isReached(thing: string, isSo: boolean): void {
    if (isSo) this.reached.add(thing);
    else this.reached.delete(thing);
  }

  costs(thing: string, amount?: number): void {
    this.price.set(thing, amount);
  }

  merge(one: string, into: string): void {
    this.merged.set(one, into);
  }

  private whose(clientId: string): string {
    return this.merged.get(clientId) ?? clientId;
  }

  /** The thing is there, is this client's, and was not after the moment. */
  resolves(thing: string, occurredAt: string, clientId?: string): void {
    expect([thing, this.at.has(thing)]).toEqual([thing, true]);
    const owner = this.owner.get(thing);
    if (owner !== undefined && clientId !== undefined)
      expect([thing, this.whose(owner)]).toEqual([thing, this.whose(clientId)]);
    this.notAfter(thing, occurredAt);
  }

  notAfter(thing: string, occurredAt: string): void {
    expect([thing, Date.parse(this.at.get(thing) ?? '') - Date.parse(occurredAt) <= TOLERANCE]).toEqual([thing, true]);
  }

  proves(thing: string, enquiry: string): void {
    expect([thing, Date.parse(this.at.get(enquiry) ?? '') - Date.parse(this.at.get(thing) ?? '') <= TOLERANCE]).toEqual(
      [thing, true],
    );
    if (thing.startsWith('call')) expect([thing, this.reached.has(thing)]).toEqual([thing, true]);
  }

  costsAsBefore(thing: string, amount: number): void {
    expect([thing, this.price.get(thing)]).toEqual([thing, amount]);
  }
}

type Arms = {
  readonly [Type in StoredDomainEvent['type']]?: (
    event: Extract<StoredDomainEvent, { type: Type }>,
    known: Known,
  ) => void;
};

const arms: Arms = {
  ClientMerged: ({ data }, known) => {
    known.merge(data.clientId, data.into);
  },
  EnquiryReceived: ({ data, occurredAt }, known) => {
    known.is(`enquiry ${data.enquiryId}`, occurredAt, data.clientId);
    known.is(`round of ${data.enquiryId}`, occurredAt);
  },
  EnquiryReopened: ({ data, occurredAt }, known) => {
    known.notAfter(`end of ${data.enquiryId}`, occurredAt);
    known.is(`round of ${data.enquiryId}`, occurredAt);
  },
  EnquiryAbandoned: ({ data, occurredAt }, known) => {
    known.notAfter(`round of ${data.enquiryId}`, occurredAt);
    known.is(`end of ${data.enquiryId}`, occurredAt);
  },
  CallLogged: ({ data, occurredAt }, known) => {
    if (data.enquiryId !== undefined) known.resolves(`enquiry ${data.enquiryId}`, occurredAt, data.clientId);
    if (data.offerId !== undefined) known.resolves(`offer ${data.offerId}`, occurredAt, data.clientId);
    known.is(`call ${data.callId}`, occurredAt, data.clientId);
    known.isReached(`call ${data.callId}`, data.result === 'reached');
  },
  CallCorrected: ({ data, occurredAt }, known) => {
    known.notAfter(`call ${data.callId}`, occurredAt);
    known.is(`call ${data.callId}`, data.now.at, data.now.clientId);
    known.isReached(`call ${data.callId}`, data.now.result === 'reached');
  },
  CallVoided: ({ data, occurredAt }, known) => {
    known.notAfter(`call ${data.callId}`, occurredAt);
    known.isReached(`call ${data.callId}`, false);
  },
  OfferMade: ({ data, occurredAt }, known) => {
    if (data.enquiryId !== undefined) known.resolves(`enquiry ${data.enquiryId}`, occurredAt, data.clientId);
    if (data.callId !== undefined) known.resolves(`call ${data.callId}`, occurredAt, data.clientId);
    known.is(`offer ${data.offerId}`, occurredAt, data.clientId);
    known.costs(`offer ${data.offerId}`, data.lines[0]?.unitPrice?.amount);
  },
  OfferLinesAccepted: ({ data, occurredAt }, known) => {
    known.notAfter(`offer ${data.offerId}`, occurredAt);
    known.is(`acceptance of ${data.offerId}`, occurredAt);
  },
  OfferLinesRefused: ({ data, occurredAt }, known) => {
    known.notAfter(`offer ${data.offerId}`, occurredAt);
  },
  EnquiryAnswered: ({ data, occurredAt }, known) => {
    const round = `round of ${data.enquiryId}`;
    known.notAfter(round, occurredAt);
    const proof =
      'callId' in data.by ? `call ${data.by.callId}` : 'offerId' in data.by ? `offer ${data.by.offerId}` : round;
    known.resolves(proof, occurredAt, data.clientId);
    known.proves(proof, round);
    known.is(`answer to ${data.enquiryId}`, occurredAt);
  },
  EnquiryFulfilled: ({ data, occurredAt }, known) => {
    known.notAfter(`answer to ${data.enquiryId}`, occurredAt);
    if ('invoiceId' in data.evidence) known.resolves(`invoice ${data.evidence.invoiceId}`, occurredAt, data.clientId);
    if ('offerId' in data.evidence) known.resolves(`offer ${data.evidence.offerId}`, occurredAt, data.clientId);
    known.is(`end of ${data.enquiryId}`, occurredAt);
  },
  InvoiceIssued: ({ data, occurredAt }, known) => {
    if (!('offerId' in data.basis)) return;
    known.resolves(`offer ${data.basis.offerId}`, occurredAt, data.clientId);
    known.resolves(`acceptance of ${data.basis.offerId}`, occurredAt);
    known.costsAsBefore(`offer ${data.basis.offerId}`, data.lines[0]?.unitPrice ?? 0);
    known.is(`invoice ${data.invoiceId}`, occurredAt, data.clientId);
  },
  PaymentRecorded: ({ data, occurredAt }, known) => {
    known.resolves(`invoice ${data.invoiceId}`, occurredAt, data.clientId);
  },
  InvoiceVoided: ({ data, occurredAt }, known) => {
    known.resolves(`invoice ${data.invoiceId}`, occurredAt, data.clientId);
  },
};

const check = (event: StoredDomainEvent, known: Known): void => {
  // The arm of a type takes the events of that type.
  const arm = arms[event.type] as ((event: StoredDomainEvent, known: Known) => void) | undefined;
  arm?.(event, known);
};

describe('in every history', () => {
  it('each reference resolves, nothing happens before its cause, no answer lacks counting evidence', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const known = new Known();
        for (const event of await lived(history)) {
          check(event, known);
          seen.add(event.type);
        }
      }),
      { numRuns: 80, endOnFailure: true },
    );
    // The histories go deep enough to say something.
    const deep = [
      'EnquiryReopened',
      'EnquiryFulfilled',
      'CallCorrected',
      'CallVoided',
      'PaymentRecorded',
      'InvoiceVoided',
    ];
    expect(deep.filter((type) => !seen.has(type))).toEqual([]);
  });
});
