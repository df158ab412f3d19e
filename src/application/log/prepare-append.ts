import { StoreError, type ExpectedRevision, type NewEvent } from './event-store';
import type { Moment } from '../../domain/shared/values';

const revisionText = (revision: ExpectedRevision): string =>
  revision === 'no-stream' || revision === -1 ? 'not to be there' : `at revision ${revision}`;

/** The stream is at another revision than the append expects; `current` is -1 where there is no such stream. */
export const revisionConflict = (stream: string, expected: ExpectedRevision, current: number): StoreError =>
  new StoreError(
    'conflict',
    `${stream} was expected ${revisionText(expected)}, it is ${current < 0 ? 'not there' : revisionText(current)}`,
    current,
  );

/** Whether the events of an append stand in its stream one after the other, by their revisions there. */
export const areInOrder = (found: readonly (number | undefined)[]): found is readonly number[] =>
  found.every((revision, index) => revision !== undefined && revision === (found[0] ?? 0) + index);

/** Some events of an append are in the log already, but not as this append: their ids were used for others. */
export const idConflict = (
  stream: string,
  known: { readonly id: string; readonly stream: string; readonly revision: number },
  current: number,
): StoreError =>
  new StoreError(
    known.stream === stream ? 'conflict' : 'reused-id',
    `the id ${known.id} is in the log already, at revision ${known.revision} of ${known.stream}, but not as part of this ` +
      `append to ${stream}: give other events other ids`,
    current,
  );

/** An event as text, on its way into a log. */
export interface PreparedEvent {
  readonly id: string;
  readonly hex: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly data: string;
  readonly metadata: string;
}

export interface PreparedAppend {
  readonly stream: string;
  readonly events: readonly PreparedEvent[];
  readonly expected: ExpectedRevision;
}

/** As EventStoreDB has it: what one engine takes the other must take too. */
const MAX_APPEND_BYTES = 1024 * 1024;

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const MOMENT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const bytesIn = (events: readonly PreparedEvent[]): number => {
  const characters = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
  // UTF-8 needs at most three bytes for one unit of a string: most appends need no count.
  if (characters * 3 <= MAX_APPEND_BYTES) return characters;
  return events.reduce((sum, { data, metadata }) => sum + Buffer.byteLength(data) + Buffer.byteLength(metadata), 0);
};

/**
 * Checks an append and turns it into text before it waits for its turn, so that a wrong one can't spoil a group. Throws
 * `too-large`, and a TypeError for what only a wrong program asks: no events, an
 * id that is no UUID or stands there twice, a moment in another form.
 */
export const prepareAppend = (
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): PreparedAppend => {
  if (events.length === 0) throw new TypeError(`an append to ${stream} has no events`);
  if (new Set(events.map(({ id }) => id)).size < events.length)
    throw new TypeError(`an append to ${stream} has two events of one id`);
  const prepared = events.map(({ id, type, occurredAt, data, metadata }) => {
    if (!UUID_PATTERN.test(id)) throw new TypeError(`the event id ${id} is no UUID in lower case`);
    if (!MOMENT_PATTERN.test(occurredAt))
      throw new TypeError(`${type} ${id} has the moment ${occurredAt}, which is none in UTC`);
    return {
      id,
      hex: id.replaceAll('-', ''),
      type,
      occurredAt,
      data: JSON.stringify(data),
      metadata: JSON.stringify(metadata),
    };
  });
  const bytes = bytesIn(prepared);
  if (bytes > MAX_APPEND_BYTES)
    throw new StoreError(
      'too-large',
      `the append to ${stream} has ${bytes} bytes, the store takes ${MAX_APPEND_BYTES} (1 MiB): append less at once`,
    );
  return { stream, events: prepared, expected };
};
