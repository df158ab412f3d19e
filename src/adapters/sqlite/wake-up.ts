/** Lets those wait who have nothing to do until somebody rings, or a while has passed. */
export class WakeUp {
  private readonly sleepers = new Set<() => void>();

  ring(): void {
    for (const wake of this.sleepers) wake();
  }

  /** Ends at once where `isThereMore` says so: what came between the last look and this call rang to nobody. */
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
