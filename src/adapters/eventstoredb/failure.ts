import { ErrorType, isCommandError, type CommandError } from '@eventstore/db-client';
import { StoreError } from '../../application/log/event-store';

/** No answer within the time: whether the server did what it was asked is not known. */
export class Overdue extends Error {}

const passingTypes: ReadonlySet<ErrorType> = new Set([
  ErrorType.UNAVAILABLE,
  // Of the server's own: a write that took too long, and a subscriber who is too slow to stay live.
  ErrorType.TIMEOUT,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.CANCELLED,
  ErrorType.NOT_LEADER,
  // As which the client hands on "not ready" and "too busy".
  ErrorType.UNKNOWN,
]);

/** Of gRPC: cancelled, unknown, deadline exceeded, resource exhausted, aborted, internal, unavailable. */
const passingCodes: ReadonlySet<unknown> = new Set([1, 2, 4, 8, 10, 13, 14]);

/** A position at which the server finds no record is an internal error to it. */
const isUnknownPosition = (error: Error): boolean => error.message.includes('Unexpected ReadAllResult');

/** Whether the same may be asked again a moment later. What was asked to be written may have been. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error) || error instanceof StoreError || isUnknownPosition(error)) return false;
  if (error instanceof Overdue) return true;
  if (isCommandError(error)) return passingTypes.has(error.type);
  return ('code' in error && passingCodes.has(error.code)) || error.message.startsWith('Failed to discover');
};

/** Whether the connection is gone. */
export const isAway = (error: unknown): boolean =>
  error instanceof Error &&
  (isCommandError(error) ? error.type === ErrorType.UNAVAILABLE : 'code' in error && error.code === 14);

const ofTheServer = (error: CommandError): StoreError | undefined => {
  if (error.type === ErrorType.ACCESS_DENIED)
    return new StoreError(
      'unavailable',
      'EventStoreDB does not let this user in: look at user and password in the connection string (and at tls: without ' +
        'TLS they are not sent); the user must have the rights to read and write its streams and to read $all',
    );
  if (error.type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED)
    return new StoreError(
      'too-large',
      `the append is larger than EventStoreDB takes, ${error.maxAppendSize} bytes: append less at once`,
    );
  if (error.type === ErrorType.STREAM_DELETED)
    return new StoreError(
      'corrupt',
      `somebody deleted the stream ${error.streamName} on the server for good: restore it from a backup`,
    );
  return undefined;
};

/** What waiting can't mend, in the words of the port; what is not of the server stays as it is. */
export const eventStoreDbFailure = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  if (isUnknownPosition(error))
    return new StoreError(
      'unknown-position',
      'no event of this log stands at that position: give one that the log gave. Read models that were filled from ' +
        'another log must be rebuilt',
    );
  return (isCommandError(error) ? ofTheServer(error) : undefined) ?? error;
};

export const unavailableAfter = (milliseconds: number, cause: unknown): StoreError => {
  const error = new StoreError(
    'unavailable',
    `EventStoreDB could not be reached, or was too busy, for ${Math.ceil(milliseconds / 1000)} s: the same may be asked again`,
  );
  error.cause = cause;
  return error;
};

/** There is no such stream, or nothing is left of it. */
export const isNoStream = (error: unknown): boolean =>
  error instanceof Error && isCommandError(error) && error.type === ErrorType.STREAM_NOT_FOUND;

/** Of an append at another revision than the stream's: which that is now, -1 where there is no stream. */
export const currentRevisionIn = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !isCommandError(error)) return undefined;
  if (error.type !== ErrorType.WRONG_EXPECTED_VERSION) return undefined;
  return error.actualVersion === 'no_stream' ? -1 : Number(error.actualVersion);
};
