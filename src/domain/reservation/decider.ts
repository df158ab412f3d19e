import { chainOf, inOrder } from '../shared/chain';
import { accept, type Checked, type Context, type Decider } from '../shared/decider';
import { inForce, type Facts, type NumberSeries } from '../shared/facts';
import { given } from '../shared/given';
import { distinct } from '../shared/references';
import type { Id } from '../shared/values';
import { localDay } from '../shared/time';
import type { DocumentRequest, ReservationEvents } from './events';
import { asideAt, nextFree, numberAt, placeOfNumber } from './numbers';
import { rejectReservation, reservationRejections } from './rejections';
import { evolveReservation, initialReservation, type ReservationShape, type ReservationState } from './state';

const documentOf = (request: DocumentRequest): Id =>
  request.document === 'invoice' ? request.intent.invoiceId : request.intent.creditNoteId;

/** Whose invoice a credit note is on: what it says is sealed with his key. An invoice names its client itself. */
const creditedClient = ({ intent }: DocumentRequest, { invoice }: Facts): Id | undefined =>
  'creditNoteId' in intent ? (invoice(intent.invoiceId)?.clientId ?? intent.withoutInvoice?.clientId) : undefined;

/**
 * Whether the client that holds a tax id is no client of its own any more. One that is not registered has claimed it: its
 * registration is under way, or was cut off and can still be sent again, so the claim stands (rule 31).
 */
const isVacant = (facts: Facts, ownerId: Id, clientId: Id): boolean => {
  const owner = facts.client(ownerId);
  return owner?.status === 'erased' || (owner?.status === 'merged' && owner.mergedInto === clientId);
};

const checkFree = (facts: Facts, ownerId: Id | undefined, clientId: Id): Checked =>
  ownerId === undefined || isVacant(facts, ownerId, clientId)
    ? undefined
    : rejectReservation('TAX_ID_TAKEN', { ownerId });
/** Where nothing is said of a series, its documents are in order of date. */
const UNSAID: Pick<NumberSeries, 'perYear' | 'inOrderOfDate'> = { perYear: false, inOrderOfDate: true };

const ruleOf = (series: string, { facts, occurredAt }: Context) =>
  inForce(chainOf(inOrder(facts.numberSeries).filter((each) => each.series === series)), occurredAt) ?? UNSAID;

/** Rule 35, by days: an import brings numbers as they once came, and what is owed already is not refused. */
const checkOrder = (series: string, { last }: ReservationState, context: Context): Checked => {
  const { source, isOwed, zone, occurredAt } = context;
  if (!last || source === 'import' || isOwed === true || !ruleOf(series, context).inOrderOfDate) return undefined;
  const [day, lastDatedOn] = [localDay(occurredAt, zone), localDay(last.dated, zone)];
  return day < lastDatedOn
    ? rejectReservation('NUMBER_OUT_OF_ORDER', { day, lastNumber: last.number, lastDatedOn })
    : undefined;
};

/** With whose it is: as the command says, or as the invoice of a credit note does. */
const withClient = <Command extends { readonly clientId?: Id; readonly invoiceId?: Id }>(
  { invoiceId, ...command }: Command,
  { invoice }: Facts,
) => {
  const clientId = (invoiceId === undefined ? undefined : invoice(invoiceId)?.clientId) ?? command.clientId;
  return clientId === undefined ? command : { ...command, clientId };
};

type Numbered = Pick<ReservationEvents['DocumentNumberReserved'], 'number' | 'year'>;

const nextNumber = (series: string, state: ReservationState, context: Context): Numbered => {
  const { taken, takenOfYear, aside } = state;
  if (!ruleOf(series, context).perYear) return { number: numberAt({ series, ordinal: nextFree(aside, taken) }) };
  const year = localDay(context.occurredAt, context.zone).slice(0, 4);
  return { number: numberAt({ series, year, ordinal: nextFree(aside, takenOfYear[year] ?? 0, year) }), year };
};

