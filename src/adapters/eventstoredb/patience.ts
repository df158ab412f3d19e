import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../../application/log/event-store';
import { asStoreError, isAway, isPassing, unavailable } from './failure';

const FIRST_PAUSE_MILLISECONDS = 20;
const LONGEST_PAUSE_MILLISECONDS = 1_000;

/** What is waited for. */
interface Awaited {
  /** What keeps it away that waiting can't mend. */
  readonly obstacle: string | undefined;
  readonly closed: AbortSignal;
  renew(): void;
}

/** Waits, ever longer and never in step with others, while what fails may pass; for a bounded time without success. */
export class Patience {
  private since: number | undefined;
  private attempts = 0;

  constructor(
    private readonly connection: Awaited,
    private readonly milliseconds: number,
  ) {}

  rewarded(): void {
    this.since = undefined;
    this.attempts = 0;
  }

  /** Throws what waiting can't mend, and `unavailable` when it has waited long enough. */
  async bear(error: unknown): Promise<void> {
    if (!isPassing(error)) throw asStoreError(error);
    const { obstacle } = this.connection;
    if (obstacle !== undefined) throw new StoreError('unavailable', `EventStoreDB can't be spoken with: ${obstacle}`);
    const now = performance.now();
    this.since ??= now;
    const longest = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** this.attempts);
    this.attempts += 1;
    if (now - this.since + longest > this.milliseconds) throw unavailable(this.milliseconds, error);
    if (isAway(error)) this.connection.renew();
    await pause(longest * (0.5 + Math.random() / 2), undefined, { signal: this.connection.closed }).catch(
      () => undefined,
    );
  }
}
