import type { DomainFact, EventCatalogue, EventType } from './catalogue';
import type { Id, Personal } from './shared/values';

/**
 * Every text of an event that may be about a person, and how the log keeps it: `sealed` with the key of whom it is about;
 * or `keyed`, sealed and with a keyed digest beside it, by which an equal text is found without reading any. A text of an
 * event is in this table, or the test of the events' texts says why it is kept plain.
 */
type Sealing = 'sealed' | 'keyed';

type Joined<Name extends string, Path extends string> = Path extends '' ? Name : `${Name}.${Path}`;

/** Where personal texts lie in a value: names with dots between them; lists have no name of their own. */
type PersonalPaths<Value> = Value extends Personal
  ? ''
  : Value extends readonly (infer Entry)[]
    ? PersonalPaths<Entry>
    : Value extends object
      ? { [Name in keyof Value & string]-?: Joined<Name, PersonalPaths<Value[Name]>> }[keyof Value & string]
      : never;

/** A personal text of an event that is not listed does not compile, nor does one that the event does not have. */
type PersonalTexts = {
  readonly [Type in EventType as [PersonalPaths<EventCatalogue[Type]>] extends [never] ? never : Type]: Readonly<
    Record<PersonalPaths<EventCatalogue[Type]>, Sealing>
  >;
};

const sealed = 'sealed';
const reason = { reason: sealed } as const;
const request = {
  'request.basis.reason': sealed,
  'request.priceDeviation.reason': sealed,
  'request.approval.reason': sealed,
} as const;

export const personalTexts: PersonalTexts = {
  CallLogged: {
    note: sealed,
    legalBasis: sealed,
    'pitch.legalBasis': sealed,
    'pitch.accepted.winReason': sealed,
    'pitch.refused.comment': sealed,
  },
  CallCorrected: { 'was.note': sealed, 'now.note': sealed },
  CallVoided: { 'was.note': sealed, ...reason },
  ClientRegistered: {
    name: sealed,
    'contacts.value': sealed,
    taxId: sealed,
    origin: sealed,
    'externalId.id': 'keyed',
  },
  ClientDetailsCorrected: { name: sealed, 'contacts.value': sealed, taxId: sealed, previousTaxId: sealed },
  ClientAssigned: reason,
  ConsentRecorded: { basis: sealed },
  ClientMerged: { evidence: sealed },
  DuplicateAbsorbed: { evidence: sealed },
  MergeReversed: reason,
  PersonalDataErased: reason,
  EnquiryReceived: { 'items.need': sealed, origin: sealed },
  EnquiryAnswered: { 'by.messageRef': sealed },
  EnquiryAnswerWithdrawn: { 'stands.by.messageRef': sealed },
  EnquiryPaused: { waitingFor: sealed },
  EnquiryFulfilled: { 'evidence.deliveryRef': sealed },
  EnquiryDeclined: { note: sealed },
  EnquiryAbandoned: reason,
  EnquiryReopened: reason,
  InvoiceIssued: { 'basis.reason': sealed, 'priceDeviation.reason': sealed, 'approval.reason': sealed },
  InvoiceVoided: reason,
  CreditNoteIssued: reason,
  ManagerRegistered: { name: sealed, 'externalId.id': sealed },
  OfferMade: { 'approval.reason': sealed, legalBasis: sealed },
  OfferRevised: { 'approval.reason': sealed },
  OfferLinesAccepted: { winReason: sealed },
  OfferLinesRefused: { comment: sealed },
  OfferWithdrawn: reason,
  OfferLinesInvoiced: request,
  RefusalCorrected: { 'was.comment': sealed, 'now.comment': sealed },
  OfferVoided: { ...reason, 'outcomes.refusal.comment': sealed },
  DocumentNumberReserved: {
    'request.intent.basis.reason': sealed,
    'request.intent.priceDeviation.reason': sealed,
    'request.intent.approval.reason': sealed,
    'request.intent.reason': sealed,
  },
  TaxIdReleased: reason,
};

/** Of whom the texts of an event are: the first of these that it names. */
const subjects: readonly (readonly string[])[] = [
  ['clientId'],
  ['was', 'clientId'],
  ['now', 'clientId'],
  ['request', 'intent', 'clientId'],
  ['enquiryId'],
  ['callId'],
  ['managerId'],
  ['request', 'intent', 'invoiceId'],
];

/** The evidence of a merge is about the duplicate, on the survivor's stream too: it goes when the duplicate is erased. */
const subjectsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  DuplicateAbsorbed: [['duplicateId']],
  IdReserved: [['clientId'], ['ownerId']],
};

/** What is logged of a call may turn out to be another client's: its texts are sealed with the call's key, too. */
const recordsOf: Readonly<Record<string, string>> = {
  CallLogged: 'callId',
  CallCorrected: 'callId',
  CallVoided: 'callId',
};

const valueUnder = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/**
 * With whose key the texts of an event are sealed: the client's; where nobody knows the client, the enquiry's or the call's
 * own. Undefined for events about no person: about products, campaigns, the company.
 */
export const subjectOf = (type: string, data: object): Id | undefined => {
  for (const path of subjectsOf[type] ?? subjects) {
    const found = path.reduce<unknown>(valueUnder, data);
    if (typeof found === 'string') return found;
  }
  return undefined;
};

/** The record whose key seals the texts of an event beside that of whom they are of. */
export const sealingRecordOf = (type: string, data: object): Id | undefined => {
  const name = recordsOf[type];
  const found = name === undefined ? undefined : valueUnder(data, name);
  return typeof found === 'string' ? found : undefined;
};

/** The call or the enquiry that an event begins without a client: what is said about him there has its key alone. */
export const recordOfNobody = (event: DomainFact): Id | undefined => {
  if (event.type === 'CallLogged' && event.data.clientId === undefined) return event.data.callId;
  return event.type === 'EnquiryReceived' && event.data.clientId === undefined ? event.data.enquiryId : undefined;
};

/** A record turned out to be about this client; or, where he is not known either, about whom another record is. */
export interface Attribution {
  readonly record: Id;
  readonly to: Id;
}

const attributed = (record: Id | undefined, to: Id | undefined): readonly Attribution[] =>
  record === undefined || to === undefined ? [] : [{ record, to }];

const attributionsBy: {
  readonly [Type in EventType]?: (data: EventCatalogue[Type]) => readonly Attribution[];
} = {
  CallLogged: ({ callId, clientId, relatedClientId, enquiryId }) =>
    clientId === undefined ? attributed(callId, relatedClientId ?? enquiryId) : attributed(enquiryId, clientId),
  CallCorrected: ({ callId, was, now: { clientId, enquiryId } }) =>
    clientId === was.clientId ? [] : [...attributed(callId, clientId), ...attributed(enquiryId, clientId)],
  OfferMade: ({ enquiryId, clientId }) => attributed(enquiryId, clientId),
};

const attributionsIn = <Type extends EventType>({
  type,
  data,
}: {
  readonly type: Type;
  readonly data: EventCatalogue[Type];
}): readonly Attribution[] => attributionsBy[type]?.(data) ?? [];

/** Of which records an event tells whose they are: erasing him erases what was said there before anybody knew. */
export const attributionsOf = (event: DomainFact): readonly Attribution[] => attributionsIn(event);

export const attributingTypes: readonly string[] = Object.keys(attributionsBy);
