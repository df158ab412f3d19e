import { jsonEvent, type EventData, type RecordedEvent } from '@eventstore/db-client';
import { COMPARE_WITH_BACKUP, type NewEvent, type StoredEvent, StoreError } from '../../application/log/event-store';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';

/**
 * Our metadata as the server stores it: correlation under the names that the server's own tools understand. `recordedAt`
 * only of an event that was copied from another log.
 */
type DbMetadata = Omit<EventMetadata, 'correlationId' | 'causationId'> & {
  readonly recordedAt?: Moment;
  readonly occurredAt: Moment;
  readonly $correlationId: Id;
  readonly $causationId: Id;
};

const utf8 = new TextEncoder();

/** `recordedAt`: only of an event that is copied from another log. */
export const asEventData = ({ id, type, occurredAt, data, metadata }: NewEvent, recordedAt?: Moment): EventData => {
  const { correlationId, causationId, ...rest } = metadata;
  const kept: DbMetadata = {
    ...rest,
    ...(recordedAt !== undefined && { recordedAt }),
    occurredAt,
    $correlationId: correlationId,
    $causationId: causationId,
  };
  // The client sends bytes as they are; an object it would turn into text, base64, and bytes again.
  return jsonEvent({ id, type, data: { ...data }, metadata: utf8.encode(JSON.stringify(kept)) });
};

const METADATA_TEXTS = ['commandId', 'commandDigest', 'occurredAt', '$correlationId', '$causationId'];

/** An event of Letopis is recognised by its metadata: another application may use the same names for streams and types. */
const isLetopisMetadata = (metadata: unknown): metadata is DbMetadata =>
  typeof metadata === 'object' &&
  metadata !== null &&
  'schemaVersion' in metadata &&
  typeof metadata.schemaVersion === 'number' &&
  METADATA_TEXTS.every((mark) => typeof Reflect.get(metadata, mark) === 'string');

/** An event of the server as a `StoredEvent`. */
export class DbEvent implements StoredEvent {
  readonly id = this.recorded.id;
  readonly type = this.recorded.type;
  readonly revision = Number(this.recorded.revision);
  readonly position = this.recorded.position?.commit ?? -1n;
  readonly occurredAt = this.kept.occurredAt;

  constructor(
    private readonly recorded: RecordedEvent,
    private readonly kept: DbMetadata,
    readonly stream: string,
    readonly recordedAt: Moment,
  ) {}

  get data(): unknown {
    const content: unknown = this.recorded.isJson ? this.recorded.data : undefined;
    // The client gives text that is not JSON as it is.
    if (typeof content === 'object' && content !== null) return content;
    throw new StoreError(
      'corrupt',
      `the event ${this.id} at position ${this.position} holds no JSON object: ${COMPARE_WITH_BACKUP}`,
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

/** Undefined where another application wrote it. `floor`: the earliest `recordedAt` that it may have in the log. */
export const asStored = (recorded: RecordedEvent, stream: string, floor: Moment = ''): DbEvent | undefined => {
  const { metadata, created } = recorded;
  if (!isLetopisMetadata(metadata)) return undefined;
  const recordedAt = metadata.recordedAt ?? created.toISOString();
  return new DbEvent(recorded, metadata, stream, recordedAt > floor ? recordedAt : floor);
};
