import { jsonEvent, type EventData, type RecordedEvent } from '@eventstore/db-client';
import { StoreError, type NewEvent, type Position, type StoredEvent } from '../../application/log/event-store';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';

/**
 * Our metadata as the server keeps it: correlation under the names that its own tools understand. `recordedAt` only where
 * another log recorded the event, from which it was copied.
 */
type KeptMetadata = Omit<EventMetadata, 'correlationId' | 'causationId'> & {
  readonly recordedAt?: Moment;
  readonly occurredAt: Moment;
  readonly $correlationId: Id;
  readonly $causationId: Id;
};

const utf8 = new TextEncoder();

/** `recordedAt`: of an event that another log recorded. */
export const asEventData = ({ id, type, occurredAt, data, metadata }: NewEvent, recordedAt?: Moment): EventData => {
  const { correlationId, causationId, ...rest } = metadata;
  const kept: KeptMetadata = {
    ...rest,
    ...(recordedAt !== undefined && { recordedAt }),
    occurredAt,
    $correlationId: correlationId,
    $causationId: causationId,
  };
  // As bytes the client takes it as it is; an object it would turn into text, base64, and bytes again.
  return jsonEvent({ id, type, data: { ...data }, metadata: utf8.encode(JSON.stringify(kept)) });
};

const METADATA_TEXTS = ['commandId', 'commandDigest', 'occurredAt', '$correlationId', '$causationId'];

/** What Letopis wrote is told by its metadata: another application may use the same names for streams and types. */
const isLetopisMetadata = (metadata: unknown): metadata is KeptMetadata =>
  typeof metadata === 'object' &&
  metadata !== null &&
  'schemaVersion' in metadata &&
  typeof metadata.schemaVersion === 'number' &&
  METADATA_TEXTS.every((mark) => typeof Reflect.get(metadata, mark) === 'string');

/** An event of the server in the words of the port. */
export class DbEvent implements StoredEvent {
  readonly id: Id;
  readonly type: string;
  readonly revision: number;
  readonly position: Position;
  readonly occurredAt: Moment;
  private readonly content: unknown;

  constructor(
    recorded: RecordedEvent,
    private readonly kept: KeptMetadata,
    readonly stream: string,
    readonly recordedAt: Moment,
  ) {
    this.id = recorded.id;
    this.type = recorded.type;
    this.revision = Number(recorded.revision);
    this.position = recorded.position?.commit ?? -1n;
    this.occurredAt = kept.occurredAt;
    this.content = recorded.isJson ? recorded.data : undefined;
  }

  get data(): unknown {
    // The client gives text that is no JSON as it is.
    if (typeof this.content === 'object' && this.content !== null) return this.content;
    throw new StoreError(
      'corrupt',
      `the event ${this.id} at position ${this.position} holds no JSON object: restore the log from a backup`,
    );
  }

  get metadata(): EventMetadata {
    const {
      occurredAt: _,
      recordedAt: __,
      $correlationId: correlationId,
      $causationId: causationId,
      ...rest
    } = this.kept;
    return { ...rest, correlationId, causationId };
  }
}

/** Undefined where another application wrote it. `floor`: no event before it was recorded later. */
export const asStored = (recorded: RecordedEvent, stream: string, floor: Moment = ''): DbEvent | undefined => {
  const { metadata, created } = recorded;
  if (!isLetopisMetadata(metadata)) return undefined;
  const recordedAt = metadata.recordedAt ?? created.toISOString();
  return new DbEvent(recorded, metadata, stream, recordedAt > floor ? recordedAt : floor);
};
