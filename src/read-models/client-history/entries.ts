import type { EventType } from '../../domain/catalogue';
import type { OfferLine } from '../../domain/offer/events';
import { minus } from '../../domain/shared/decimals';
import { amountOf } from '../../domain/shared/money';
import { DAY, millisecondsOf } from '../../domain/shared/time';
import type { Id, PersonalText } from '../../domain/shared/values';
import { personalColumnIfGiven } from '../personal';
import type { Change, ProjectedEvent } from '../projection';
import { clientEntries, clientVoids } from './tables';

/** What the entry takes from any event. */
type EntryEvent = Omit<ProjectedEvent<EventType>, 'data'>;

interface EntryDetails {
  readonly summary: string;
  /** What was said about it, in a person's words. */
  readonly said?: PersonalText | undefined;
  readonly managerId?: Id | null | undefined;
  readonly subjectId?: Id | null;
  readonly amount?: number | null;
  readonly currency?: string | null;
  readonly margin?: number | null;
  readonly direction?: string | null | undefined;
  readonly outcome?: string | null | undefined;
  readonly seconds?: number | null | undefined;
}

/** Days are compared first: almost all entries are recorded on the same day, and metadata must be parsed. */
const isLate = ({ occurredAt, recordedAt, metadata }: EntryEvent): boolean =>
  recordedAt.slice(0, 10) > occurredAt.slice(0, 10) &&
  millisecondsOf(recordedAt) - millisecondsOf(occurredAt) > DAY &&
  metadata.source !== 'import';

const orNull = <Of>(value: Of | null | undefined): Of | null => value ?? null;

export const measuresOf = ({
  amount = null,
  currency = null,
  margin = null,
  direction = null,
  outcome = null,
  seconds = null,
}: Omit<EntryDetails, 'summary' | 'said'>) => ({ amount, currency, margin, direction, outcome, seconds });

/**
 * The entry of an event in the history of a client. One literal: nearly every event has an entry, and a row made by
 * spreading others takes several times as long.
 */
export const clientEntry = (event: EntryEvent, clientId: Id, details: EntryDetails): Change => {
  const { managerId = null, subjectId = null, summary, amount = null, currency = null } = details;
  return clientEntries.insert({
    position: event.position,
    clientId,
    eventId: event.id,
    type: event.type,
    occurredAt: event.occurredAt,
    recordedAt: event.recordedAt,
    late: isLate(event) ? 1 : 0,
    managerId,
    subjectId,
    summary,
    said: personalColumnIfGiven(details.said),
    amount,
    currency,
    margin: orNull(details.margin),
    direction: orNull(details.direction),
    outcome: orNull(details.outcome),
    seconds: orNull(details.seconds),
  });
};

/** The same for an event that may have no client: then it is in no history. */
export const clientEntryIfAny = (
  event: EntryEvent,
  clientId: Id | undefined,
  details: EntryDetails,
): readonly Change[] => (clientId === undefined ? [] : [clientEntry(event, clientId, details)]);

/** All entries of the subject so far, including this event, are taken out of the figures. */
export const voidSubject = (event: EntryEvent, subjectId: Id): Change =>
  clientVoids.change([subjectId], () => ({ subjectId, position: event.position, eventId: event.id }));

export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export interface NetValue {
  readonly amount: number | null;
  readonly currency: string | null;
}

/** Net value of lines in the currency of the first priced one: an offer is in one currency. */
export const netValueOf = (lines: readonly OfferLine[]): NetValue => {
  let amount: number | null = null;
  let currency: string | null = null;
  for (const { unitPrice, quantity } of lines) {
    if (unitPrice === undefined) continue;
    currency ??= unitPrice.currency;
    if (unitPrice.currency === currency) amount = (amount ?? 0) + amountOf(quantity, unitPrice.amount);
  }
  return { amount, currency };
};

/** Σ (price − cost) × quantity over the lines where both are known in one currency; null where none is. */
export const marginOf = (lines: readonly OfferLine[]): number | null => {
  let margin: number | null = null;
  for (const { unitPrice, unitCost, quantity } of lines) {
    if (unitPrice === undefined || unitPrice.currency !== unitCost?.currency) continue;
    margin = (margin ?? 0) + amountOf(quantity, minus(unitPrice.amount, unitCost.amount));
  }
  return margin;
};
