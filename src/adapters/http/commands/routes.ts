import type { PublicCommandType } from '../../../application/commands/fields';
import { exampleIds } from './example-ids';

const examplePrice = { amount: 12_900, currency: 'EUR' } as const;

export interface CommandRoute {
  /** As `/offers/:offerId/refusals`: the parameters are fields of the command. */
  readonly path: string;
  /** What the command is for, in one sentence. */
  readonly description: string;
  /** A body that is valid. */
  readonly example: object;
}

const route = (path: string, description: string, example: object = {}): CommandRoute => ({
  path,
  description,
  example,
});

/** Where each command is posted to. */
export const routes: { readonly [Type in PublicCommandType]: CommandRoute } = {
  LogCall: route('/calls', 'Logs a call; with a pitch also the offer that was made in it and what came of it.', {
    clientId: exampleIds.client,
    managerId: exampleIds.manager,
    direction: 'out',
    durationSeconds: 240,
    result: 'reached',
    pitch: {
      lines: [{ lineId: exampleIds.line, productId: exampleIds.product, quantity: 1, unitPrice: examplePrice }],
      refused: { lineIds: [exampleIds.line], reason: 'PRICE_TOO_HIGH', statedBy: 'client' },
    },
  }),
  CorrectCall: route('/calls/:callId/corrections', 'Corrects a logged call in the fields that are given.', {
    durationSeconds: 300,
  }),
  VoidCall: route('/calls/:callId/void', 'Takes a call that never was out of all figures.', { reason: 'Logged twice' }),
  PlanCampaign: route('/campaigns', 'Plans a campaign for one product.', {
    campaignId: exampleIds.campaign,
    name: 'Spring cleaning',
    productId: exampleIds.product,
    startsOn: '2027-03-01',
    endsOn: '2027-03-31',
  }),
  FreezeTargets: route('/campaigns/:campaignId/targets', 'Freezes who is targeted and who is only compared with.', {
    targets: [exampleIds.client],
    control: [exampleIds.otherClient],
    asOf: '12',
  }),
  LaunchCampaign: route('/campaigns/:campaignId/launch', 'Starts a campaign.'),
  CloseCampaign: route('/campaigns/:campaignId/closing', 'Ends a campaign with what was learnt.', {
    conclusion: 'Twice as many accepted as in the control group',
  }),
  RegisterClient: route('/clients', 'Registers a person or a company that the company sells to.', {
    clientId: exampleIds.client,
    kind: 'company',
    name: 'Bergmann Maschinenbau',
    contacts: [{ channel: 'phone', value: '+49 30 1234567' }],
    origin: 'trade fair',
  }),
  CorrectClientDetails: route('/clients/:clientId/corrections', 'Corrects the details of a client that are given.', {
    name: 'Bergmann Maschinenbau GmbH',
  }),
  ClassifyClient: route('/clients/:clientId/classifications', 'Puts a client into a segment.', {
    segment: 'industry',
    by: 'manual',
  }),
  AssignClient: route(
    '/clients/:clientId/assignments',
    'Gives a client to a manager; what was done before stays with who did it.',
    { managerId: exampleIds.manager, reason: 'New territory' },
  ),
  RecordConsent: route('/clients/:clientId/consents', 'Records that a client allows or forbids a channel.', {
    channel: 'phone',
    allowed: false,
    basis: 'Said so in the call',
  }),
  MergeClient: route('/clients/:clientId/merge', 'Declares a client a duplicate of another one.', {
    into: exampleIds.otherClient,
    evidence: 'Same tax id',
  }),
  ReverseMerge: route('/clients/:clientId/merge-reversal', 'Takes a merge back, as if it had never been.', {
    reason: 'Two companies of the same name',
  }),
  EraseClient: route(
    '/clients/:clientId/erasure',
    'Makes the personal data of a client, and of the duplicates merged into it, unreadable everywhere, for ever: the events of the answer name each. It cannot be taken back.',
    { reason: 'Request under article 17 GDPR' },
  ),
  ReceiveEnquiry: route('/enquiries', 'Receives an enquiry: the clock of the company runs from now on.', {
    enquiryId: exampleIds.enquiry,
    clientId: exampleIds.client,
    channel: 'email',
    items: [{ need: 'A hall crane for 5 tons', quantity: 1 }],
    priority: 'normal',
  }),
  AssignEnquiry: route(
    '/enquiries/:enquiryId/assignments',
    "Gives an enquiry to a manager; the client's clock runs on.",
    { managerId: exampleIds.manager },
  ),
  AnswerEnquiry: route(
    '/enquiries/:enquiryId/answers',
    'Records what the enquiry was answered with. An automatic reply is no answer.',
    { managerId: exampleIds.manager, by: { callId: exampleIds.call } },
  ),
  PauseEnquiry: route('/enquiries/:enquiryId/pauses', 'Stops the clock while the client is waited for.', {
    waitingFor: 'The drawing of the hall',
  }),
  ResumeEnquiry: route('/enquiries/:enquiryId/resumptions', 'Lets the clock run again.'),
  FulfilEnquiry: route('/enquiries/:enquiryId/fulfilment', 'Records what the enquiry was fulfilled with.', {
    evidence: { offerId: exampleIds.offer },
  }),
  DeclineEnquiry: route('/enquiries/:enquiryId/decline', 'The company says no to an enquiry.', {
    reason: 'NOT_IN_PORTFOLIO',
  }),
  AbandonEnquiry: route('/enquiries/:enquiryId/abandonment', 'Gives up an enquiry whose client is not to be reached.', {
    reason: 'No reaction to three calls',
  }),
  ReopenEnquiry: route('/enquiries/:enquiryId/reopening', 'Opens an enquiry again that had ended.', {
    reason: 'The client came back',
  }),
  IssueInvoice: route(
    '/invoices',
    'Issues an invoice on accepted lines of an offer, or on a direct sale with a reason.',
    {
      invoiceId: exampleIds.invoice,
      clientId: exampleIds.client,
      managerId: exampleIds.manager,
      basis: { directSale: true, reason: 'Sold over the counter' },
      lines: [
        { productId: exampleIds.product, quantity: 1, unitPrice: examplePrice, vat: { category: 'S', rate: 1_900 } },
      ],
      currency: 'EUR',
      dueOn: '2027-01-31',
      series: '2026',
    },
  ),
  RecordPayment: route(
    '/invoices/:invoiceId/payments',
    'Records a payment. More than is outstanding needs overpayment: true (rule 9).',
    { amount: { amount: 5_000, currency: 'EUR' }, paidOn: '2026-12-16' },
  ),
  RecordDelivery: route('/invoices/:invoiceId/deliveries', 'Records what was delivered of an invoice.', {
    lines: [{ productId: exampleIds.product, quantity: 1 }],
  }),
  VoidInvoice: route(
    '/invoices/:invoiceId/void',
    'Voids an invoice of which nothing is paid; afterwards a credit note is due (rule 8).',
    { reason: 'Wrong recipient' },
  ),
  IssueCreditNote: route(
    '/invoices/:invoiceId/credit-notes',
    'Gives back what an invoice asked for: lines by product, quantities positive.',
    { lines: [{ productId: exampleIds.product, quantity: 1 }], reason: 'Returned', series: 'C2026' },
  ),
  RecordRefund: route('/invoices/:invoiceId/refunds', 'Records money that was paid back.', {
    amount: { amount: 5_000, currency: 'EUR' },
  }),
  RegisterManager: route('/managers', 'Registers a person who sells.', {
    managerId: exampleIds.manager,
    name: 'Anna Weber',
    role: 'manager',
    teamId: 'north',
  }),
  MoveToTeam: route('/managers/:managerId/team', 'Moves a manager to a team.', { teamId: 'south' }),
  RecordAbsence: route('/managers/:managerId/absences', 'Records that a manager is away.', {
    fromOn: '2026-12-21',
    untilOn: '2026-12-31',
    kind: 'holiday',
  }),
  StateForecast: route('/managers/:managerId/forecasts', 'States what a manager says a month will bring.', {
    month: '2027-01',
    amount: { amount: 2_500_000, currency: 'EUR' },
  }),
  RecordDeparture: route('/managers/:managerId/departure', 'Records that a manager leaves the company.', {
    departedOn: '2026-10-31',
  }),
  MakeOffer: route('/offers', 'Makes an offer. A written one needs price, VAT and validity.', {
    offerId: exampleIds.offer,
    clientId: exampleIds.client,
    managerId: exampleIds.manager,
    kind: 'verbal',
    lines: [{ lineId: exampleIds.line, productId: exampleIds.product, quantity: 2, unitPrice: examplePrice }],
  }),
  ReviseOffer: route('/offers/:offerId/revisions', 'Replaces a version of an offer by the next one.', {
    managerId: exampleIds.manager,
    version: 1,
    lines: [{ lineId: exampleIds.line, productId: exampleIds.product, quantity: 3, unitPrice: examplePrice }],
  }),
  AcceptOffer: route('/offers/:offerId/acceptances', 'The client takes lines of an offer.', {
    managerId: exampleIds.manager,
    version: 1,
    lineIds: [exampleIds.line],
  }),
  RecordRefusal: route('/offers/:offerId/refusals', 'The client says no to lines of an offer, and why.', {
    managerId: exampleIds.manager,
    version: 1,
    lineIds: [exampleIds.line],
    reason: 'PRICE_TOO_HIGH',
    statedBy: 'client',
    priceGap: { amount: 1_500, currency: 'EUR' },
  }),
  CorrectRefusal: route(
    '/offers/:offerId/refusals/:refusalEventId/corrections',
    'Corrects how a refusal was recorded: when it was stays.',
    { reason: 'NO_BUDGET', statedBy: 'callback_check' },
  ),
  DeferOffer: route('/offers/:offerId/deferrals', 'Leaves an offer open without reminders until a day.', {
    managerId: exampleIds.manager,
    until: '2027-03-01',
  }),
  WithdrawOffer: route('/offers/:offerId/withdrawal', 'The company takes back what is open of an offer.', {
    managerId: exampleIds.manager,
    reason: 'Replaced by a project offer',
  }),
  VoidOffer: route('/offers/:offerId/void', 'Takes an offer that never was out of all figures.', {
    reason: 'Entered for the wrong client',
  }),
  SetServiceTargets: route(
    '/policies/service-targets',
    'Sets in which working time enquiries are to be answered and fulfilled. Deadlines that run stay as they are.',
    { targets: [{ priority: 'normal', answerMinutes: 240, fulfilMinutes: 2_400 }] },
  ),
  DefineCalendar: route('/policies/calendar', 'Defines the working hours and holidays of the company.', {
    zone: 'Europe/Berlin',
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '17:30' })),
    holidays: ['2026-12-25', '2026-12-26'],
  }),
  SetDiscountLimits: route('/policies/discount-limits', 'Sets up to which discount each role needs no approval.', {
    limits: [{ role: 'manager', maxBasisPoints: 1_000 }],
  }),
  SetLateEntryLimit: route(
    '/policies/late-entry-limit',
    'Sets after how many days a late entry needs its lateReason (rule 14).',
    { days: 14 },
  ),
  SetNumberSeries: route(
    '/policies/number-series',
    'Sets how the numbers of a series are bound to dates (rule 35): whether they begin anew each year, and whether they are in order of date.',
    { series: 'R', perYear: true, inOrderOfDate: true },
  ),
  SetTaxRounding: route(
    '/policies/tax-rounding',
    'Sets whether the tax of invoices is rounded line by line, or once for all lines of a rate (rule 32).',
    { taxRounding: 'rate' },
  ),
  StateMarketSize: route(
    '/policies/market-size',
    'States how many clients the market has, as a source outside of the company says.',
    { segment: 'schools', clients: 1_200, source: 'Register of schools', countedOn: '2026-01-01' },
  ),
  IntroduceProduct: route('/products', 'Introduces a product.', {
    productId: exampleIds.product,
    name: 'Chain hoist 500 kg',
    category: 'hoists',
  }),
  SetPrice: route('/products/:productId/prices', 'Sets the list price.', { price: examplePrice }),
  SetUnitCost: route('/products/:productId/unit-costs', 'Sets what a unit costs the company.', {
    cost: { amount: 8_000, currency: 'EUR' },
  }),
  ChangeAvailability: route('/products/:productId/availability', 'Says whether a product can be delivered.', {
    available: false,
    reason: 'The supplier is late',
  }),
  WithdrawProduct: route(
    '/products/:productId/withdrawal',
    'Takes a product off the market: no new offer line from then on (rule 18).',
    { reason: 'No demand' },
  ),
  ReinstateProduct: route('/products/:productId/reinstatement', 'Brings a withdrawn product back.'),
  DefineReason: route(
    '/reasons/:catalogue',
    'Defines a reason of a catalogue; that of the refusals is called refusals.',
    { code: 'TOO_HEAVY', group: 'product', durable: 'until_product_version', label: 'Too heavy' },
  ),
  RetireReason: route('/reasons/:catalogue/:code/retirement', 'Retires a reason: it stays where it was given.'),
  RemapReason: route(
    '/reasons/:catalogue/remappings',
    'Lets reports show one reason as another one; what was recorded stays.',
    { from: 'NO_BUDGET', to: 'PRICE_TOO_HIGH' },
  ),
};

/** The names of the parameters in a path. */
export const parametersOf = ({ path }: CommandRoute): readonly string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
