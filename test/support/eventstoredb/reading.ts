import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Metadata, status, type ServerWritableStream } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import type { LogRecord, MemoryLog } from './memory-log';
import { caughtUp, checkpoint, confirmation, readEvent, streamNameOf, streamNotFound } from './messages';

type Call = ServerWritableStream<ReadReq, ReadResp>;
type Options = ReadReq.Options;

const BACKWARDS = ReadReq.Options.ReadDirection.BACKWARDS;
/** How many events the server looks through at once; a checkpoint comes after so many times the asked interval. */
const SEARCH_WINDOW = 32;

const failed = (code: status, details: string, exception?: string): Error => {
  const metadata = new Metadata();
  if (exception) metadata.set('exception', exception);
  return Object.assign(new Error(details), { code, details, metadata });
};

/** What goes wrong with reading. */
export interface ReadingFaults {
  readonly mute: boolean;
  readonly lag: number;
  tooSlow: number;
}

/** What this node has of the log. */
const recordsOf = ({ records }: MemoryLog, { lag }: ReadingFaults): readonly LogRecord[] =>
  lag === 0 ? records : records.slice(0, -lag);

/** Answers one call of Streams.Read: a read of a stream or of $all, or a subscription. */
export const answerRead = (call: Call, log: MemoryLog, faults: ReadingFaults): void => {
  call.on('error', () => undefined);
  const options = call.request.getOptions();
  if (!options) return;
  if (options.hasSubscription()) void subscribe(call, options, log, faults);
  else if (options.hasAll()) void readAll(call, options, log, faults);
  else void readStream(call, options, log, faults);
};

const countOf = (options: Options): number => Number(options.getCount());

const placeOf = (options: Options): bigint | 'start' | 'end' => {
  const all = options.getAll();
  if (all?.hasPosition()) return BigInt(all.getPosition()?.getCommitPosition() ?? '0');
  return all?.hasEnd() ? 'end' : 'start';
};

/** Writes one after the other, no faster than the client takes them. */
const isOver = (call: Call): boolean => call.cancelled;

const send = async (call: Call, message: ReadResp): Promise<void> => {
  if (call.cancelled || call.write(message)) return;
  await new Promise<void>((resolve) => {
    const names = ['drain', 'cancelled', 'close'] as const;
    const goOn = (): void => {
      for (const name of names) call.off(name, goOn);
      resolve();
    };
    for (const name of names) call.once(name, goOn);
  });
};

const readStream = async (call: Call, options: Options, log: MemoryLog, faults: ReadingFaults): Promise<void> => {
  const of = options.getStream();
  const name = streamNameOf(of?.getStreamIdentifier());
  if (log.isDeleted(name)) {
    call.emit('error', failed(status.FAILED_PRECONDITION, `Event stream '${name}' is deleted.`, 'stream-deleted'));
    return;
  }
  const end = recordsOf(log, faults).at(-1)?.position ?? -1n;
  const records = log.stream(name).filter(({ position }) => position <= end);
  if (records.length === 0) await send(call, streamNotFound(name));
  const from = of?.hasRevision() ? Number(of.getRevision()) : 0;
  for (const record of records.slice(from, from + countOf(options))) await send(call, readEvent(record));
  call.end();
};

const readAll = async (call: Call, options: Options, log: MemoryLog, faults: ReadingFaults): Promise<void> => {
  const place = placeOf(options);
  if (typeof place === 'bigint' && !log.isPlace(place)) {
    call.emit('error', failed(status.UNKNOWN, 'Unexpected ReadAllResult: Error'));
    return;
  }
  const isForwards = options.getReadDirection() !== BACKWARDS;
  const held = recordsOf(log, faults);
  const records = isForwards ? [...held] : [...held].reverse();
  const isThere = ({ position }: LogRecord): boolean => {
    if (typeof place !== 'bigint') return true;
    return isForwards ? position >= place : position < place;
  };
  let left = countOf(options);
  for (const record of records.filter(isThere)) {
    if (left === 0 || call.cancelled) break;
    left -= 1;
    await send(call, readEvent(record));
  }
  call.end();
};

const matcherOf = (options: Options): ((record: LogRecord) => boolean) => {
  const filter = options.getFilter();
  const streams = filter?.getStreamIdentifier()?.getPrefixList();
  const types = filter?.getEventType()?.getPrefixList();
  return ({ stream, type }) => {
    if (streams) return streams.some((prefix) => stream.startsWith(prefix));
    return types?.some((prefix) => type.startsWith(prefix)) ?? true;
  };
};

/** Of a place that it does not have yet, a node knows nothing: whatever comes to it next is given. */
const beginOf = (place: bigint | 'start' | 'end', end: bigint): bigint => {
  if (place === 'start') return -1n;
  return place === 'end' || place > end ? end : place;
};

const subscribe = async (call: Call, options: Options, log: MemoryLog, faults: ReadingFaults): Promise<void> => {
  const place = placeOf(options);
  if (typeof place === 'bigint' && !log.isPlace(place)) {
    call.emit('error', failed(status.UNKNOWN, 'Exception was thrown by handler.'));
    return;
  }
  const matches = matcherOf(options);
  const every = SEARCH_WINDOW * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
  let reached = beginOf(place, recordsOf(log, faults).at(-1)?.position ?? -1n);
  let looked = 0;
  await send(call, confirmation(randomUUID()));
  for (let isLive = false; !call.cancelled;) {
    const records = faults.mute && isLive ? [] : recordsOf(log, faults).filter(({ position }) => position > reached);
    for (const record of records) {
      if (isOver(call)) return;
      if (matches(record)) await send(call, readEvent(record));
      reached = record.position;
      looked += 1;
      if (looked % every === 0) await send(call, checkpoint(reached));
    }
    if (isLive && records.length > 0 && faults.tooSlow > 0) {
      faults.tooSlow -= 1;
      call.emit(
        'error',
        failed(
          status.ABORTED,
          'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
        ),
      );
      return;
    }
    if (!isLive && records.length === 0) {
      isLive = true;
      await send(call, caughtUp());
    }
    if (isLive) await appended(call, log, reached);
  }
};

/** Waits until there is more, or nobody listens any longer. */
const appended = async (call: Call, log: MemoryLog, reached: bigint): Promise<void> => {
  const last = log.records.at(-1);
  if (last && last.position > reached && !call.cancelled) {
    // Muted, or lagging: there is more, and it is not given.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return;
  }
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      stop();
      call.off('cancelled', goOn);
      resolve();
    };
    const stop = log.onAppended(goOn);
    call.once('cancelled', goOn);
  });
};
