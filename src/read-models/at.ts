import type { EventCatalogue, EventType } from '../domain/catalogue';
import type { Moment } from '../domain/shared/values';
import { isEnquiry } from '../domain/shared/words';
import type { Arms, Change, ProjectedEvent, Projection } from './projection';

/** An event of whichever type, with the data of its type. */
type Seen = { [Type in EventType]: ProjectedEvent<Type> }[EventType];

const told = <Type extends EventType>(
  { id, stream, revision, position, recordedAt, metadata }: Seen,
  type: Type,
  occurredAt: Moment,
  data: EventCatalogue[Type],
): ProjectedEvent<Type> => ({ id, stream, revision, position, recordedAt, metadata, type, occurredAt, data });

/** A correction may move a call over the moment: then the call comes, or goes. */
const corrected = (event: ProjectedEvent<'CallCorrected'>, at: Moment): Seen | undefined => {
  const { callId, corrects, was, now } = event.data;
  if (was.at <= at && now.at <= at) return event;
  if (was.at <= at)
    return told(event, 'CallVoided', event.occurredAt, { callId, voids: corrects, was, reason: 'later' });
  return now.at <= at ? told(event, 'CallLogged', now.at, { callId, ...now }) : undefined;
};

const offerVoided = (event: ProjectedEvent<'OfferVoided'>, at: Moment): Seen | undefined => {
  const offered = event.data.offered.filter(({ offeredAt }) => offeredAt <= at);
  const outcomes = event.data.outcomes.filter((outcome) => outcome.at <= at);
  const data = { ...event.data, offered, outcomes };
  return offered.length === 0 && event.data.offered.length > 0
    ? undefined
    : told(event, 'OfferVoided', event.occurredAt, data);
};

/** What the company learned later, of something that was so all along. */
const learned: ReadonlySet<EventType> = new Set([
  'InvoiceVoided',
  'ClientDetailsCorrected',
  'ClientMerged',
  'DuplicateAbsorbed',
  'MergeReversed',
  'PersonalDataErased',
]);

/** Since when there is what an event is about: from ever where it only says how things were. */
const since = (event: Seen): Moment => {
  if (event.type === 'CallVoided') return event.data.was.at;
  if (event.type === 'RefusalCorrected') return event.data.refusedAt;
  const isNone = event.type === 'EnquiryDeclined' && !isEnquiry(event.data.reason);
  return isNone || learned.has(event.type) ? '' : event.occurredAt;
};

/**
 * What an event says of the company as it stood at a moment, told with all that is known now. What happened later is not
 * there yet; what was corrected, voided, merged or erased later was so all along, as far as it concerns what is there.
 */
const asItStood = (event: Seen, at: Moment): Seen | undefined => {
  if (event.type === 'CallCorrected') return corrected(event, at);
  if (event.type === 'OfferVoided') return offerVoided(event, at);
  return since(event) <= at ? event : undefined;
};

/** A method, so that an arm of one type is one, too; `on` is asked by the event's own type alone. */
interface AnyType {
  arm(event: Seen): readonly Change[];
}
type AnyArm = AnyType['arm'];

function armsAt(on: Arms, at: Moment): Arms;
function armsAt(on: Readonly<Record<string, AnyArm>>, at: Moment): Readonly<Record<string, AnyArm>> {
  const arm: AnyArm = (event) => {
    const seen = asItStood(event, at);
    return seen === undefined ? [] : (on[seen.type]?.(seen) ?? []);
  };
  return Object.fromEntries(Object.keys(on).map((type) => [type, arm]));
}

/** A projection that sees the log as it stood at a moment (occurredAt): for questions about the past. */
export const projectionAt = (projection: Projection, at: Moment): Projection => ({
  ...projection,
  on: armsAt(projection.on, at),
});
