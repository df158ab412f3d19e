/** What a task changes, and what it only looks at, by any names. */
export interface Touched {
  readonly changes: ReadonlySet<string>;
  readonly sees: ReadonlySet<string>;
}

/**
 * Lets tasks run side by side, but in the order in which they were given where one of two changes what the other one
 * changes or sees.
 */
export class InOrder {
  private readonly changing = new Map<string, Promise<unknown>>();
  /** Since the last change. */
  private readonly seeing = new Map<string, Promise<unknown>[]>();

  /** Runs a task after those before it that it has to wait for, whether they did well or not. */
  run<Result>({ changes, sees }: Touched, task: () => Promise<Result>): Promise<Result> {
    const changed = [...changes, ...sees].map((name) => this.changing.get(name));
    const seen = [...changes].flatMap((name) => this.seeing.get(name) ?? []);
    const result = Promise.allSettled([...changed, ...seen]).then(task);
    for (const name of sees) this.seers(name).push(result);
    for (const name of changes) {
      this.changing.set(name, result);
      this.seeing.delete(name);
    }
    return result;
  }

  private seers(name: string): Promise<unknown>[] {
    const known = this.seeing.get(name) ?? [];
    this.seeing.set(name, known);
    return known;
  }
}
