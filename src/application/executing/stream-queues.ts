/**
 * Lets commands on the same stream wait for each other in the order in which they came, instead of racing for it. A
 * command joins the queues of all its streams at once, so no two commands ever wait for each other.
 *
 * Not promised: anything about other processes: what they append shows as a conflict.
 */
export class StreamQueues {
  private readonly last = new Map<string, Promise<void>>();

  /**
   * Joins the queues of these streams. `turn` settles when all commands before have left them; undefined where there
   * were none. `leave` is to be called once, whatever happens.
   */
  join(streams: readonly string[]): { readonly turn: Promise<unknown> | undefined; readonly leave: () => void } {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((left) => (resolve = left));
    const before: Promise<void>[] = [];
    for (const stream of new Set(streams)) {
      const last = this.last.get(stream);
      if (last) before.push(last);
      this.last.set(stream, promise);
    }
    const leave = (): void => {
      for (const stream of streams) if (this.last.get(stream) === promise) this.last.delete(stream);
      resolve();
    };
    return { turn: before.length > 0 ? Promise.all(before) : undefined, leave };
  }
}
