import type { Letopis } from '../application/core';
import { retryUntilDone } from '../application/log/retrying';
import type { ServiceWorkState } from '../application/upkeep/service-work';
import { upkeepHealth, type UpkeepHealth } from '../application/upkeep/upkeep';
import type { Projector } from '../application/projecting/projector';
import type { Config } from '../config/config';
import { runInThread, type ThreadMessage } from './threads/threads';

/** The thread posts its state twice a second: after this long without one, it hangs. */
const SILENT_MILLISECONDS = 15_000;

const BEFORE_FIRST_MESSAGE: ServiceWorkState = {
  trouble: undefined,
  upkeep: { isAtWork: false, troubleSince: undefined, refused: [] },
};

/**
 * The upkeep, as seen by the process that serves. The work is done in a thread of its own: requests never wait for it, nor
 * for the lock that a rebuild holds on the read models.
 */
export class UpkeepThread {
  private current = BEFORE_FIRST_MESSAGE;
  private heardAt = Date.now();

  constructor(
    private readonly letopis: Pick<Letopis, 'projector' | 'store' | 'readStore'>,
    /** Called after each commit to the read models. */
    private readonly onMove: () => void,
  ) {}

  /** Runs until the signal, and retries while a store is not available. Throws where a store is `corrupt`. */
  run(config: Pick<Config, 'source'>, signal: AbortSignal): Promise<void> {
    return retryUntilDone(() => this.inItsThread(config, signal), signal);
  }

  /** The failure after which the projector waits; undefined while all is well. */
  get lastTrouble(): string | undefined {
    const silent = Date.now() - this.heardAt;
    return silent > SILENT_MILLISECONDS ? `the upkeep has not answered for ${silent} ms` : this.current.trouble;
  }

  readonly state: Projector['state'] = () => this.letopis.projector.state();
  readonly waitFor: Projector['waitFor'] = (...asked) => this.letopis.projector.waitFor(...asked);

  health(): Promise<UpkeepHealth> {
    return upkeepHealth(this.current.upkeep, this.letopis.store, this.letopis.readStore);
  }

  private moved(): void {
    this.letopis.projector.committed();
    this.onMove();
  }

  private async inItsThread({ source }: Pick<Config, 'source'>, signal: AbortSignal): Promise<void> {
    const onMessage = (message: ThreadMessage): void => {
      if (message.kind === 'moved') this.moved();
      if (message.kind !== 'state') return;
      this.current = message.state;
      this.heardAt = Date.now();
    };
    await runInThread({ kind: 'upkeep', source: source.reveal() }, { signal, onMessage });
  }
}
