import { exampleIds } from '../../src/adapters/http/commands/example-ids';
import { routes } from '../../src/adapters/http/commands/routes';
import type { PublicCommandType } from '../../src/application/commands/fields';
import { openService, type Service } from '../support/service';

/** Before the days that the examples name as those to come. */
const clock = (): string => '2026-12-16T10:00:00.000Z';

const otherOffer = (last: string): string => exampleIds.offer.slice(0, -1) + last;

/** A path's parameters are example ids; `ids` gives the others, by the names of the parameters. */
const addressOf = (path: string, ids: Readonly<Record<string, string>>): string =>
  path.replaceAll(/:(\w+?)(Id)?(?=\/|$)/g, (parameter, name: string) => {
    const id = ids[parameter.slice(1)] ?? new Map<string, string>(Object.entries(exampleIds)).get(name);
    if (id === undefined) throw new Error(`no example says what ${parameter} of ${path} is`);
    return id;
  });

interface Step {
  readonly type: PublicCommandType;
  /** Parameters of the path that are not the example ids. */
  readonly ids?: Readonly<Record<string, string>>;
  /** What differs from the example where it was used before, or names an id that the document leaves open. */
  readonly but?: object;
}

const step = (type: PublicCommandType, but?: object, ids?: Step['ids']): Step => ({
  type,
  ...(but && { but }),
  ...(ids && { ids }),
});

/** Every example once or more, each after those that it rests on. */
const story: readonly Step[] = [
  step('RegisterManager'),
  step('MoveToTeam'),
  step('RecordAbsence'),
  step('RegisterClient'),
  step('RegisterClient', { clientId: exampleIds.otherClient }),
  step('CorrectClientDetails'),
  step('ClassifyClient'),
  step('AssignClient'),
  step('IntroduceProduct'),
  step('StateForecast'),
  step('SetPrice'),
  step('SetUnitCost'),
  step('SetServiceTargets'),
  step('DefineCalendar'),
  step('SetDiscountLimits'),
  step('SetLateEntryLimit'),
  step('SetNumberSeries'),
  step('SetTaxRounding'),
  step('StateMarketSize'),
  step('DefineReason', {}, { catalogue: 'refusals' }),
  step('PlanCampaign'),
  step('FreezeTargets'),
  step('LaunchCampaign'),
  step('CloseCampaign'),
  step('ReceiveEnquiry'),
  step('AssignEnquiry'),
  step('PauseEnquiry'),
  step('ResumeEnquiry'),
  step('LogCall', { callId: exampleIds.call }),
  step('AnswerEnquiry'),
  step('CorrectCall'),
  step('MakeOffer'),
  step('DeferOffer'),
  step('RecordRefusal'),
  step('CorrectRefusal'),
  step('ReviseOffer'),
  step('MakeOffer', { offerId: otherOffer('b') }),
  step('AcceptOffer', {}, { offerId: otherOffer('b') }),
  step('FulfilEnquiry', { evidence: { offerId: otherOffer('b') } }),
  step('ReopenEnquiry'),
  step('DeclineEnquiry'),
  step('ReopenEnquiry'),
  step('AbandonEnquiry'),
  step('MakeOffer', { offerId: otherOffer('c') }),
  step('WithdrawOffer', {}, { offerId: otherOffer('c') }),
  step('VoidOffer', {}, { offerId: otherOffer('c') }),
  step('IssueInvoice'),
  step('RecordPayment'),
  step('RecordDelivery'),
  step('IssueCreditNote'),
  step('RecordRefund'),
  step('IssueInvoice', { invoiceId: otherOffer('d') }),
  step('VoidInvoice', {}, { invoiceId: otherOffer('d') }),
  step('RemapReason', {}, { catalogue: 'refusals' }),
  step('RetireReason', {}, { catalogue: 'refusals', code: 'TOO_HEAVY' }),
  step('RecordConsent'),
  step('ChangeAvailability'),
  step('WithdrawProduct'),
  step('ReinstateProduct'),
  step('VoidCall'),
  step('MergeClient'),
  step('ReverseMerge'),
  step('EraseClient'),
  step('RecordDeparture'),
];

describe("the examples of the API's document", () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService({ clock });
  });
  afterAll(() => service.close());

  it('are a story that a service takes from the first to the last', async () => {
    const sent = new Set<string>();
    const refused: unknown[] = [];
    let refusalEventId = '';
    for (const { type, but, ids } of story) {
      const { path, example } = routes[type];
      const answer = await service.post(addressOf(path, { refusalEventId, ...ids }), { ...example, ...but });
      if (type === 'RecordRefusal') refusalEventId = answer.body.events[0]!.id;
      if (answer.status > 201 || answer.body.events.length === 0) refused.push([type, answer.body]);
      sent.add(type);
    }
    expect(refused).toEqual([]);
    expect([...sent].sort()).toEqual(Object.keys(routes).sort());
  });
});

/**
 * What a command answers that is said again, a second later and as another one: nothing, or why it can't be said twice. What
 * begins something is the same fact where it is said word by word, but for these:
 */
const saidAgain: Readonly<Partial<Record<PublicCommandType, string>>> = {
  // A document takes its number before it is issued: its id has a number, and a caller who may send it twice sends an Idempotency-Key.
  IssueInvoice: 'DOCUMENT_NUMBER_ALREADY_RESERVED',
  // Without an id of its own it is another credit note, as a delivery without one is another delivery.
  IssueCreditNote: 'CREDIT_ABOVE_INVOICE',
  RecordDelivery: 'DELIVERY_ABOVE_INVOICE',
  // It names the version that it takes the place of: another one has that place now.
  ReviseOffer: 'OFFER_VERSION_OUTDATED',
};

/** Money that moves is told again under its id, and so is the offer that a call makes. */
const moved: Readonly<Partial<Record<PublicCommandType, object>>> = {
  // The example of a call has a pitch.
  LogCall: { pitch: { ...(routes.LogCall.example as { readonly pitch: object }).pitch, offerId: otherOffer('0') } },
  RecordPayment: { paymentId: otherOffer('e') },
  RecordRefund: { refundId: otherOffer('f') },
};

describe('a command that is said again right after itself', () => {
  let service: Service;
  let seconds = 0;
  beforeAll(async () => {
    service = await openService({ clock: () => new Date(Date.parse(clock()) + seconds * 1_000).toISOString() });
  });
  afterAll(() => service.close());

  it('appends nothing', async () => {
    let refusalEventId = '';
    const answers = new Map<string, string>();
    for (const { type, but, ids } of story) {
      const { path, example } = routes[type];
      const say = async () => {
        seconds += 1;
        return service.post(addressOf(path, { refusalEventId, ...ids }), { ...example, ...moved[type], ...but });
      };
      const first = await say();
      if (type === 'RecordRefusal') refusalEventId = first.body.events[0]!.id;
      const { status, body } = await say();
      const answer = status > 201 ? body.code : `${body.events.length} events`;
      if (answer !== '0 events') answers.set(type, answer);
    }
    expect(Object.fromEntries(answers)).toEqual(saidAgain);
  });
});
