import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, isStoreError, type Position, type StoredEvent } from '../event-store';
import { canonicalEvent } from '../log-digest';
import { readingAfter, type LocalCopyEnd, type LocalCopy } from './local-copy';

/** The event at a position; `before`: the position before it. */
const eventAt = async (log: EventStore, position: Position, before: Position): Promise<StoredEvent | undefined> => {
  let found: StoredEvent | undefined;
  try {
    for await (const page of log.readAll({ until: position, ...readingAfter(before) })) found = page.at(-1);
  } catch (error) {
    if (!isStoreError(error, 'unknown-position')) throw error;
  }
  return found?.position === position ? found : undefined;
};

/** Whether the last event of a copy stands in the log, at its position, and says the same. */
export const isOfThisLog = async (log: EventStore, { last, before }: LocalCopyEnd): Promise<boolean> => {
  if (!last) return true;
  const head = await log.head();
  if (head === undefined || head < last.position) return false;
  const found = await eventAt(log, last.position, before);
  return found !== undefined && canonicalEvent(found) === canonicalEvent(last);
};

/** So long a filler that was killed, or stands still, keeps others waiting. */
const FILLER_LEASE_MILLISECONDS = 5_000;
const FILLER_WAIT_MILLISECONDS = 20;

const CHECKED_MILLISECONDS = 1_000;

/** Brings a copy further along its log, while no other process does; begun right after it was compared with the log. */
export class LocalCopyFilling {
  private source: AsyncIterator<readonly StoredEvent[]> | undefined;
  private isHolder = false;
  private checkedAt = performance.now();

  constructor(
    private readonly log: EventStore,
    private readonly copy: LocalCopy,
    private readonly holder: string,
  ) {}

  /** Adds what is there and what comes; ends with the signal, or where another process fills. */
  async follow(generation: number, signal: AbortSignal): Promise<void> {
    if (!this.mayFill()) return;
    let after = this.copy.end().position;
    for await (const page of this.log.subscribe({ signal, ...readingAfter(after) })) {
      if (!this.mayFill() || !(await this.add(generation, page, after))) return;
      after = page.at(-1)?.position ?? after;
    }
  }

  /**
   * Adds the page after `after`, or waits a moment while another process fills. False where the rest is the log's own to
   * give: the copy ends before, can't be written, or holds all up to there.
   */
  async extend(generation: number, after: Position, until: Position): Promise<boolean> {
    try {
      const { position } = this.copy.end();
      if (position !== after) return position > after;
      if (this.mayFill()) return await this.addPage(generation, after, until);
      await this.drop();
      await pause(FILLER_WAIT_MILLISECONDS);
      return true;
    } catch (error) {
      if (isStoreError(error)) return false;
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.drop();
    if (!this.isHolder) return;
    try {
      this.copy.release(this.holder);
    } catch (error) {
      // It ends by itself.
      if (!isStoreError(error)) throw error;
    }
  }

  private async addPage(generation: number, after: Position, until: Position): Promise<boolean> {
    this.source ??= this.log.readAll({ until, ...readingAfter(after) })[Symbol.asyncIterator]();
    const next = await this.source.next();
    if (next.done === true) return false;
    if (!(await this.add(generation, next.value, after))) await this.drop();
    return true;
  }

  /**
   * A reading may last for days, and outlive a server that was restored from a backup in between, which takes longer than
   * a second: so what comes later than that is held against the log again. False where nothing was added.
   */
  private async add(generation: number, page: readonly StoredEvent[], after: Position): Promise<boolean> {
    if (performance.now() - this.checkedAt > CHECKED_MILLISECONDS) {
      const end = this.copy.end();
      if (end.generation === generation && !(await isOfThisLog(this.log, end))) this.copy.clear(generation);
      this.checkedAt = performance.now();
    }
    return this.copy.take(generation, page, after);
  }

  private mayFill(): boolean {
    this.isHolder = this.copy.lease(this.holder, FILLER_LEASE_MILLISECONDS);
    return this.isHolder;
  }

  private async drop(): Promise<void> {
    await this.source?.return?.();
    this.source = undefined;
  }
}
