/** Runs tasks side by side, at most `limit` of them; those of one lane run one after another. */
export class InFlight {
  private running = 0;
  private failure: { readonly reason: unknown } | undefined;
  private wake: (() => void) | undefined;
  private readonly lanes = new Map<string, Promise<void>>();

  constructor(private readonly limit: number) {}

  /** Starts a task as soon as there is room; `drop` is called where an earlier one failed. Throws what that threw. */
  async start(task: () => Promise<void>, drop: () => void, lane?: string): Promise<void> {
    await this.until(() => this.running < this.limit);
    this.running += 1;
    const run = (): Promise<void> => this.run(task, drop);
    void (lane === undefined ? run() : this.inLane(lane, run));
  }

  /** Waits for all that was started. */
  async settled(): Promise<void> {
    await this.until(() => this.running === 0);
  }

  private async until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure) throw this.failure.reason;
  }

  private inLane(lane: string, run: () => Promise<void>): Promise<void> {
    const before = this.lanes.get(lane) ?? Promise.resolve();
    const after = before.then(run).finally(() => {
      if (this.lanes.get(lane) === after) this.lanes.delete(lane);
    });
    this.lanes.set(lane, after);
    return after;
  }

  private async run(task: () => Promise<void>, drop: () => void): Promise<void> {
    try {
      if (this.failure) drop();
      else await task();
    } catch (reason) {
      this.failure ??= { reason };
    } finally {
      this.running -= 1;
      this.wake?.();
    }
  }
}
