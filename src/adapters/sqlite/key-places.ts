import type { RowKey } from '../../application/projecting/read-store';

/** Keys in a table of 16 bytes a slot; more than this many keep their places in an index of the file. */
const MOST_KEYS = 2 ** 22;
const FEWEST_SLOTS = 2 ** 12;

/**
 * Where the rows of a table that is being filled stand, by the digests of their keys: 32 to 64 bytes a row. An
 * index in the file would change most of its pages with every batch, because ids come in no order.
 *
 * Not promised: that another key does not have the same digest. The caller looks at the row.
 */
export class KeyPlaces {
  private digests = new Float64Array(FEWEST_SLOTS);
  private rowids = new Float64Array(FEWEST_SLOTS);
  private used = 0;

  constructor(private readonly digestOf: (text: string) => number) {}

  get isFull(): boolean {
    return this.used >= MOST_KEYS;
  }

  /** Undefined where no row has the key. */
  find(key: RowKey): number | undefined {
    const rowid = this.rowids[this.slotOf(this.digestOfKey(key))] ?? 0;
    return rowid === 0 ? undefined : rowid;
  }

  /** Notes the place of a key; gives the place that was noted for it before. */
  set(key: RowKey, rowid: number): number | undefined {
    const digest = this.digestOfKey(key);
    const slot = this.slotOf(digest);
    const before = this.rowids[slot] ?? 0;
    if (this.digests[slot] === 0) this.used += 1;
    this.digests[slot] = digest;
    this.rowids[slot] = rowid;
    if (this.used * 2 > this.digests.length) this.grow();
    return before === 0 ? undefined : before;
  }

  /** Its slot stays in use: others are found beyond it. */
  remove(key: RowKey): void {
    this.rowids[this.slotOf(this.digestOfKey(key))] = 0;
  }

  /** 0 is a free slot. */
  private digestOfKey(key: RowKey): number {
    return 1 + this.digestOf(key.length === 1 ? String(key[0]) : key.join('\u0000'));
  }

  /** The slot of a digest, or the free one that is its own. */
  private slotOf(digest: number): number {
    const { digests } = this;
    const last = digests.length - 1;
    let slot = digest & last;
    for (let held = digests[slot]; held !== 0 && held !== digest; held = digests[slot]) slot = (slot + 1) & last;
    return slot;
  }

  private grow(): void {
    const { digests, rowids } = this;
    this.digests = new Float64Array(digests.length * 2);
    this.rowids = new Float64Array(digests.length * 2);
    for (const [index, digest] of digests.entries()) {
      if (digest === 0) continue;
      const slot = this.slotOf(digest);
      this.digests[slot] = digest;
      this.rowids[slot] = rowids[index] ?? 0;
    }
  }
}
