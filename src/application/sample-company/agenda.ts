interface Task {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (one: Task, other: Task): boolean =>
  one.at === other.at ? one.order < other.order : one.at < other.at;

/** What is going to happen, soonest first; of two at the same moment, the one planned first. A binary heap. */
export class Agenda {
  private readonly heap: Task[] = [];
  private planned = 0;

  add(at: number, run: () => void): void {
    const task = { at, order: (this.planned += 1), run };
    let place = this.heap.length;
    this.heap.push(task);
    for (;;) {
      const above = (place - 1) >> 1;
      const parent = this.heap[above];
      if (place === 0 || !parent || !isBefore(task, parent)) break;
      this.heap[place] = parent;
      place = above;
    }
    this.heap[place] = task;
  }

  /** Takes the next task that is due by a moment. */
  take(until: number): Task | undefined {
    const first = this.heap[0];
    if (!first || first.at > until) return undefined;
    const last = this.heap.pop();
    if (last && this.heap.length > 0) this.sink(last);
    return first;
  }

  private sink(task: Task): void {
    let place = 0;
    for (;;) {
      const left = this.heap[2 * place + 1];
      const right = this.heap[2 * place + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!child || !isBefore(child, task)) break;
      this.heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    this.heap[place] = task;
  }
}
