import type { EventCatalogue, EventType } from '../../domain/catalogue';
import type { Moment } from '../../domain/shared/values';
import { countsFrom, type AnyEvent } from './trace';
import type { Arms, Change, EventOf, ProjectedEvent, Projection } from './projection';

const withData = <Type extends EventType>(
  { id, stream, revision, position, recordedAt, metadata }: AnyEvent,
  type: Type,
  occurredAt: Moment,
  data: EventCatalogue[Type],
): ProjectedEvent<Type> => ({ id, stream, revision, position, recordedAt, metadata, type, occurredAt, data });

/** A correction may move a call from one side of the moment to the other: then the call comes, or goes. */
const callCorrectedAt = (event: ProjectedEvent<'CallCorrected'>, at: Moment): AnyEvent | undefined => {
  const { callId, corrects, was, now } = event.data;
  if (was.at <= at && now.at <= at) return event;
  if (was.at <= at)
    return withData(event, 'CallVoided', event.occurredAt, { callId, voids: corrects, was, reason: 'later' });
  return now.at <= at ? withData(event, 'CallLogged', now.at, { callId, ...now }) : undefined;
};

const offerVoidedAt = (event: ProjectedEvent<'OfferVoided'>, at: Moment): AnyEvent | undefined => {
  const offered = event.data.offered.filter(({ offeredAt }) => offeredAt <= at);
  const outcomes = event.data.outcomes.filter((outcome) => outcome.at <= at);
  const data = { ...event.data, offered, outcomes };
  return offered.length === 0 && event.data.offered.length > 0
    ? undefined
    : withData(event, 'OfferVoided', event.occurredAt, data);
};

type Overtaken = 'ClientClassified' | 'ClientAssigned' | 'ManagerMovedToTeam' | 'EnquiryAssigned' | 'ProductReinstated';

/** What such an event says held `until` something newer: of that, nothing is known yet before it happens. */
const overtaken: ReadonlySet<string> = new Set<Overtaken>([
  'ClientClassified',
  'ClientAssigned',
  'ManagerMovedToTeam',
  'EnquiryAssigned',
  'ProductReinstated',
]);
const isOvertaken = (event: AnyEvent): event is EventOf<Overtaken> => overtaken.has(event.type);

const notYetOvertaken = (event: EventOf<Overtaken>, at: Moment): AnyEvent => {
  const { until, ...data } = event.data;
  if (until === undefined || until <= at) return event;
  // The same event, of the same type, without one field.
  return withData(event, event.type, event.occurredAt, data) as AnyEvent;
};

/**
 * What an event says about the company at a past moment, with all that is known now. What happened later is left out;
 * what was corrected, voided, merged or erased later counts from the beginning, as far as it concerns what is kept.
 */
const asItWas = (event: AnyEvent, at: Moment): AnyEvent | undefined => {
  if (event.type === 'CallCorrected') return callCorrectedAt(event, at);
  if (event.type === 'OfferVoided') return offerVoidedAt(event, at);
  if (countsFrom(event) > at) return undefined;
  return isOvertaken(event) ? notYetOvertaken(event, at) : event;
};

/** A method, so that the arm of one type can be assigned to it; `on` is looked up by the event's own type only. */
interface AnyType {
  arm(event: AnyEvent): readonly Change[];
}
type AnyArm = AnyType['arm'];

type Past = (event: AnyEvent, at: Moment) => AnyEvent | undefined;

/** What counts of an event as of a past moment. */
const pastBy: Readonly<Record<NonNullable<Projection['asOf']> | 'standing', Past>> = {
  standing: asItWas,
  occurrence: (event, at) => (event.occurredAt <= at ? event : undefined),
  always: (event) => event,
};

const armsAt = ({ on, asOf }: Projection, at: Moment): Arms => {
  const arms: Readonly<Record<string, AnyArm | undefined>> = on;
  const arm: AnyArm = (event) => {
    const past = pastBy[asOf ?? 'standing'](event, at);
    return past === undefined ? [] : (arms[past.type]?.(past) ?? []);
  };
  return Object.fromEntries(Object.keys(on).map((type) => [type, arm]));
};

/** A projection that sees the log as it was at a moment (occurredAt): for reports about the past. */
export const projectionAt = (projection: Projection, at: Moment): Projection => ({
  ...projection,
  on: armsAt(projection, at),
});
