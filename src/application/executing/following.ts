import type { CommandCatalogue, DomainCommand, DomainEvent, EventCatalogue, EventType } from '../../domain/catalogue';
import type { Happened } from '../../domain/shared/event';
import type { AnswerEvidence, FulfilmentEvidence, Proof } from '../../domain/enquiry/events';
import { given } from '../../domain/shared/given';
import type { CreditNoteIntent, InvoiceIntent } from '../../domain/shared/intents';
import { distinct } from '../../domain/shared/references';
import type { Id } from '../../domain/shared/values';
import { derivedId } from '../log/ids';
import { erased, type Unsealed } from '../log/personal-data';
import { keyTypes } from '../log/vault-of-log';
import type { Envelope } from './execution';
import {
  releaseTaxId,
  reserveCreditNoteId,
  reserveExternalId,
  reserveNumber,
  reserveTaxId,
  setNumberAside,
  type Pepper,
} from './reservations';

/**
 * What moves more than one stream (decision 3), on one page: what a command reserves before its own step, and what
 * follows from an event on another stream. All of it is a function of the command or the event alone, so that the
 * executor does it at once, and healing does it after a crash.
 */

export interface EnvelopedCommand {
  readonly command: DomainCommand;
  /** Its command id was used for the command itself, or for this one: the same, before its texts were normalised. */
  readonly asGiven?: DomainCommand | undefined;
  readonly envelope: Envelope;
}

/** A command that an event calls for on another stream. */
export interface FollowUp {
  readonly command: DomainCommand;
  /** True where a rule may refuse it (the enquiry is closed by now): then nothing follows. */
  readonly optional?: boolean;
}

/** Opens the personal texts in a value, sealed or not. */
export type OpenTexts = <Value>(value: Value) => Unsealed<Value>;

// ── Before the command's own step ──────────────────────────────────────────────────────────────────────────────────────

const guardInvoice = (intent: InvoiceIntent): DomainCommand =>
  'offerId' in intent.basis
    ? { type: 'InvoiceOfferLines', data: { offerId: intent.basis.offerId, request: intent } }
    : reserveNumber({ document: 'invoice', intent });

/**
 * A step before the command's own, under an id of its own, and correlated with the command; the revision that the caller
 * expects is the command's.
 */
const before = (command: DomainCommand, { expectedRevision, commandId, ...envelope }: Envelope): EnvelopedCommand => ({
  command,
  envelope: { correlationId: commandId, ...envelope, commandId: derivedId(`${commandId}/${command.type}`) },
});

type DocumentCommand = CommandCatalogue['IssueInvoice'] | CommandCatalogue['IssueCreditNote'];

/**
 * What a document begins with; its own step follows from the number. A number that comes with the command is one that
 * another system gave: only what follows from a reservation brings one of ours.
 */
const documentSteps = (command: DomainCommand, isOwn: (document: DocumentCommand) => boolean) => {
  if (command.type === 'IssueInvoice' && isOwn(command.data)) {
    const { number, externalNumber = number, ...rest } = command.data;
    const intent: InvoiceIntent = given({ ...rest, externalNumber });
    return [...setNumberAside({ document: 'invoice', intent }), guardInvoice(intent)];
  }
  if (command.type === 'IssueCreditNote' && isOwn(command.data)) {
    const { number, externalNumber = number, ...rest } = command.data;
    const intent: CreditNoteIntent = given({ ...rest, externalNumber });
    const request = { document: 'credit-note', intent } as const;
    return [...setNumberAside(request), reserveCreditNoteId(intent), reserveNumber(request)];
  }
  return undefined;
};

/** What must be unique over all streams is reserved before the command's own step (rule 20). */
const reservationsOf = (command: DomainCommand, vault: Pepper): readonly DomainCommand[] => {
  if (command.type === 'RegisterClient') {
    const { taxId, externalId, clientId } = command.data;
    return [...reserveTaxId(taxId, clientId, vault), ...reserveExternalId(externalId, 'client', clientId, vault)];
  }
  if (command.type === 'CorrectClientDetails') return reserveTaxId(command.data.taxId, command.data.clientId, vault);
  if (command.type === 'RegisterManager')
    return reserveExternalId(command.data.externalId, 'manager', command.data.managerId, vault);
  return command.type === 'IntroduceProduct'
    ? reserveExternalId(command.data.externalId, 'product', command.data.productId, vault)
    : [];
};

/**
 * What a command does first. Most commands are their own only step; what must be unique over all streams is reserved
 * before, and a document begins with what guards it: the command itself follows from there.
 */
