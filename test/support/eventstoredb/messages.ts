import {
  AllStreamPosition,
  StreamDeleted,
  StreamIdentifier,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendReq, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import type { Expected, LogRecord, Outcome, ProposedEvent } from './memory-log';

/** Between the protocol's messages and what the log knows. */

export const streamNameOf = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

const identifierOf = (stream: string): StreamIdentifier =>
  new StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));

export const proposedEvent = (message: BatchAppendReq.ProposedMessage): ProposedEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

/** As the server counts what an append takes. */
export const sizeOf = ({ type, data, metadata }: ProposedEvent): number =>
  type.length * 2 + data.length + metadata.length;

export const expectedOf = (options: BatchAppendReq.Options): Expected => {
  if (options.hasNoStream()) return 'no-stream';
  return options.hasStreamPosition() ? Number(options.getStreamPosition()) : 'any';
};

export const readEvent = (record: LogRecord): ReadResp => {
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(new UUID().setString(record.id))
    .setStreamIdentifier(identifierOf(record.stream))
    .setStreamRevision(String(record.revision))
    .setPreparePosition(String(record.position))
    .setCommitPosition(String(record.position))
    .setData(record.data)
    .setCustomMetadata(record.metadata);
  recorded.getMetadataMap().set('type', record.type);
  recorded.getMetadataMap().set('content-type', record.contentType);
  recorded.getMetadataMap().set('created', record.created);
  const event = new ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(record.position));
  return new ReadResp().setEvent(event);
};

export const streamNotFound = (stream: string): ReadResp =>
  new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream)));

export const confirmation = (id: string): ReadResp =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(id));

export const caughtUp = (): ReadResp => new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

export const checkpoint = (position: bigint): ReadResp =>
  new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );

const answerTo = (request: BatchAppendReq, stream: string): BatchAppendResp =>
  new BatchAppendResp().setCorrelationId(request.getCorrelationId()).setStreamIdentifier(identifierOf(stream));

/** An error of the protocol: its kind is the type of what is packed into it. */
export const appendError = (
  request: BatchAppendReq,
  stream: string,
  message: string,
  packed: { serializeBinary(): Uint8Array },
  typeName: string,
): BatchAppendResp => {
  const details = new Any();
  details.pack(packed.serializeBinary(), typeName);
  return answerTo(request, stream).setError(new Status().setMessage(message).setDetails(details));
};

export const appendAnswer = (request: BatchAppendReq, stream: string, outcome: Outcome): BatchAppendResp => {
  if (outcome.kind === 'success') {
    const position = new AllStreamPosition()
      .setCommitPosition(String(outcome.position))
      .setPreparePosition(String(outcome.position));
    const success = new BatchAppendResp.Success().setCurrentRevision(String(outcome.revision)).setPosition(position);
    return answerTo(request, stream).setSuccess(success);
  }
  if (outcome.kind === 'stream-deleted') {
    const deleted = new StreamDeleted().setStreamIdentifier(identifierOf(stream));
    return appendError(request, stream, 'stream deleted', deleted, 'event_store.client.StreamDeleted');
  }
  const wrong = new WrongExpectedVersion();
  if (outcome.current < 0) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentStreamRevision(String(outcome.current));
  wrong.setExpectedAny(new Empty());
  return appendError(request, stream, 'wrong expected version', wrong, 'event_store.client.WrongExpectedVersion');
};
