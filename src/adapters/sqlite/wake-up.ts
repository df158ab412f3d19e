/** Lets idle subscriptions wait until `ring` is called or some time has passed. */
export class WakeUp {
  private readonly sleepers = new Set<() => void>();

  ring(): void {
    for (const wake of this.sleepers) wake();
  }

  /** Ends at once where `isThereMore`: `ring` may have been called between the last read and this call. */
  async wait(milliseconds: number, signal: AbortSignal, isThereMore: () => boolean): Promise<void> {
    if (signal.aborted || isThereMore()) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      signal.addEventListener('abort', wake);
      this.sleepers.add(wake);
    });
  }
}