export const firstSteps = (command: DomainCommand, envelope: Envelope, vault: Pepper): readonly EnvelopedCommand[] => {
  const document = documentSteps(command, ({ number }) => number === undefined || envelope.causationId === undefined);
  if (document) return document.map((step) => before(step, envelope));
  return [...reservationsOf(command, vault).map((step) => before(step, envelope)), { command, envelope }];
};

// ── After an event ─────────────────────────────────────────────────────────────────────────────────────────────────────

type FollowUpArms = {
  readonly [Type in EventType]?: (
    event: Happened<Type, Unsealed<EventCatalogue[Type]>>,
    vault: Pepper,
  ) => readonly FollowUp[];
};

type LoggedCall = Unsealed<EventCatalogue['CallLogged']>;

/** One call, one command: a pitch in a call makes the verbal offer and its outcome (rule 1). */
const pitchOutcome = ({ callId, clientId, managerId, enquiryId, pitch }: LoggedCall): readonly FollowUp[] => {
  if (!pitch || clientId === undefined) return [];
  const { accepted, refused, ...offer } = pitch;
  const outcome = { offerId: offer.offerId, managerId, version: 1 };
  const made: CommandCatalogue['MakeOffer'] = given({
    ...offer,
    clientId,
    managerId,
    kind: 'verbal',
    callId,
    enquiryId,
    validUntil: undefined,
    approval: undefined,
  });
  const followUps: FollowUp[] = [{ command: { type: 'MakeOffer', data: made } }];
  if (accepted) followUps.push({ command: { type: 'AcceptOffer', data: { ...outcome, ...accepted } } });
  if (refused) {
    const data: CommandCatalogue['RecordRefusal'] = { ...outcome, ...refused };
    followUps.push({ command: { type: 'RecordRefusal', data } });
  }
  return followUps;
};

/** A call that reached the client, or an offer, on an enquiry answers it (rule 10). */
const answerTo = (
  enquiryId: Id | undefined,
  managerId: Id,
  by: { readonly callId: Id } | { readonly offerId: Id },
): readonly FollowUp[] =>
  enquiryId === undefined
    ? []
    : [{ command: { type: 'AnswerEnquiry', data: { enquiryId, managerId, by } }, optional: true }];

/** A proof fell or was corrected: the enquiries that rest on it are looked at again (rule 26). */
const reviewed = (proof: Proof, ...enquiryIds: readonly (Id | undefined)[]): readonly FollowUp[] =>
  distinct(...enquiryIds).map((enquiryId) => ({ command: { type: 'ReviewEvidence', data: { enquiryId, proof } } }));

/** What an enquiry names as its proof is told of it, so that it can't fall unnoticed. */
const toldOf = (enquiryId: Id, proof: AnswerEvidence<unknown> | FulfilmentEvidence<unknown>): readonly FollowUp[] => {
  if ('callId' in proof) return [noteOf({ type: 'NoteCallAsProof', data: { callId: proof.callId, enquiryId } })];
  if ('offerId' in proof) return [noteOf({ type: 'NoteOfferAsProof', data: { offerId: proof.offerId, enquiryId } })];
  return 'invoiceId' in proof
    ? [noteOf({ type: 'NoteInvoiceAsProof', data: { invoiceId: proof.invoiceId, enquiryId } })]
    : [];
};

/** A log of before may name a proof that never was. */
const noteOf = (command: DomainCommand): FollowUp => ({ command, optional: true });

