import { createHash } from 'node:crypto';
import type { DomainCommand } from '../../domain/catalogue';
import type { DocumentRequest } from '../../domain/reservation/events';
import { placeOfNumber } from '../../domain/reservation/numbers';
import type { CreditNoteIntent } from '../../domain/shared/intents';
import { lettersAndDigits } from '../../domain/shared/text';
import type { ExternalId, Id } from '../../domain/shared/values';
import { lookupKey, type KeyVault } from '../log/personal-data';

/** What is reserved in which stream (decision 6). Neither tax ids nor foreign ids and numbers belong into stream names. */

export type Pepper = Pick<KeyVault, 'pepper'>;

const nameDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The number of a document: of its series, or, where another system gave it, a stream for that number alone. */
export const reserveNumber = (request: DocumentRequest): DomainCommand => {
  const { series, externalNumber } = request.intent;
  const reservationId =
    externalNumber === undefined ? `numbers.${series}` : `number.${series}.${nameDigest(externalNumber)}`;
  return { type: 'ReserveDocumentNumber', data: { reservationId, series, request } };
};

/** Whose a credit note is: of its invoice's client, or, where that is not known, as it says. */
const ofCreditNote = ({ invoiceId, withoutInvoice }: CreditNoteIntent) =>
  withoutInvoice ? { invoiceId, clientId: withoutInvoice.clientId } : { invoiceId };

/** A number of another system that a series of ours would come to: that series steps over it. */
export const setNumberAside = ({ document, intent }: DocumentRequest): readonly DomainCommand[] => {
  const { externalNumber } = intent;
  const place = externalNumber === undefined ? undefined : placeOfNumber(externalNumber);
  if (externalNumber === undefined || !place) return [];
  const { series } = place;
  const of = document === 'invoice' ? { clientId: intent.clientId } : ofCreditNote(intent);
  const data = { reservationId: `numbers.${series}`, series, number: externalNumber, ...of };
  return [{ type: 'SetNumberAside', data }];
};

const plainTaxIdStream = (taxId: string): string => `taxid.${nameDigest(lettersAndDigits(taxId))}`;
const taxIdStream = (taxId: string, vault: Pepper): string =>
  `taxid.${lookupKey(`taxid ${lettersAndDigits(taxId)}`, vault)}`;

/**
 * A tax id has few digits: a plain digest of it is guessed within hours. So its stream is named by a keyed one. Logs of
 * before have the plain one, and what is reserved there is looked at first. One without a letter or a digit is none: the
 * client's own rules say so.
 */
export const reserveTaxId = (taxId: string | undefined, clientId: Id, vault: Pepper): readonly DomainCommand[] =>
  taxId === undefined || lettersAndDigits(taxId) === ''
    ? []
    : [
        { type: 'CheckTaxId', data: { reservationId: plainTaxIdStream(taxId), clientId } },
        { type: 'ReserveTaxId', data: { reservationId: taxIdStream(taxId, vault), clientId } },
      ];

/** A tax id that the client no longer has is free, in whichever of both streams it stands. */
export const releaseTaxId = (taxId: string, clientId: Id, vault: Pepper): readonly DomainCommand[] =>
  [plainTaxIdStream(taxId), taxIdStream(taxId, vault)].map((reservationId) => ({
    type: 'ReleaseTaxId',
    data: { reservationId, clientId, reason: 'another one was given' },
  }));

export type ExternallyKnown = 'client' | 'manager' | 'product';

/** The id that something has in another system: two of ours are not the same there. */
export const reserveExternalId = (
  externalId: ExternalId | undefined,
  of: ExternallyKnown,
  ownerId: Id,
  vault: Pepper,
): readonly DomainCommand[] => {
  if (!externalId) return [];
  const key = lookupKey(JSON.stringify(['external id', of, externalId.source, externalId.id]), vault);
  return [
    {
      type: 'ReserveId',
      data: { reservationId: `external.${of}.${key}`, of, ownerId, ...(of === 'client' && { clientId: ownerId }) },
    },
  ];
};

/** A credit note stands on the stream of its invoice: its id is reserved for that one. */
export const reserveCreditNoteId = (intent: CreditNoteIntent): DomainCommand => {
  const { creditNoteId, invoiceId } = intent;
  const data = { reservationId: `creditnote.${creditNoteId}`, of: 'credit-note', ownerId: invoiceId } as const;
  return { type: 'ReserveId', data: { ...data, ...ofCreditNote(intent) } };
};
