import type { EventCatalogue, EventType } from '../../domain/catalogue';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';
import type { Arms, Change, ProjectedEvent } from '../../read-models/projection';
import type { Decode, StoredDomainEvent } from '../log/codec';
import { StoreError, type StoredEvent } from '../log/event-store';

const positionNumber = ({ position, id }: StoredEvent): number => {
  const number = Number(position);
  if (Number.isSafeInteger(number)) return number;
  throw new StoreError('corrupt', `the position ${position} of the event ${id} is no number that a column can hold`);
};

/** A stored event as projections see it: nothing is copied, and it is decoded when a field of its content is read. */
export class LazyEvent implements ProjectedEvent<EventType> {
  readonly position: number;
  private ownId: Id | undefined = undefined;
  private today: StoredDomainEvent | undefined = undefined;

  constructor(
    readonly stored: StoredEvent,
    readonly type: EventType,
    private readonly decode: Decode,
  ) {
    this.position = positionNumber(stored);
  }

  get id(): Id {
    return (this.ownId ??= this.stored.id);
  }

  get stream(): string {
    return this.stored.stream;
  }

  get revision(): number {
    return this.stored.revision;
  }

  get occurredAt(): Moment {
    return this.decoded.occurredAt;
  }

  get recordedAt(): Moment {
    return this.stored.recordedAt;
  }

  get data(): EventCatalogue[EventType] {
    return this.decoded.data;
  }

  get metadata(): EventMetadata {
    return this.decoded.metadata;
  }

  private get decoded(): StoredDomainEvent {
    return (this.today ??= this.decode(this.stored));
  }
}

export const listens = (on: Arms, type: string): type is EventType => Object.hasOwn(on, type);

const noChanges: readonly Change[] = [];

/** What an event changes, by the arm of its type. */
export const changesOf = <Type extends EventType>(on: Arms, event: ProjectedEvent<Type>): readonly Change[] =>
  on[event.type]?.(event) ?? noChanges;