/** The order within an arm is part of the ids of what follows: new ones go to its end. */
const arms: FollowUpArms = {
  CallLogged: ({ data }) => [
    ...pitchOutcome(data),
    ...(data.result === 'reached' ? answerTo(data.enquiryId, data.managerId, { callId: data.callId }) : []),
  ],
  OfferMade: ({ data: { offerId, enquiryId, managerId } }) => answerTo(enquiryId, managerId, { offerId }),
  EnquiryAnswered: ({ data: { enquiryId, by } }) => toldOf(enquiryId, by),
  EnquiryFulfilled: ({ data: { enquiryId, evidence } }) => toldOf(enquiryId, evidence),
  // It may have fallen just before it was told.
  CallNamedAsProof: ({ data: { callId, enquiryId } }) => reviewed({ callId }, enquiryId),
  OfferNamedAsProof: ({ data: { offerId, enquiryId } }) => reviewed({ offerId }, enquiryId),
  InvoiceNamedAsProof: ({ data: { invoiceId, enquiryId } }) => reviewed({ invoiceId }, enquiryId),
  CallCorrected: ({ data: { callId, was, proves = [] } }) => reviewed({ callId }, was.enquiryId, ...proves),
  CallVoided: ({ data: { callId, was, proves = [] } }) => reviewed({ callId }, was.enquiryId, ...proves),
  OfferVoided: ({ data: { offerId, enquiryId, proves = [] } }) => reviewed({ offerId }, enquiryId, ...proves),
  // An invoice moves up to three streams: the offer's lines are reserved (rule 7), a number is taken from its gapless
  // series (rules 8, 20), and the document is issued. When it is voided, the lines are free for another one.
  OfferLinesInvoiced: ({ data: { request } }) => [{ command: reserveNumber({ document: 'invoice', intent: request }) }],
  InvoiceVoided: ({ data: { offerId, invoiceId, proves = [] } }) => [
    ...(offerId === undefined
      ? []
      : [{ command: { type: 'ReleaseOfferLines', data: { offerId, invoiceId } } } as const]),
    ...reviewed({ invoiceId }, ...proves),
  ],
  DocumentNumberReserved: ({ data: { number, request } }) => [
    request.document === 'invoice'
      ? { command: { type: 'IssueInvoice', data: { ...request.intent, number } } }
      : { command: { type: 'IssueCreditNote', data: { ...request.intent, number } } },
  ],
  // One that nobody can read any more, its key being lost, can't be released: its reservation stays.
  ClientDetailsCorrected: ({ data: { clientId, previousTaxId } }, vault) =>
    previousTaxId === undefined || previousTaxId === erased
      ? []
      : releaseTaxId(previousTaxId, clientId, vault).map((command) => ({ command, optional: true })),
  // The survivor of a merge learns of it (rule 16).
  ClientMerged: ({ data: { clientId, into, evidence } }) => [
    { command: { type: 'AbsorbDuplicate', data: { clientId: into, duplicateId: clientId, evidence } } },
  ],
  // An erasure is that of the person: every client that is read as this one is erased with it (rule 34).
  PersonalDataErased: ({ data: { clientId, reason, duplicates = [] } }) =>
    duplicates.map((duplicateId) => ({
      command: { type: 'EraseDuplicate', data: { clientId: duplicateId, erasedWith: clientId, reason } },
    })),
};

/** What it takes to say what follows from an event. */
export interface Following {
  readonly open: OpenTexts;
  readonly vault: Pepper;
}

const armOf = <Type extends EventType>(
  event: Happened<Type, EventCatalogue[Type]>,
  { open, vault }: Following,
): readonly FollowUp[] => {
  const arm = arms[event.type];
  if (!arm) return [];
  const { id, type, occurredAt, data } = event;
  return arm({ id, type, occurredAt, data: open(data) }, vault);
};

/** The envelope of a command that follows from an event: its id derives from the event's, so that it happens once. */
const envelopeAfter = (
  { actor, source, zone, onBehalfOf, lateReason, commandId, correlationId = commandId }: Envelope,
  event: DomainEvent,
  name: string,
): Envelope =>
  given({
    commandId: derivedId(`${event.id}/${name}`),
    occurredAt: event.occurredAt,
    actor,
    source,
    causationId: event.id,
    correlationId,
    zone,
    onBehalfOf,
    lateReason,
    expectedRevision: undefined,
    asGiven: undefined,
    likelyDone: undefined,
    askedOnce: undefined,
  });

/** What follows from an event that a command with this envelope made. */
export const followUpsOf = (
  event: DomainEvent,
  envelope: Envelope,
  following: Following,
): readonly (EnvelopedCommand & FollowUp)[] =>
  armOf(event, following).map((followUp, index) => ({
    ...followUp,
    envelope: envelopeAfter(envelope, event, `${index}/${followUp.command.type}`),
  }));

/** Of these events something follows that leaves an event in any case; what else follows may come to nothing. */
const owing: ReadonlySet<string> = new Set<EventType>([
  'CallLogged',
  'OfferLinesInvoiced',
  'DocumentNumberReserved',
  'InvoiceVoided',
  'ClientMerged',
]);

const mayComeToNothing: ReadonlySet<string> = new Set<DomainCommand['type']>(['ReviewEvidence']);

/** The commands that have to follow from an event, and leave an event of their own: only their ids and types are told. */
export const owedAfter = (
  event: DomainEvent & { readonly metadata: Pick<Envelope, 'actor' | 'source' | 'commandId'> },
  vault: Pepper,
): readonly { readonly commandId: Id; readonly command: string }[] => {
  if (!owing.has(event.type)) return [];
  // No id rests on a text, so none is opened: sealed ones stay as they are.
  const open: OpenTexts = (value) => value as Unsealed<typeof value>;
  return followUpsOf(event, event.metadata, { open, vault })
    .filter(({ command, optional }) => !optional && !mayComeToNothing.has(command.type))
    .map(({ command, envelope }) => ({ commandId: envelope.commandId, command: command.type }));
};

/** The events after which something is to be done: what healing looks at. */
export const followedTypes: readonly string[] = [...new Set([...Object.keys(arms), ...keyTypes])];
