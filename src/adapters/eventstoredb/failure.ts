import { ErrorType, isCommandError, type CommandError } from '@eventstore/db-client';
import { StoreError } from '../../application/log/event-store';

/** No answer within the time: whether the server did the request is not known. */
export class Overdue extends Error {}

const transientTypes: ReadonlySet<ErrorType> = new Set([
  ErrorType.UNAVAILABLE,
  // From the server: a write that took too long, and a subscriber that is too slow to stay live.
  ErrorType.TIMEOUT,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.CANCELLED,
  ErrorType.NOT_LEADER,
  // The client reports "not ready" and "too busy" as this.
  ErrorType.UNKNOWN,
]);

/** Of gRPC: cancelled, unknown, deadline exceeded, resource exhausted, aborted, internal, unavailable. */
const transientCodes: ReadonlySet<unknown> = new Set([1, 2, 4, 8, 10, 13, 14]);

/** The server answers a position at which it has no record with an internal error. */
const isUnknownPosition = (error: Error): boolean => error.message.includes('Unexpected ReadAllResult');

/** Whether the same request may succeed a moment later. An append may have been written all the same. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error) || error instanceof StoreError || isUnknownPosition(error)) return false;
  if (error instanceof Overdue) return true;
  if (isCommandError(error)) return transientTypes.has(error.type);
  return ('code' in error && transientCodes.has(error.code)) || error.message.startsWith('Failed to discover');
};

/** Whether the connection is gone. */
export const isAway = (error: unknown): boolean =>
  error instanceof Error &&
  (isCommandError(error) ? error.type === ErrorType.UNAVAILABLE : 'code' in error && error.code === 14);

const serverFault = (error: CommandError): StoreError | undefined => {
  if (error.type === ErrorType.ACCESS_DENIED)
    return new StoreError(
      'unavailable',
      'EventStoreDB refuses this user: check user and password in the connection string (and tls: without TLS they are ' +
        'not sent); the user needs the rights to read and write the streams of Letopis and to read $all',
    );
  if (error.type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED)
    return new StoreError(
      'too-large',
      `the append is larger than EventStoreDB takes, ${error.maxAppendSize} bytes: append less at once`,
    );
  if (error.type === ErrorType.STREAM_DELETED)
    return new StoreError(
      'corrupt',
      `the stream ${error.streamName} was deleted on the server for good: restore it from a backup`,
    );
  return undefined;
};

/** A failure that a retry does not fix, as the one error of a store; an error from elsewhere as it came. */
export const eventStoreDbFailure = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  if (isUnknownPosition(error))
    return new StoreError(
      'unknown-position',
      'this log has no event at that position: use a position that the log gave. Read models that were filled from ' +
        'another log must be rebuilt',
    );
  return (isCommandError(error) ? serverFault(error) : undefined) ?? error;
};

export const unavailableAfter = (milliseconds: number, cause: unknown): StoreError => {
  const seconds = Math.ceil(milliseconds / 1000);
  const message = `EventStoreDB could not be reached, or was too busy, for ${seconds} s: try again`;
  return Object.assign(new StoreError('unavailable', message), { cause });
};

export const closedWhileReading = (): StoreError =>
  new StoreError('unavailable', 'the log was closed during the read: open it again');

/** There is no such stream, or all its events are gone. */
export const isNoStream = (error: unknown): boolean =>
  error instanceof Error && isCommandError(error) && error.type === ErrorType.STREAM_NOT_FOUND;

/** After an append at a wrong revision: the stream's revision now, -1 where there is no stream. */
export const currentRevisionIn = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !isCommandError(error)) return undefined;
  if (error.type !== ErrorType.WRONG_EXPECTED_VERSION) return undefined;
  return error.actualVersion === 'no_stream' ? -1 : Number(error.actualVersion);
};
