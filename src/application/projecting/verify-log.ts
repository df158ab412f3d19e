import type { Moment } from '../../domain/shared/values';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import { countOfEvents, faultsInStretch, LogOrder, type LogFault, type LogStretch } from '../log/log-chain';
import { keptDigests, type DigestPorts, type KeptDigests } from './log-digests';
import { identityOf, isOfLog } from './log-identity';

export interface LogVerified {
  /** `unkept`: no digest of it was kept until now, so only its order could be looked at. */
  readonly outcome: 'equal' | 'different' | 'unkept';
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
}

export interface VerifyLogOptions {
  /** How many faults are named; 100 by default. */
  readonly limit?: number;
  readonly onProgress?: (events: number, share: number) => void;
}

/** Walks along the log and the kept stretches at the same time. */
class LogComparison {
  readonly faults: LogFault[] = [];
  more = false;
  events = 0;
  private readonly order = new LogOrder();
  private place = 0;
  private inStretch: StoredEvent[] = [];

  constructor(
    private readonly stretches: readonly LogStretch[],
    private readonly limit: number,
  ) {}

  take(event: StoredEvent): void {
    this.events += 1;
    const fault = this.order.faultOf(event);
    if (fault) this.note([fault]);
    for (let stretch = this.current; stretch && event.position > stretch.last; stretch = this.current)
      this.close(stretch);
    if (this.current) this.inStretch.push(event);
  }

  end(): void {
    for (let stretch = this.current; stretch; stretch = this.current) this.close(stretch);
  }

  private get current(): LogStretch | undefined {
    return this.stretches[this.place];
  }

  private close(stretch: LogStretch): void {
    this.note(faultsInStretch(stretch, this.stretches[this.place - 1]?.digest ?? '', this.inStretch));
    this.inStretch = [];
    this.place += 1;
  }

  private note(faults: readonly LogFault[]): void {
    const room = this.limit - this.faults.length;
    this.faults.push(...faults.slice(0, room));
    this.more ||= faults.length > room;
  }
}

const outcomeOfComparison = (hasFaults: boolean, stretches: readonly LogStretch[]): LogVerified['outcome'] => {
  if (hasFaults) return 'different';
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
const deletedDigests = ({ stretches, until }: KeptDigests): readonly LogFault[] => {
  const last = stretches.at(-1)?.last;
  if (until === undefined || (last !== undefined && last >= until)) return [];
  const from = last === undefined ? 'the start' : `position ${last}`;
  const what = `digests were taken up to here, and those from ${from} on are gone: they were deleted`;
  return [{ position: until, event: undefined, what }];
};

/** What is known of the digests that were kept. */
const keptOf = async (
  { log }: Pick<DigestPorts, 'log'>,
  { stretches, log: ofLog, until, hasReadModels }: KeptDigests,
): Promise<Omit<LogVerified, 'outcome' | 'events' | 'head' | 'faults' | 'more'>> => {
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

/**
 * Reads the whole log and holds it against the digests that were kept of it: ids, streams, revisions, types, both times,
 * data and metadata of every event, and that none is gone or added. What no digest covers yet is looked at for its order
 * alone. Takes no digests itself (`keepLogDigests`).
 */
export const verifyLog = async (
  { log, store }: Omit<DigestPorts, 'clock'>,
  { limit = 100, onProgress }: VerifyLogOptions = {},
): Promise<LogVerified> => {
  const kept = await store.snapshot(keptDigests);
  const comparison = new LogComparison(kept.stretches, limit);
  const head = await log.head();
  await compareLog(log, head, comparison, onProgress);
  const { more, events } = comparison;
  const faults = [...deletedDigests(kept), ...comparison.faults];
  const outcome = outcomeOfComparison(faults.length > 0, kept.stretches);
  return { outcome, events, head, faults, more, ...(await keptOf({ log }, kept)) };
};
