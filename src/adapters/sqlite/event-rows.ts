import type Database from 'better-sqlite3';
import { COMPARE_WITH_BACKUP, type Position, type StoredEvent, StoreError } from '../../application/log/event-store';
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

/** A UUID as the 16 bytes in which it is stored. */
export const bytesOf = (id: Id): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

const idFromHex = (hex: string): Id => {
  const id = hex.toLowerCase();
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
};

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
    if (typeof metadata !== 'object' || metadata === null || !('schemaVersion' in metadata))
      throw this.corrupt('has metadata that Letopis did not write');
    // The column is written by this adapter alone, from an EventMetadata.
    return (this.parsedMetadata = metadata as EventMetadata);
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.corrupt('holds text that is not JSON');
    }
  }

  private corrupt(what: string): StoreError {
    return new StoreError('corrupt', `the event at position ${this.row[0]} ${what}: ${COMPARE_WITH_BACKUP}`);
  }
}

/** Which part of the log is read at once: a longer query would hold up the event loop, and checkpoints. */
export interface LogSpan {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly until: number;
  readonly types?: readonly string[] | undefined;
  readonly limit: number;
}

export interface LogPage {
  readonly events: readonly StoredRow[];
  /** All that was asked for up to here is in this page or in those before. */
  readonly reached: number;
}

/** Reads the table `events` in the order of the log. */
export const pageReader = (db: Database.Database): ((span: LogSpan) => LogPage) => {
  const within = `select ${logColumns} from events where position > ? and position <= ?`;
  const ofAll = db.prepare<[number, number, number], LogRow>(`${within} order by position limit ?`).raw();
  const ofTypes = db
    .prepare<[number, number, string, number], LogRow>(
      `${within} and type in (select value from json_each(?)) order by position limit ?`,
    )
    .raw();
  return ({ after, until, types, limit }) => {
    const rows = types ? ofTypes.all(after, until, JSON.stringify(types), limit) : ofAll.all(after, until, limit);
    const last = rows.length === limit ? rows.at(-1)?.[0] : undefined;
    return { events: rows.map((row) => new StoredRow(row, row[5], row[6])), reached: last ?? until };
  };
};

/** Reads the events of the table `events` at some positions, in their order. */
export const positionsReader = (db: Database.Database): ((positions: readonly Position[]) => readonly StoredRow[]) => {
  const at = db
    .prepare<[string], LogRow>(
      `select ${logColumns} from (select value as position from json_each(?)) join events using(position)
       order by position`,
    )
    .raw();
  return (positions) =>
    at.all(JSON.stringify([...new Set(positions)].map(Number))).map((row) => new StoredRow(row, row[5], row[6]));
};

type EventCells = [number, string, number, Buffer, string, Moment, Moment, string, string];

/** Adds a row to the table `events`. */
export const eventInsert = (db: Database.Database): Database.Statement<EventCells> =>
  db.prepare<EventCells>('insert into events values(?, ?, ?, ?, ?, ?, ?, ?, ?)');

/** Adds an event as another log holds it, at a position of this one. */
export const insertStored = (
  insert: Database.Statement<EventCells>,
  position: number,
  { stream, revision, id, type, occurredAt, recordedAt, data, metadata }: StoredEvent,
): void => {
  const texts = [JSON.stringify(data), JSON.stringify(metadata)] as const;
  insert.run(position, stream, revision, bytesOf(id), type, occurredAt, recordedAt, ...texts);
};
