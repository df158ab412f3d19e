import type { EventCatalogue, EventType } from '../src/domain/catalogue';
import type { NewEvent } from '../src/application/event-store';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';

/** A synthetic log of calls, offers and refusals, for want of a real one: shapes and sizes are those of the domain. */

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
/** Spread like real ids, and always the same. */
const idOf = (kind: number, number: number): string => {
  const mixed = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  return `${hex(mixed, 8)}-${hex(kind, 4)}-4000-8000-${hex(number, 12)}`;
};

const START = Date.parse('2022-01-03T08:00:00.000Z');
const currency = 'EUR';

const factOf = (index: number): { type: EventType; data: EventCatalogue[EventType]; stream: string } => {
  const clientId = idOf(1, (index * 7919) % 20_000);
  const managerId = idOf(2, index % 12);
  const productId = idOf(3, (index * 31) % 40);
  const number = Math.floor(index / 4);
  const offerId = idOf(4, number);
  const callId = idOf(5, index);
  const line = {
    lineId: idOf(6, number),
    productId,
    quantity: 2,
    unitPrice: { amount: 12_900, currency },
    listPrice: { amount: 14_900, currency },
  };
  const outcome = {
    offerId,
    clientId,
    managerId,
    kind: 'verbal' as const,
    version: 1,
    offeredAt: momentOf(index),
    lines: [line],
  };
  switch (index % 4) {
    case 1:
      return {
        type: 'OfferMade',
        stream: `offer-${offerId}`,
        data: { offerId, clientId, managerId, kind: 'verbal', version: 1, lines: [line], callId },
      };
    case 2:
      return number % 3 === 0
        ? { type: 'OfferLinesAccepted', stream: `offer-${offerId}`, data: outcome }
        : {
            type: 'OfferLinesRefused',
            stream: `offer-${offerId}`,
            data: {
              ...outcome,
              reason: 'PRICE_TOO_HIGH',
              group: 'price',
              durable: 'not_durable',
              otherReasons: [],
              statedBy: 'client',
            },
          };
    default:
      return {
        type: 'CallLogged',
        stream: `call-${callId}`,
        data: {
          callId,
          clientId,
          managerId,
          direction: 'out',
          durationSeconds: index % 900,
          result: index % 3 === 0 ? 'reached' : 'no_answer',
          topics: [productId],
          note: { sealed: 'bm90ZSBvZiBhIGNhbGwgdGhhdCBub2JvZHkgbWF5IHJlYWQ=', of: clientId },
        },
      };
  }
};

const momentOf = (index: number): string => new Date(START + index * 60_000).toISOString();

const eventOf = (index: number): { stream: string; event: NewEvent } => {
  const { type, data, stream } = factOf(index);
  const id = idOf(7, index);
  return {
    stream,
    event: {
      id,
      type,
      occurredAt: momentOf(index),
      data,
      metadata: {
        schemaVersion: 1,
        zone: 'Europe/Berlin',
        actor: { kind: 'manager', id: idOf(2, index % 12) },
        source: 'import',
        commandId: id,
        commandDigest: hex(index, 32),
        correlationId: id,
        causationId: id,
      },
    },
  };
};

/** Writes the synthetic log of so many events. */
export const fillSyntheticLog = async (file: string, events: number): Promise<void> => {
  const log = openSqliteEventStore({ file, durability: 'process', importing: true });
  for (let index = 0; index < events; index += 2000)
    await Promise.all(
      Array.from({ length: Math.min(2000, events - index) }, (_, offset) => {
        const { stream, event } = eventOf(index + offset);
        return log.append(stream, [event], 'any');
      }),
    );
  await log.close();
};
