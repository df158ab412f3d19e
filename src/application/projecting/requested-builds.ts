import { setTimeout as pause } from 'node:timers/promises';
import { livingHolder, rebuildLease } from './leases';
import type { ReadStore } from './read-store';
import type { ReadModelWork, RebuildOptions } from './rebuild';

export type RequestedBuild = Pick<RebuildOptions, 'eventsPerSecond' | 'keep' | 'purpose'>;

const LONGEST_START_MILLISECONDS = 5_000;
const START_POLL_MILLISECONDS = 20;

/** The rebuilds that a service was asked for: they go on when the request is answered, and end with the service. */
export class RequestedBuilds {
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly work: Pick<ReadModelWork, 'rebuild'>,
    private readonly store: Pick<ReadStore, 'holder' | 'generations'>,
    private readonly signal: AbortSignal,
    /** Called for a rebuild that failed after its request was answered. */
    private readonly onFailure: (names: readonly string[], error: unknown) => void,
  ) {}

  /** Resolves when the rebuild is under way, or done; throws with what made it fail before. */
  async start(names: readonly string[], options: RequestedBuild): Promise<void> {
    const state = { isAnswered: false };
    const rebuilding = this.work.rebuild(names, { ...options, signal: this.signal });
    const watched: Promise<unknown> = rebuilding
      .catch((error: unknown) => {
        if (state.isAnswered) this.onFailure(names, error);
      })
      .finally(() => this.running.delete(watched));
    this.running.add(watched);
    await Promise.race([rebuilding, this.underWay(names)]);
    state.isAnswered = true;
  }

  /** Resolves when none is running any more. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private async underWay(names: readonly string[]): Promise<void> {
    for (let waited = 0; waited < LONGEST_START_MILLISECONDS; waited += START_POLL_MILLISECONDS) {
      const building = (await this.store.generations()).filter(({ state }) => state === 'building');
      const isBuilding = names.every((name) => building.some(({ projection }) => projection === name));
      const holders = await Promise.all(names.map((name) => livingHolder(this.store, rebuildLease(name))));
      if (isBuilding && holders.every((holder) => holder !== undefined)) return;
      await pause(START_POLL_MILLISECONDS);
    }
  }
}
