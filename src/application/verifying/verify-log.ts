import type { Moment } from '../../domain/shared/values';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import {
  chained,
  countOfEvents,
  digestedEvent,
  faultsAt,
  faultsInStretch,
  LogOrder,
  type DigestedEvent,
  type FaultyPlace,
  type LogFault,
  type LogStretch,
} from '../log/log-chain';
import type { Decode } from '../log/codec';
import { LogSoundness, type OwedBy } from '../log/log-soundness';
import { keptDigests, type DigestPorts, type KeptDigests } from './log-digests';
import { identityOf, isOfLog } from '../projecting/log-identity';

/** A digest of the log up to a position, as it was noted: by the last check, or elsewhere by a person. */
export interface NotedDigest {
  readonly position: Position;
  readonly digest: string;
}

/** A command that had to follow from an event, and of which there is no event. */
export interface Unfollowed extends NonNullable<ReturnType<OwedBy>[number]> {
  /** Of the event that it had to follow from. */
  readonly position: Position;
}

export interface LogVerified {
  /**
   * `different` from its digests, or its order can't be; `unsound`: it is as it was, and holds what Letopis does not write;
   * `unkept`: no digest of it was kept until now, so only its events could be looked at.
   */
  readonly outcome: 'equal' | 'different' | 'unsound' | 'unkept';
  /** In the log, and where it ends. */
  readonly events: number;
  readonly head: Position | undefined;
  /** Those of them that were compared with a digest, and the position of the last one. */
  readonly compared: number;
  readonly comparedUntil: Position | undefined;
  /** Over all events up to there: kept elsewhere, it is a witness that nobody can change here. */
  readonly digest: string | undefined;
  /** When the first digest was taken, and the last event that was in the log by then: it may have been changed before. */
  readonly keptSince: Moment | undefined;
  readonly unknownUntil: Position | undefined;
  /** Read models are kept here, and no digest: either none was ever taken, or they were deleted. */
  readonly mayBeDeleted: boolean;
  /** The log that the digests were taken of begins with another event. */
  readonly isOtherLog: boolean;
  /** The first ones; `more` says whether there are others. */
  readonly faults: readonly LogFault[];
  readonly more: boolean;
  /** What events are by themselves that they can't be: the first ones. */
  readonly unsound: readonly LogFault[];
  readonly unfollowed: readonly Unfollowed[];
  /** Whether it comes to the noted digest; undefined where none was noted. */
  readonly isAsNoted: boolean | undefined;
}

export interface VerifyLogOptions {
  /** A digest of before: the log must come to it again. */
  readonly noted?: NotedDigest | undefined;
  /** How many faults are named; 100 by default. */
  readonly limit?: number;
  readonly onProgress?: (events: number, share: number) => void;
}

const DIFFERENT_FROM_NOTE = 'the events up to here come to another digest than the one that was noted';

/** Walks along the log and the kept stretches at the same time. */
class LogComparison {
  readonly faults: FaultyPlace[] = [];
  readonly unsound: FaultyPlace[] = [];
  more = false;
  events = 0;
  private readonly order = new LogOrder();
  private place = 0;
  private inStretch: DigestedEvent[] = [];
  private digest = '';
  /** Whether the log comes to the noted digest; undefined as long as that was not looked at. */
  isAsNoted: boolean | undefined;

  constructor(
    private readonly stretches: readonly LogStretch[],
    private readonly soundness: LogSoundness,
    private readonly noted: NotedDigest | undefined,
    private readonly limit: number,
  ) {}

  take(event: StoredEvent): void {
    this.events += 1;
    const digested = digestedEvent(event);
    const { position } = digested;
    const disorder = this.order.wrongWith(event, digested);
    if (disorder !== undefined) this.note([{ position, isThere: true, what: disorder }]);
    const what = this.soundness.wrongWith(event, digested);
    if (what !== undefined && this.unsound.length < this.limit) this.unsound.push({ position, isThere: true, what });
    this.compareNote(position);
    this.digest = chained(this.digest, digested.digest);
    for (let stretch = this.current; stretch && position > stretch.last; stretch = this.current) this.close(stretch);
    if (this.current) this.inStretch.push(digested);
  }

  end(): void {
    for (let stretch = this.current; stretch; stretch = this.current) this.close(stretch);
    this.compareNote(undefined);
    // Where the digests kept beside the log name what was changed, the note has nothing to add.
    if (this.noted && this.isAsNoted === false && this.faults.length === 0)
      this.note([{ position: this.noted.position, isThere: false, what: DIFFERENT_FROM_NOTE }]);
  }