const checkNumber = (
  externalNumber: string | undefined,
  documentId: Id,
  { state, context }: { readonly state: ReservationState; readonly context: Context },
): Checked => {
  const { taken, lastDocumentIds } = state;
  if (externalNumber !== undefined && context.source !== 'import')
    return rejectReservation('EXTERNAL_NUMBER_NOT_IMPORTED', { externalNumber });
  if (lastDocumentIds.includes(documentId))
    return rejectReservation('DOCUMENT_NUMBER_ALREADY_RESERVED', { documentId });
  return externalNumber !== undefined && taken > 0
    ? rejectReservation('DOCUMENT_NUMBER_TAKEN', { number: externalNumber, documentId: lastDocumentIds.at(-1) })
    : undefined;
};

/** What must be unique over all streams (rule 20): the first to append to the stream has it. */
export const reservationDecider: Decider<ReservationShape> = {
  initialState: initialReservation,
  evolve: evolveReservation,
  decide: {
    ReserveDocumentNumber: (command, state, context) => {
      const { series, request } = command;
      const { externalNumber } = request.intent;
      const documentId = documentOf(request);
      const rejected =
        checkNumber(externalNumber, documentId, { state, context }) ?? checkOrder(series, state, context);
      if (rejected) return rejected;
      const numbered = externalNumber === undefined ? nextNumber(series, state, context) : { number: externalNumber };
      const clientId = creditedClient(request, context.facts);
      const data: ReservationEvents['DocumentNumberReserved'] = given({
        ...command,
        year: undefined,
        ...numbered,
        documentId,
        clientId,
      });
      return accept({ type: 'DocumentNumberReserved', occurredAt: context.occurredAt, data });
    },
    SetNumberAside: (command, { taken, takenOfYear, aside }, { occurredAt, facts }) => {
      const place = placeOfNumber(command.number);
      if (!place || asideAt(aside, place)) return accept();
      const reached = place.year === undefined ? taken : (takenOfYear[place.year] ?? 0);
      return place.ordinal > reached
        ? accept({ type: 'DocumentNumberSetAside', occurredAt, data: withClient(command, facts) })
        : rejectReservation('DOCUMENT_NUMBER_TAKEN', { number: command.number });
    },
    ReserveId: (command, { ownerId }, { occurredAt, facts }) => {
      if (ownerId === command.ownerId) return accept();
      const isFree = ownerId === undefined || (command.of === 'client' && isVacant(facts, ownerId, command.ownerId));
      return isFree
        ? accept({ type: 'IdReserved', occurredAt, data: withClient(command, facts) })
        : rejectReservation('ID_TAKEN', { of: command.of, ownerId });
    },
    ReserveTaxId: (data, { ownerId }, { occurredAt, facts }) => {
      if (ownerId === data.clientId) return accept();
      return checkFree(facts, ownerId, data.clientId) ?? accept({ type: 'TaxIdReserved', occurredAt, data });
    },
    CheckTaxId: ({ clientId }, { ownerId }, { facts }) =>
      (ownerId === clientId ? undefined : checkFree(facts, ownerId, clientId)) ?? accept(),
    ReleaseTaxId: (data, { ownerId }, { occurredAt }) => {
      if (ownerId === undefined) return accept();
      return ownerId === data.clientId
        ? accept({ type: 'TaxIdReleased', occurredAt, data })
        : rejectReservation('TAX_ID_NOT_HELD', { ownerId });
    },
  },
  streamId: ({ reservationId }) => reservationId,
  needs: {
    ReserveDocumentNumber: ({ request }) => ({
      numberSeries: true,
      invoices: distinct(request.document === 'credit-note' ? request.intent.invoiceId : undefined),
    }),
    SetNumberAside: ({ invoiceId }) => ({ invoices: distinct(invoiceId) }),
    ReserveId: ({ of, invoiceId }, { ownerId }) => ({
      invoices: distinct(invoiceId),
      clients: of === 'client' ? distinct(ownerId) : [],
    }),
    ReserveTaxId: (_, { ownerId }) => ({ clients: distinct(ownerId) }),
    CheckTaxId: (_, { ownerId }) => ({ clients: distinct(ownerId) }),
  },
  rejections: reservationRejections,
};
