import { createHash } from 'node:crypto';
import type { DomainCommand } from '../../../domain/catalogue';
import type { DocumentRequest } from '../../../domain/reservation/events';
import type { InvoiceIntent } from '../../../domain/shared/intents';
import type { Envelope } from '../execution';
import { derivedId } from '../../log/ids';

interface Ask {
  readonly command: DomainCommand;
  readonly envelope: Envelope;
}

/** The number of a document: of its series, or, where another system gave it, a stream for that number alone. */
export const numberFor = (request: DocumentRequest): DomainCommand => {
  const { series, externalNumber } = request.intent;
  const reservationId =
    externalNumber === undefined ? `numbers.${series}` : `number.${series}.${digest(externalNumber)}`;
  return { type: 'ReserveDocumentNumber', data: { reservationId, series, request } };
};

/** Neither tax ids nor foreign numbers belong into stream names. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const taxIdReservation = (taxId: string, clientId: string): DomainCommand => ({
  type: 'ReserveTaxId',
  data: { reservationId: `taxid.${digest(taxId.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase())}`, clientId },
});

/** A step before the command's own, under an id of its own; what the asker saw of the stream concerns the command. */
const before = (command: DomainCommand, { expectedRevision, ...envelope }: Envelope): Ask => ({
  command,
  envelope: { ...envelope, commandId: derivedId(`${envelope.commandId}/${command.type}`) },
});

type ClientCommand = Extract<DomainCommand, { type: 'RegisterClient' | 'CorrectClientDetails' }>;

const withTaxId = (command: ClientCommand, envelope: Envelope): readonly Ask[] => {
  const { taxId, clientId } = command.data;
  const own: Ask = { command, envelope };
  return taxId === undefined ? [own] : [before(taxIdReservation(taxId, clientId), envelope), own];
};

const invoiceSteps = (intent: InvoiceIntent): DomainCommand =>
  'offerId' in intent.basis
    ? { type: 'InvoiceOfferLines', data: { offerId: intent.basis.offerId, request: intent } }
    : numberFor({ document: 'invoice', intent });

/**
 * What a command does first. Most do themselves; what must be unique over all streams is reserved before (rule 20), and
 * a document begins with what guards it: the command itself follows from there (see invoicing).
 */
export const firstSteps = (command: DomainCommand, envelope: Envelope): readonly Ask[] => {
  if (command.type === 'RegisterClient' || command.type === 'CorrectClientDetails') return withTaxId(command, envelope);
  if (command.type === 'IssueInvoice' && command.data.number === undefined) {
    const { number, ...intent } = command.data;
    return [before(invoiceSteps(intent), envelope)];
  }
  if (command.type === 'IssueCreditNote' && command.data.number === undefined) {
    const { number, ...intent } = command.data;
    return [before(numberFor({ document: 'credit-note', intent }), envelope)];
  }
  return [{ command, envelope }];
};
