import { createHash } from 'node:crypto';
import type { StoredEvent } from './event-store';
import { canonicalJson } from './ids';

/**
 * An event as one line of text that is the same in every store: all that it says, its place in its stream and both
 * times. Positions are no part of it: each store has its own.
 */
export const canonicalEvent = ({
  id,
  stream,
  revision,
  type,
  occurredAt,
  recordedAt,
  data,
  metadata,
}: StoredEvent): string => canonicalJson([id, stream, revision, type, occurredAt, recordedAt, data, metadata]);

/** A digest (SHA-256, hex) over events in their order: equal where, and only where, two logs say the same. */
export class LogDigest {
  private readonly hash = createHash('sha256');

  /** Gives the events as text, for callers that compare them as well. */
  take(events: readonly StoredEvent[]): readonly string[] {
    const lines = events.map(canonicalEvent);
    for (const line of lines) this.hash.update(`${line}\n`);
    return lines;
  }

  /** Of all that was taken until now. */
  get value(): string {
    return this.hash.copy().digest('hex');
  }
}
