import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../../application/log/event-store';
import { eventStoreDbFailure, isAway, isTransient, unavailableAfter } from './failure';

const FIRST_BACKOFF_MILLISECONDS = 20;
const LONGEST_BACKOFF_MILLISECONDS = 1_000;

/** What is waited for. */
interface BackoffConnection {
  /** What keeps it away that waiting can't mend. */
  readonly diagnosis: string | undefined;
  readonly closed: AbortSignal;
  renew(): void;
}

/** Waits, ever longer and never in step with others, while what fails may pass; for a bounded time without success. */
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

  /** Throws what waiting can't mend, and `unavailable` when it has waited long enough. */
  async waitAfter(error: unknown): Promise<void> {
    if (!isTransient(error)) throw eventStoreDbFailure(error);
    const { diagnosis } = this.connection;
    if (diagnosis !== undefined) throw new StoreError('unavailable', `EventStoreDB can't be spoken with: ${diagnosis}`);
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
