import type { DomainCommand, EventCatalogue, EventType } from '../../domain/catalogue';
import { initialReservation, withNumberSetAside, type ReservationState } from '../../domain/reservation/state';
import type { ExternalId, Id } from '../../domain/shared/values';
import { decode, type StoredDomainEvent } from '../log/codec';
import type { EventStore } from '../log/event-store';
import { firstEvent } from '../log/paging';
import { erased, unseal, type KeyVault, type Unsealed } from '../log/personal-data';
import { reserveExternalId, setNumberAside, type ExternallyKnown, type Pepper } from './reservations';

/** The reservations of a log as they stand before their first event, by stream; a stream that is not named has none. */
export type ReservedBefore = ReadonlyMap<string, ReservationState>;

type LogBefore = Pick<EventStore, 'readAll'>;

/** From the first of these on, every id and every number of another system is reserved when it comes. */
const reserving: readonly EventType[] = ['IdReserved', 'DocumentNumberSetAside'];

const external = (of: ExternallyKnown, id: ExternalId | undefined, ownerId: Id, vault: Pepper) =>
  id?.id === erased ? [] : reserveExternalId(id, of, ownerId, vault);

/** What would be reserved for an event if it came today. */
const reservations: {
  readonly [Type in EventType]?: (data: Unsealed<EventCatalogue[Type]>, vault: Pepper) => readonly DomainCommand[];
} = {
  ClientRegistered: ({ externalId, clientId }, vault) => external('client', externalId, clientId, vault),
  ManagerRegistered: ({ externalId, managerId }, vault) => external('manager', externalId, managerId, vault),
  ProductIntroduced: ({ externalId, productId }, vault) => external('product', externalId, productId, vault),
  CreditNoteIssued: ({ creditNoteId, invoiceId }) => [
    {
      type: 'ReserveId',
      data: { reservationId: `creditnote.${creditNoteId}`, of: 'credit-note', ownerId: invoiceId },
    },
  ],
  DocumentNumberReserved: ({ request }) => setNumberAside(request),
};

const reservationsFor = <Type extends EventType>(
  { type, data }: { readonly type: Type; readonly data: EventCatalogue[Type] },
  vault: KeyVault,
): readonly DomainCommand[] => reservations[type]?.(unseal(data, vault), vault) ?? [];

/** Of two who have one id, the first holds it. */
const withReservation = (state: ReservationState, command: DomainCommand): ReservationState => {
  if (command.type === 'SetNumberAside') return withNumberSetAside(state, command.data.number);
  return command.type === 'ReserveId' ? { ownerId: command.data.ownerId, ...state } : state;
};

const reservationStream = (command: DomainCommand): string | undefined =>
  'reservationId' in command.data ? `reservation-${command.data.reservationId}` : undefined;

/**
 * Ids of other systems, ids of credit notes and imported numbers that stand in the events of a log of before, which reserved
 * none: they are taken all the same (rule 20). The log is read up to where it began to reserve them: in a log of today
 * that is where the first of them stands.
 */
export const reservedBefore = async (log: LogBefore, vault: KeyVault): Promise<ReservedBefore> => {
  const until = (await firstEvent(log.readAll({ types: reserving, pageSize: 1 })))?.position;
  const before = new Map<string, ReservationState>();
  const take = (event: StoredDomainEvent): void => {
    for (const command of reservationsFor(event, vault)) {
      const stream = reservationStream(command);
      if (stream !== undefined) before.set(stream, withReservation(before.get(stream) ?? initialReservation, command));
    }
  };
  const types = Object.keys(reservations);
  for await (const page of log.readAll({ types, ...(until !== undefined && { until }) }))
    page.map(decode).forEach(take);
  return before;
};
