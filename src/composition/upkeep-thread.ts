import type { Letopis } from '../application/core';
import { retryUntilDone } from '../application/log/retrying';
import type { ServiceWorkState } from '../application/upkeep/service-work';
import { upkeepHealth, type UpkeepHealth } from '../application/upkeep/upkeep';
import type { ProjectionState } from '../application/projecting/projection-states';
import type { Position } from '../application/log/event-store';
import type { Config } from '../config/config';
import { runInThread } from './threads/threads';

/** It tells twice a second how it stands: after this long, it hangs. */
const SILENT_MILLISECONDS = 15_000;

const atFirst: ServiceWorkState = {
  trouble: undefined,
  upkeep: { isAtWork: false, troubleSince: undefined, refused: [] },
};

/**
 * The keeping up, as the process that answers sees it. The work is done in a thread of its own: who asks or commands is
 * never kept waiting by it, nor by the lock that a rebuild holds on the read models.
 */
export class UpkeepThread {
  private standing = atFirst;
  private heardAt = Date.now();

  constructor(private readonly letopis: Pick<Letopis, 'projector' | 'store' | 'readStore'>) {}

  /** Until the signal; a store that is away when the thread opens it is waited for. Throws `corrupt` where one is. */
  run(config: Pick<Config, 'source'>, signal: AbortSignal): Promise<void> {
    return retryUntilDone(() => this.inItsThread(config, signal), signal);
  }

  /** What the projector waits to be over; undefined while all is well. */
  get lastTrouble(): string | undefined {
    const silent = Date.now() - this.heardAt;
    return silent > SILENT_MILLISECONDS ? `not heard of for ${silent} ms` : this.standing.trouble;
  }

  state(): Promise<readonly ProjectionState[]> {
    return this.letopis.projector.state();
  }

  waitFor(position: Position, projections: readonly string[], timeoutMilliseconds: number): Promise<boolean> {
    return this.letopis.projector.waitFor(position, projections, timeoutMilliseconds);
  }

  health(): Promise<UpkeepHealth> {
    return upkeepHealth(this.standing.upkeep, this.letopis.store, this.letopis.readStore);
  }

  private async inItsThread({ source }: Pick<Config, 'source'>, signal: AbortSignal): Promise<void> {
    await runInThread(
      { kind: 'keep-up', source: source.reveal() },
      {
        signal,
        onRemark: (remark) => {
          if (remark.kind === 'moved') this.letopis.projector.moved();
          if (remark.kind !== 'standing') return;
          this.standing = remark.standing;
          this.heardAt = Date.now();
        },
      },
    );
  }
}
