import { DateTime, IANAZone } from 'luxon';
import type { Actor, EventMetadata, Source } from '../../domain/shared/event';
import { isBefore } from '../../domain/shared/occurrence';
import { isComposite, isPersonalText } from '../../domain/shared/same';
import type { Id } from '../../domain/shared/values';
import { schemaVersionOf, isEventType, type Decode, type StoredDomainEvent } from './codec';
import { type EventStore, isStoreError, type Position, type StoredEvent } from './event-store';
import type { DigestedEvent, FaultyPlace } from './log-chain';

/** A command that has to follow from an event, and the id under which it does. */
export interface OwedCommand {
  readonly commandId: Id;
  readonly command: string;
}

/** What has to follow from an event. */
export type OwedBy = (event: StoredDomainEvent) => readonly OwedCommand[];

const actorKinds: Readonly<Record<Actor['kind'], true>> = { manager: true, system: true, import: true };
const sources: Readonly<Record<Source, true>> = {
  api: true,
  import: true,
  telephony: true,
  email: true,
  timer: true,
};

const isNonEmpty = (value: unknown): value is string => typeof value === 'string' && value !== '';

const knownZones = new Map<string, boolean>();
const isKnownZone = (zone: unknown): boolean => {
  if (!isNonEmpty(zone)) return false;
  const known = knownZones.get(zone) ?? IANAZone.isValidZone(zone);
  knownZones.set(zone, known);
  return known;
};

const isActor = (actor: unknown): boolean =>
  isComposite(actor) &&
  'kind' in actor &&
  isNonEmpty(actor.kind) &&
  Object.hasOwn(actorKinds, actor.kind) &&
  'id' in actor &&
  isNonEmpty(actor.id);

const isVersion = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0;

/** What each field of the metadata must be: a field that is added without its line does not compile. */
const metadataFields: { readonly [Field in keyof Required<EventMetadata>]: (value: unknown) => boolean } = {
  schemaVersion: isVersion,
  zone: isKnownZone,
  actor: isActor,
  onBehalfOf: (value) => value === undefined || isNonEmpty(value),
  source: (value) => isNonEmpty(value) && Object.hasOwn(sources, value),
  commandId: isNonEmpty,
  commandDigest: (value) => typeof value === 'string',
  correlationId: isNonEmpty,
  causationId: isNonEmpty,
  lateReason: (value) =>
    value === undefined || typeof value === 'string' || (isComposite(value) && isPersonalText(value)),
};

const checkedFields = Object.entries(metadataFields);

/** What is wrong with the metadata of an event: as it stands in the log, whatever its type says. */
const wrongInMetadata = (metadata: EventMetadata): string | undefined => {
  // By its type it has no other fields; what was changed around the program may have.
  const fields: Readonly<Record<string, unknown>> = { ...metadata };
  const wrong = checkedFields.find(([field, isRight]) => !isRight(fields[field]));
  if (!wrong) return undefined;
  const [field] = wrong;
  const told = fields[field];
  return told === undefined ? `has no ${field} in its metadata` : `has the ${field} ${JSON.stringify(told)}`;
};

const MOMENT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const isMoment = (text: string): boolean =>
  MOMENT.test(text) && (Number(text.slice(8, 10)) <= 28 || DateTime.fromISO(text, { zone: 'utc' }).isValid);

const wrongInTimes = ({ occurredAt, recordedAt }: StoredEvent): string | undefined => {
  if (!isMoment(occurredAt)) return `is said to have happened at ${occurredAt}, which is no moment`;
  if (!isMoment(recordedAt)) return `is said to be recorded at ${recordedAt}, which is no moment`;
  return isBefore(recordedAt, occurredAt)
    ? `is said to have happened at ${occurredAt}, after it was recorded (${recordedAt})`
    : undefined;
};

const wrongInVersion = ({ type, metadata: { schemaVersion } }: StoredEvent): string | undefined =>
  isEventType(type) && schemaVersion > schemaVersionOf(type)
    ? `is of version ${schemaVersion} of its type, and this program knows ${schemaVersionOf(type)}`
    : undefined;

/** The event in today's shape, or why it has none. */
const today = (event: StoredEvent, decode: Decode): StoredDomainEvent | string => {
  try {
    return decode(event);
  } catch (error) {
    if (isStoreError(error, 'corrupt')) return 'is of a shape that this program does not know';
    throw error;
  }
};

const COMPARED_DIGITS = 12;
/** An id as a number: its last 48 bits. Equal ids are equal numbers; the reverse is looked at. */
const numberOfId = (id: Id): number => Number.parseInt(id.slice(-COMPARED_DIGITS), 16);

/** Numbers that are many: eight bytes each. */
class Numbers {
  private all = new Float64Array(1_024);
  private count = 0;

  add(number: number): void {
    if (this.count === this.all.length) {
      const larger = new Float64Array(this.count * 2);
      larger.set(this.all);
      this.all = larger;
    }
    this.all[this.count] = number;
    this.count += 1;
  }

  /** Those that are there more than once. */
  doubled(): ReadonlySet<number> {
    const sorted = this.all.slice(0, this.count).sort();
    const found = new Set<number>();
    for (let place = 1; place < sorted.length; place += 1) {
      const number = sorted[place] ?? 0;
      if (number === sorted[place - 1]) found.add(number);
    }
    return found;
  }
}

interface Owed extends OwedCommand {
  readonly position: Position;
}

/**
 * What every event must be, beside its place in the log: an id that no other has, both times, metadata with each of its
 * fields, a shape that this program knows; and that what had to follow from it did.
 */
export class LogSoundness {
  private readonly ids = new Numbers();
  private readonly owed = new Map<Id, Owed>();

  constructor(
    private readonly decode: Decode,
    private readonly owedBy: OwedBy,
  ) {}

  /** What is wrong with one event. One that can't be read is named by its order already. */
  wrongWith(event: StoredEvent, { isReadable }: DigestedEvent): string | undefined {
    this.ids.add(numberOfId(event.id));
    if (!isReadable) return undefined;
    return wrongInMetadata(event.metadata) ?? wrongInVersion(event) ?? wrongInTimes(event) ?? this.follow(event);
  }

  /** What the whole log shows: ids that are there twice, in the order of the log. */
  async doubles(log: Pick<EventStore, 'readAll'>, until: Position): Promise<readonly FaultyPlace[]> {
    const doubled = this.ids.doubled();
    if (doubled.size === 0) return [];
    const first = new Map<Id, Position>();
    const faults: FaultyPlace[] = [];
    for await (const page of log.readAll({ until }))
      for (const event of page) {
        if (!doubled.has(numberOfId(event.id))) continue;
        const { position, id } = event;
        const before = first.get(id);
        if (before === undefined) first.set(id, position);
        else faults.push({ position, isThere: true, what: `has the id of the event at position ${before}` });
      }
    return faults;
  }

  /** The commands of which no event is in the log, by the event that they had to follow from. */
  get unfollowed(): readonly Owed[] {
    return [...this.owed.values()];
  }

  private follow(event: StoredEvent): string | undefined {
    this.owed.delete(event.metadata.commandId);
    const decoded = today(event, this.decode);
    if (typeof decoded === 'string') return decoded;
    for (const owed of this.owedBy(decoded)) this.owed.set(owed.commandId, { ...owed, position: event.position });
    return undefined;
  }
}
