import { StoreError, type Position, type StoredEvent } from '../../application/log/event-store';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';

/**
 * The columns of an event in the order in which each query asks for them. Each further cell of a row costs as much as
 * finding the row (measured), so what has one width comes in one: `fixed` is the id in hex, `occurredAt`, `recordedAt`.
 */
export type EventRow = readonly [position: number, type: string, fixed: string, data: string, metadata: string];
export type LogRow = readonly [...EventRow, stream: string, revision: number];

export const eventColumns = 'position, type, hex(event_id) || occurred_at || recorded_at, data, metadata';
export const logColumns = `${eventColumns}, stream, revision`;

const HEX_LENGTH = 32;
const MOMENT_LENGTH = 24;

/** A UUID as the 16 bytes in which it is kept. */
export const bytesOf = (id: Id): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

const idFromHex = (hex: string): Id => {
  const id = hex.toLowerCase();
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
};

const isMetadata = (value: unknown): value is EventMetadata =>
  typeof value === 'object' && value !== null && 'schemaVersion' in value;

/** An event over its raw row. What costs time (JSON, the id's text) is made when it is asked for, JSON only once. */
export class StoredRow implements StoredEvent {
  private parsedData: unknown = undefined;
  private parsedMetadata: EventMetadata | undefined = undefined;

  constructor(
    private readonly row: EventRow | LogRow,
    readonly stream: string,
    readonly revision: number,
  ) {}

  get id(): Id {
    return idFromHex(this.row[2].slice(0, HEX_LENGTH));
  }

  get position(): Position {
    return BigInt(this.row[0]);
  }

  get type(): string {
    return this.row[1];
  }

  get occurredAt(): Moment {
    return this.row[2].slice(HEX_LENGTH, HEX_LENGTH + MOMENT_LENGTH);
  }

  get recordedAt(): Moment {
    return this.row[2].slice(HEX_LENGTH + MOMENT_LENGTH);
  }

  get data(): unknown {
    return (this.parsedData ??= this.parse(this.row[3]));
  }

  get metadata(): EventMetadata {
    if (this.parsedMetadata) return this.parsedMetadata;
    const metadata = this.parse(this.row[4]);
    if (!isMetadata(metadata)) throw this.corrupt('has metadata that is none');
    return (this.parsedMetadata = metadata);
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.corrupt('holds text that is no JSON');
    }
  }

  private corrupt(what: string): StoreError {
    return new StoreError('corrupt', `the event at position ${this.row[0]} ${what}: restore the log from a backup`);
  }
}
