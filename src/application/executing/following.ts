import { createHash } from 'node:crypto';
import type {
  CommandCatalogue,
  DomainCommand,
  DomainEvent,
  DomainFact,
  EventCatalogue,
  EventType,
} from '../../domain/catalogue';
import type { Happened } from '../../domain/shared/event';
import { given } from '../../domain/shared/given';
import type { InvoiceIntent } from '../../domain/shared/intents';
import type { Id } from '../../domain/shared/values';
import type { DocumentRequest } from '../../domain/reservation/events';
import { derivedId } from '../log/ids';
import { lookupKey, type KeyVault, type Unsealed } from '../log/personal-data';
import type { Envelope } from './execution';

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

type Pepper = Pick<KeyVault, 'pepper'>;

/** Neither tax ids nor foreign numbers belong into stream names. */
const nameDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The number of a document: of its series, or, where another system gave it, a stream for that number alone. */
const reserveNumber = (request: DocumentRequest): DomainCommand => {
  const { series, externalNumber } = request.intent;
  const reservationId =
    externalNumber === undefined ? `numbers.${series}` : `number.${series}.${nameDigest(externalNumber)}`;
  return { type: 'ReserveDocumentNumber', data: { reservationId, series, request } };
};

const lettersAndDigits = (taxId: string): string => taxId.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase();

/**
 * A tax id has few digits: a plain digest of it is guessed within hours. So its stream is named by a keyed one. Logs of
 * before have the plain one, and what is reserved there is looked at first.
 */
const reserveTaxId = (taxId: string, clientId: Id, vault: Pepper): readonly DomainCommand[] => [
  { type: 'CheckTaxId', data: { reservationId: `taxid.${nameDigest(lettersAndDigits(taxId))}`, clientId } },
  {
    type: 'ReserveTaxId',
    data: { reservationId: `taxid.${lookupKey(`taxid ${lettersAndDigits(taxId)}`, vault)}`, clientId },
  },
];

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

/**
 * What a command does first. Most commands are their own only step; what must be unique over all streams is reserved
 * before (rule 20), and a document begins with what guards it: the command itself follows from there.
 */
export const firstSteps = (command: DomainCommand, envelope: Envelope, vault: Pepper): readonly EnvelopedCommand[] => {
  const own = { command, envelope };
  if (command.type === 'RegisterClient' || command.type === 'CorrectClientDetails') {
    const { taxId, clientId } = command.data;
    const reserving = taxId === undefined ? [] : reserveTaxId(taxId, clientId, vault);
    return [...reserving.map((step) => before(step, envelope)), own];
  }
  if (command.type === 'IssueInvoice' && command.data.number === undefined) {
    const { number, ...intent } = command.data;
    return [before(guardInvoice(intent), envelope)];
  }
  if (command.type === 'IssueCreditNote' && command.data.number === undefined) {
    const { number, ...intent } = command.data;
    return [before(reserveNumber({ document: 'credit-note', intent }), envelope)];
  }
  return [own];
};

// ── After an event ─────────────────────────────────────────────────────────────────────────────────────────────────────

type FollowUpArms = {
  readonly [Type in EventType]?: (event: Happened<Type, Unsealed<EventCatalogue[Type]>>) => readonly FollowUp[];
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

/** The order within an arm is part of the ids of what follows: new ones go to its end. */
const arms: FollowUpArms = {
  CallLogged: ({ data }) => [
    ...pitchOutcome(data),
    ...(data.result === 'reached' ? answerTo(data.enquiryId, data.managerId, { callId: data.callId }) : []),
  ],
  OfferMade: ({ data: { offerId, enquiryId, managerId } }) => answerTo(enquiryId, managerId, { offerId }),
  // An invoice moves up to three streams: the offer's lines are reserved (rule 7), a number is taken from its gapless
  // series (rules 8, 20), and the document is issued. When it is voided, the lines are free for another one.
  OfferLinesInvoiced: ({ data: { request } }) => [{ command: reserveNumber({ document: 'invoice', intent: request }) }],
  InvoiceVoided: ({ data: { offerId, invoiceId } }) =>
    offerId === undefined ? [] : [{ command: { type: 'ReleaseOfferLines', data: { offerId, invoiceId } } }],
  DocumentNumberReserved: ({ data: { number, request } }) => [
    request.document === 'invoice'
      ? { command: { type: 'IssueInvoice', data: { ...request.intent, number } } }
      : { command: { type: 'IssueCreditNote', data: { ...request.intent, number } } },
  ],
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

const armOf = <Type extends EventType>(
  event: Happened<Type, EventCatalogue[Type]>,
  open: OpenTexts,
): readonly FollowUp[] => {
  const arm = arms[event.type];
  if (!arm) return [];
  const { id, type, occurredAt, data } = event;
  return arm({ id, type, occurredAt, data: open(data) });
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
  open: OpenTexts,
): readonly (EnvelopedCommand & FollowUp)[] =>
  armOf(event, open).map((followUp, index) => ({
    ...followUp,
    envelope: envelopeAfter(envelope, event, `${index}/${followUp.command.type}`),
  }));

// ── Erasing ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Rule 23: the event first, then the key. A crash in between is healed: destroying it again changes nothing. */
export const eraseAfter = (event: DomainFact, vault: KeyVault): void => {
  if (event.type === 'PersonalDataErased') vault.destroy(event.data.clientId);
};

/** The events after which something is to be done: what healing looks at. */
export const followedTypes: readonly string[] = Object.keys(arms);