  /** At the first event after the noted position, or at the end. */
  private compareNote(next: Position | undefined): void {
    if (!this.noted || this.isAsNoted !== undefined || (next !== undefined && next <= this.noted.position)) return;
    this.isAsNoted = this.digest === this.noted.digest;
  }

  private get current(): LogStretch | undefined {
    return this.stretches[this.place];
  }

  private close(stretch: LogStretch): void {
    this.note(faultsInStretch(stretch, this.stretches[this.place - 1]?.digest ?? '', this.inStretch));
    this.inStretch = [];
    this.place += 1;
  }

  private note(faults: readonly FaultyPlace[]): void {
    const room = this.limit - this.faults.length;
    this.faults.push(...faults.slice(0, room));
    this.more ||= faults.length > room;
  }
}

const outcomeOfComparison = (
  { faults, unsound }: Pick<LogVerified, 'faults' | 'unsound'>,
  stretches: readonly LogStretch[],
): LogVerified['outcome'] => {
  if (faults.length > 0) return 'different';
  if (unsound.length > 0) return 'unsound';
  return stretches.length === 0 ? 'unkept' : 'equal';
};

const compareLog = async (
  log: EventStore,
  head: Position | undefined,
  comparison: LogComparison,
  onProgress: VerifyLogOptions['onProgress'],
): Promise<void> => {
  if (head !== undefined)
    for await (const page of log.readAll({ until: head })) {
      for (const event of page) comparison.take(event);
      const reached = page.at(-1)?.position ?? head;
      onProgress?.(comparison.events, Number(reached) / Number(head));
    }
  comparison.end();
};

/** Digests are kept up to where they were taken: what lacks at the end, or all of them, was deleted. */
const deletedDigests = ({ stretches, until }: KeptDigests): readonly FaultyPlace[] => {
  const last = stretches.at(-1)?.last;
  if (until === undefined || (last !== undefined && last >= until)) return [];
  const from = last === undefined ? 'the start' : `position ${last}`;
  const what = `digests were taken up to here, and those from ${from} on are gone: they were deleted`;
  return [{ position: until, isThere: false, what }];
};

/** What is known of the digests that were kept. */
const keptOf = async (
  { log }: Pick<DigestPorts, 'log'>,
  { stretches, log: ofLog, until, hasReadModels }: KeptDigests,
): Promise<
  Omit<LogVerified, 'outcome' | 'events' | 'head' | 'faults' | 'more' | 'unsound' | 'unfollowed' | 'isAsNoted'>
> => {
  const last = stretches.at(-1);
  const keptSince = stretches[0]?.takenAt;
  return {
    compared: countOfEvents(stretches),
    comparedUntil: last?.last,
    digest: last?.digest,
    keptSince,
    unknownUntil: keptSince === undefined ? undefined : await log.positionAt(keptSince),
    mayBeDeleted: until === undefined && hasReadModels,
    isOtherLog: !isOfLog({ log: ofLog }, await identityOf(log)),
  };
};

/** What a log is checked by. */
export interface LogCheckPorts extends Omit<DigestPorts, 'clock'> {
  readonly decode: Decode;
  /** What has to follow from an event. */
  readonly owedBy: OwedBy;
}

/**
 * Reads the whole log and holds it against the digests that were kept of it: ids, streams, revisions, types, both times,
 * data and metadata of every event, and that none is gone or added. Every event is looked at for itself, too, whether a
 * digest covers it or not: its order, its id, its times, its metadata, its shape, and what had to follow from it. Takes no
 * digests itself (`keepLogDigests`).
 */
export const verifyLog = async (
  { log, store, decode, owedBy }: LogCheckPorts,
  { limit = 100, onProgress, noted }: VerifyLogOptions = {},
): Promise<LogVerified> => {
  const kept = await store.snapshot(keptDigests);
  const soundness = new LogSoundness(decode, owedBy);
  const comparison = new LogComparison(kept.stretches, soundness, noted, limit);
  const head = await log.head();
  await compareLog(log, head, comparison, onProgress);
  const { more, events, isAsNoted } = comparison;
  const doubles = head === undefined ? [] : await soundness.doubles(log, head);
  const faults = await faultsAt(log, [...deletedDigests(kept), ...comparison.faults]);
  const unsound = await faultsAt(log, [...comparison.unsound, ...doubles].slice(0, limit));
  const unfollowed = soundness.unfollowed.slice(0, limit);
  const outcome = outcomeOfComparison({ faults, unsound }, kept.stretches);
  return { outcome, events, head, faults, more, unsound, unfollowed, isAsNoted, ...(await keptOf({ log }, kept)) };
};
