/**
 * Keeps what was used last, in bounded memory: what is looked up again stays, the rest is forgotten in time. Two maps in
 * turn: when the newer one is full, the older one goes as a whole; so nothing is ever searched for the oldest.
 */
export class BoundedCache<Value extends object | string> {
  private newer = new Map<string, Value>();
  private older = new Map<string, Value>();

  /** At least `size` of them stay, at most twice as many. */
  constructor(private readonly size: number) {}

  get(key: string): Value | undefined {
    const value = this.newer.get(key);
    if (value !== undefined) return value;
    const older = this.older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.newer.size >= this.size) {
      this.older = this.newer;
      this.newer = new Map();
    }
    this.newer.set(key, value);
  }

  delete(key: string): void {
    this.newer.delete(key);
    this.older.delete(key);
  }

  clear(): void {
    this.newer.clear();
    this.older.clear();
  }
}
