import { StoreError, type Position, type StoredEvent, type EventStore } from './event-store';
import { EventPortions, noPages } from './paging';
import { LogDigest } from './log-digest';

/**
 * A log that takes over another one's events, for `letopis copy` alone: ids, streams, revisions, both times, data and
 * metadata stay as they are, positions are new. No other process may write to it at the same time.
 */
export interface LogTarget {
  /**
   * Appends events in their order after `after`, where the log must end (undefined: it must be empty), and gives the
   * position of the last one. Throws StoreError `conflict` where the log ends elsewhere, or took them in another order.
   * After any other failure, the first of the events may have been written: read the log to see which.
   */
  take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position>;
  close(): Promise<void>;
}

/** What is written at once: a killed copy has at most so much to look at again. */
const MOVE_BATCH_EVENTS = 1_000;

export interface MoveLogOptions {
  readonly source: EventStore;
  /** The log to fill, as a reader sees it … */
  readonly copy: EventStore;
  /** … and as it is written. */
  readonly target: LogTarget;
  /** Ends it early; the next one goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MoveProgress) => void;
}

export interface MoveProgress {
  readonly doing: 'comparing what is there' | 'copying' | 'verifying';
  readonly events: number;
  /** 0 to 1, by the positions of the log that is read. */
  readonly share: number;
}

export interface LogMoved {
  readonly outcome: 'equal' | 'different' | 'interrupted';
  /** In the copy when it began. */
  readonly eventsAlreadyThere: number;
  readonly eventsCopied: number;
  /** Over all events of the source up to where it ended when the copy began. */
  readonly sourceDigest: string;
  /** Over all events of the copy, read once more at the end; empty where it was interrupted. */
  readonly copyDigest: string;
}

const notTheBeginning = (theirs: StoredEvent | undefined, ours: StoredEvent | undefined): StoreError => {
  const seen = theirs ? `${theirs.type} ${theirs.id} at position ${theirs.position}` : 'an event';
  const expected = ours ? `the source has ${ours.type} ${ours.id} there` : 'the source ends before';
  return new StoreError(
    'conflict',
    `the log to copy to holds something else than the beginning of the source: ${seen}, ${expected}. Name an empty ` +
      'log, or one that an earlier copy of this source began',
  );
};

const shareDone = (position: Position | undefined, head: Position | undefined): number =>
  position === undefined || head === undefined || head === 0n ? 1 : Number(position) / Number(head);

class LogMove {
  private readonly digest = new LogDigest();
  private events = 0;

  constructor(private readonly asked: MoveLogOptions) {}

  async run(): Promise<LogMoved> {
    const { source } = this.asked;
    const head = await source.head();
    // An empty source has no end up to which to read: what is appended later is for the next call.
    const flow = new EventPortions(
      head === undefined ? noPages() : source.readAll({ until: head, pageSize: MOVE_BATCH_EVENTS }),
    );
    const after = await this.compare(flow);
    const eventsAlreadyThere = this.events;
    await this.write(flow, after, head);
    const [eventsCopied, sourceDigest] = [this.events - eventsAlreadyThere, this.digest.value];
    const copyDigest = this.isStopped ? '' : await this.verify();
    const outcome = this.isStopped ? 'interrupted' : copyDigest === sourceDigest ? 'equal' : 'different';
    return { outcome, eventsAlreadyThere, eventsCopied, sourceDigest, copyDigest };
  }

  private get isStopped(): boolean {
    return this.asked.signal?.aborted === true;
  }

  /** What is there must be the source's beginning, event for event. Gives where it ends. */
  private async compare(flow: EventPortions): Promise<Position | undefined> {
    const { copy } = this.asked;
    const head = await copy.head();
    if (head === undefined) return undefined;
    for await (const theirs of copy.readAll({ until: head, pageSize: MOVE_BATCH_EVENTS })) {
      const ours = await flow.take(theirs.length);
      const expected = this.digest.take(ours);
      const index = new LogDigest().take(theirs).findIndex((line, n) => line !== expected[n]);
      if (index >= 0) throw notTheBeginning(theirs[index], ours[index]);
      this.events += ours.length;
      this.say('comparing what is there', shareDone(theirs.at(-1)?.position, head));
    }
    return head;
  }

  private async write(flow: EventPortions, from: Position | undefined, head: Position | undefined): Promise<void> {
    let after = from;
    while (!this.isStopped) {
      const events = await flow.take(MOVE_BATCH_EVENTS);
      if (events.length === 0) return;
      this.digest.take(events);
      after = await this.asked.target.take(events, after);
      this.events += events.length;
      this.say('copying', shareDone(events.at(-1)?.position, head));
    }
  }

  private async verify(): Promise<string> {
    const digest = new LogDigest();
    const head = await this.asked.copy.head();
    let events = 0;
    for await (const page of this.asked.copy.readAll({})) {
      digest.take(page);
      events += page.length;
      this.say('verifying', shareDone(page.at(-1)?.position, head), events);
    }
    return digest.value;
  }

  private say(doing: MoveProgress['doing'], share: number, events = this.events): void {
    this.asked.onProgress?.({ doing, events, share });
  }
}

/**
 * Copies a log, in its order, up to where it ended at the call; then reads the whole copy and compares one digest over
 * each of both. What is there already must be the source's beginning, event for event: so a copy that was killed goes
 * on, and one of a source that has grown takes what is new. Anything else is refused with `conflict`, untouched.
 */
export const moveLog = (asked: MoveLogOptions): Promise<LogMoved> => new LogMove(asked).run();
