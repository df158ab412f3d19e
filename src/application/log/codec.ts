import type { DomainFact, EventCatalogue, EventType } from '../../domain/catalogue';
import { sealingRecordOf, recordOfNobody } from '../../domain/personal-texts';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id } from '../../domain/shared/values';
import { StoreError, type NewEvent, type StoredEvent } from './event-store';
import { withPersonalReason, withPersonalTexts } from './event-texts';
import { seal, type KeyVault } from './personal-data';
import { upcasters, type Upcaster } from './stored-versions';
import { nearestTo } from '../../read-models/kit/nearest';

/** A stored event whose type and shape are today's. */
export type StoredDomainEvent = {
  [Type in EventType]: Omit<StoredEvent, 'type' | 'data'> & {
    readonly type: Type;
    readonly data: EventCatalogue[Type];
  };
}[EventType];

const eventTypes: readonly string[] = Object.keys(upcasters);

/** Whether a log of today may hold events of this type. */
export const isEventType = (type: string): type is EventType => Object.hasOwn(upcasters, type);

/** What is wrong with the types that are asked for, and what was perhaps meant; undefined where each is one. */
export const unknownTypeText = (types: readonly string[]): string | undefined => {
  const unknown = types.find((type) => !isEventType(type));
  if (unknown === undefined) return undefined;
  const near = nearestTo(unknown, eventTypes).join(', ');
  return `there is no event type ${unknown}; ${near === '' ? 'docs/events.md lists all of them' : `did you mean ${near}?`}`;
};

/** The version in which each event is written today. */
export const schemaVersionOf = (type: EventType): number => upcasters[type].length + 1;

const unknownShape = ({ id, type, position }: StoredEvent): StoreError =>
  new StoreError(
    'corrupt',
    `event ${id} (${type}, position ${position}) is of a shape that this version of Letopis does not know: ` +
      'run the version that wrote it, or a later one; as it is stored it can be shown (--stored, ?shape=stored)',
  );

/** The steps by type, whatever the shapes between. */
type AnyUpcasters = Readonly<Record<string, readonly Upcaster<never, unknown>[]>>;

const upcast = (stored: StoredEvent, steps: readonly Upcaster<never, unknown>[]): StoredEvent => {
  const { id, stream, revision, position, type, occurredAt, recordedAt, metadata } = stored;
  const { schemaVersion } = metadata;
  const today = steps.length + 1;
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > today) throw unknownShape(stored);
  let { data } = stored;
  // What was stored in a version is of its shape: the program of that time wrote it by its types.
  for (const step of steps.slice(schemaVersion - 1)) data = step(data as never, occurredAt);
  const ofToday = { ...metadata, schemaVersion: today };
  return { id, stream, revision, position, type, occurredAt, recordedAt, metadata: ofToday, data };
};

/** What a log of before holds plain is personal all the same. Metadata is left unparsed. */
const withTexts = (stored: StoredEvent): StoredEvent => {
  const data = withPersonalTexts(stored.type, stored.data);
  if (data === stored.data) return stored;
  const { id, stream, revision, position, type, occurredAt, recordedAt } = stored;
  return {
    ...{ id, stream, revision, position, type, occurredAt, recordedAt, data },
    get metadata() {
      return stored.metadata;
    },
  };
};

export type Decode = (stored: StoredEvent) => StoredDomainEvent;

/**
 * Makes the decoder of a set of versions: each event in today's shape, its metadata naming today's version. It throws
 * `corrupt` for a type that is not known, and for a version of an event that ever changed its shape.
 *
 * Not promised: that a later version of an event is told whose shape never changed in this program. Metadata is parsed
 * only for events that did.
 */
export const createDecode =
  (steps: AnyUpcasters): Decode =>
  (stored) => {
    const ofType = Object.hasOwn(steps, stored.type) ? steps[stored.type] : undefined;
    if (!ofType) throw unknownShape(stored);
    const today = withTexts(ofType.length === 0 ? stored : upcast(stored, ofType));
    // The types of the steps lead to today's shape; a sample of every version in the tests shows that they do.
    return today as StoredDomainEvent;
  };

/** A stored event of any version as today's. */
export const decode: Decode = createDecode(upcasters);

/** Today's event on its way into the log: personal fields sealed, version noted. */
export const encode = (
  fact: DomainFact,
  id: Id,
  metadata: Omit<EventMetadata, 'schemaVersion'>,
  vault: KeyVault,
): NewEvent => {
  const { type, occurredAt, data } = fact;
  // Its key is there before anything is said in it: so it can be told whose it is at any time.
  const begun = recordOfNobody(fact);
  if (begun !== undefined) vault.keyFor(begun);
  const record = sealingRecordOf(type, data);
  const saidOf = { schemaVersion: schemaVersionOf(type), ...withPersonalReason(metadata, type, data) };
  return {
    id,
    type,
    occurredAt,
    data: seal(withPersonalTexts(type, data), vault, record),
    metadata: seal(saidOf, vault, record),
  };
};
