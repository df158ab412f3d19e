import { setTimeout as pause } from 'node:timers/promises';
import { livingHolder, rebuildLease } from '../projecting/leases';
import type { ReadStore } from '../projecting/read-store';
import type { Comparison } from '../comparing/compare';
import type { NamedQuestion } from '../comparing/compare-work';
import type { ReadModelWork, RebuildOptions } from './rebuild';

export type RequestedBuild = Pick<RebuildOptions, 'eventsPerSecond' | 'keep' | 'purpose'>;

const LONGEST_START_MILLISECONDS = 5_000;
const START_POLL_MILLISECONDS = 20;

/** The rebuilds that a service was asked for: they go on when the request is answered, and end with the service. */
export class RequestedBuilds {
  private readonly running = new Set<Promise<unknown>>();
  private readonly comparisons = new Map<string, Comparison>();

  constructor(
    private readonly work: Pick<ReadModelWork, 'rebuild' | 'compare'>,
    private readonly store: Pick<ReadStore, 'holder' | 'generations'>,
    private readonly signal: AbortSignal,
    /** Called for a rebuild that failed after its request was answered. */
    private readonly onFailure: (names: readonly string[], error: unknown) => void,
  ) {}

  /** Resolves when the rebuild is under way, or done; throws with what made it fail before. */
  start(names: readonly string[], options: RequestedBuild): Promise<void> {
    return this.begin(names, this.work.rebuild(names, { ...options, signal: this.signal }));
  }

  /** As `start`, for candidates; when they are filled they are compared, and with `soak` until the service ends. */
  compare(names: readonly string[], questions: readonly NamedQuestion[] | undefined, soak: boolean): Promise<void> {
    this.comparisons.delete(names.join());
    const filled = this.work.rebuild(names, { purpose: 'compare', signal: this.signal });
    const compared = filled.then(async (rebuilt) => {
      if (rebuilt.some(({ outcome }) => outcome !== 'filled')) return;
      const onCompared = (comparison: Comparison): void => {
        this.comparisons.set(names.join(), comparison);
      };
      await this.work.compare(names, { questions, soak }, { signal: this.signal, onCompared });
    });
    return this.begin(names, compared);
  }

  /** The last comparison that this service made of these read models. */
  comparisonOf(names: readonly string[]): Comparison | undefined {
    return this.comparisons.get(names.join());
  }

  private async begin(names: readonly string[], rebuilding: Promise<unknown>): Promise<void> {
    const state = { isAnswered: false };
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
