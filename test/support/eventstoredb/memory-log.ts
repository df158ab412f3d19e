/** The file of an EventStoreDB server as far as a client can see it: what it takes, what it refuses, what it recognises. */

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface LogRecord extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  /** In ticks of 100 ns since 1970, as the server gives it. */
  readonly created: string;
}

export type Expected = 'any' | 'no-stream' | number;

export type Outcome =
  | { readonly kind: 'success'; readonly revision: number; readonly position: bigint }
  | { readonly kind: 'wrong-expected-version'; readonly current: number }
  | { readonly kind: 'stream-deleted' };

/** What the server writes before anybody else does. */
const FIRST_POSITION = 733n;

export class MemoryLog {
  readonly records: LogRecord[] = [];
  private readonly places = new Set<bigint>([0n]);
  private readonly streams = new Map<string, LogRecord[]>();
  private readonly tombstones = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private next = FIRST_POSITION;

  constructor(public clock: () => Date = () => new Date()) {}

  append(stream: string, events: readonly ProposedEvent[], expected: Expected): Outcome {
    if (this.tombstones.has(stream)) return { kind: 'stream-deleted' };
    const known = this.stream(stream);
    const current = known.length - 1;
    const wanted = expected === 'no-stream' ? -1 : expected;
    if (wanted === 'any' || wanted === current) return this.write(stream, events);
    // What was expected is in the past: the server compares the ids from there on.
    const first = known[wanted + 1];
    const isSame = wanted < current && events.every(({ id }, index) => known[wanted + 1 + index]?.id === id);
    const last = known[wanted + events.length];
    if (isSame && first && last) return { kind: 'success', revision: last.revision, position: last.position };
    return { kind: 'wrong-expected-version', current };
  }

  /** Deletes a stream for good: its events stay in the log until a scavenge, the stream can't be read or written. */
  tombstone(stream: string): void {
    this.tombstones.add(stream);
  }

  isDeleted(stream: string): boolean {
    return this.tombstones.has(stream);
  }

  stream(name: string): readonly LogRecord[] {
    return this.streams.get(name) ?? [];
  }

  /** Whether something can be read there: at the start of a record, or behind the end. */
  isPlace(position: bigint): boolean {
    return position >= this.next || this.places.has(position);
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private write(stream: string, events: readonly ProposedEvent[]): Outcome {
    const known = this.streams.get(stream) ?? [];
    this.streams.set(stream, known);
    const created = String(BigInt(this.clock().getTime()) * 10_000n);
    for (const event of events) {
      const record = { ...event, stream, revision: known.length, position: this.next, created };
      known.push(record);
      this.records.push(record);
      this.places.add(record.position);
      this.next += BigInt(100 + stream.length + event.data.length + event.metadata.length);
    }
    for (const listener of this.listeners) listener();
    const last = known.at(-1);
    return { kind: 'success', revision: last?.revision ?? -1, position: last?.position ?? 0n };
  }
}
