import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../../application/log/event-store';
import { eventStoreDbFailure, isAway, isTransient, unavailableAfter } from './failure';

const FIRST_BACKOFF_MILLISECONDS = 20;
const LONGEST_BACKOFF_MILLISECONDS = 1_000;

/** The connection that is retried. */
interface BackoffConnection {
  /** Why retrying won't help, where that is known. */
  readonly diagnosis: string | undefined;
  readonly closed: AbortSignal;
  renew(): void;
}

/** Waits before a retry: longer each time, with a random part, and for a limited time without success. */
export class Backoff {
  private since: number | undefined;
  private attempts = 0;

  constructor(
    private readonly connection: BackoffConnection,
    private readonly milliseconds: number,
  ) {}

  reset(): void {
    this.since = undefined;
    this.attempts = 0;
  }

  /** Throws a failure that a retry does not fix, and `unavailable` when the time is over. */
  async waitAfter(error: unknown): Promise<void> {
    if (!isTransient(error)) throw eventStoreDbFailure(error);
    const { diagnosis } = this.connection;
    if (diagnosis !== undefined) throw new StoreError('unavailable', `EventStoreDB can’t be used: ${diagnosis}`);
    const now = performance.now();
    this.since ??= now;
    const longest = Math.min(LONGEST_BACKOFF_MILLISECONDS, FIRST_BACKOFF_MILLISECONDS * 2 ** this.attempts);
    this.attempts += 1;
    if (now - this.since + longest > this.milliseconds) throw unavailableAfter(this.milliseconds, error);
    if (isAway(error)) this.connection.renew();
    await pause(longest * (0.5 + Math.random() / 2), undefined, { signal: this.connection.closed }).catch(
      () => undefined,
    );
  }
}
