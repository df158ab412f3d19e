import { digestOf } from '../../read-models/packing/digest';
import type { Value } from '../../read-models/projection';

const BITS = 2 ** 23;

/**
 * Which keys were ever added, in 1 MiB whatever their number: "not added" is certain, "added" may be wrong, one in twenty
 * times after a million keys. It spares a fresh table the search for rows that can't exist.
 */
export class BloomFilter {
  private bits: Uint8Array | undefined;

  /** Adds a key; false where it certainly was not added before. */
  add(key: Value): boolean {
    const bits = (this.bits ??= new Uint8Array(BITS / 8));
    const digest = digestOf(String(key));
    // Of its 53 bits, the lowest 23 and the highest 23.
    const first = this.set(bits, digest % BITS);
    const second = this.set(bits, Math.floor(digest / 2 ** 30));
    return first && second;
  }

  private set(bits: Uint8Array, place: number): boolean {
    const byte = bits[place >>> 3] ?? 0;
    const bit = 1 << (place & 7);
    bits[place >>> 3] = byte | bit;
    return (byte & bit) !== 0;
  }
}
