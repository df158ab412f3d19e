import type { Value } from '../../read-models/projection';

const BITS = 2 ** 23;

/** FNV-1a over the units of a text, from one of two starts. */
const fnvHash = (text: string, start: number): number => {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return (hash ^ (hash >>> 15)) & (BITS - 1);
};

/**
 * Which keys were ever added, in 1 MiB whatever their number: "not added" is certain, "added" may be wrong, one in twenty
 * times after a million keys. It spares a fresh table the search for rows that can't exist.
 */
export class BloomFilter {
  private bits: Uint8Array | undefined;

  /** Adds a key; false where it certainly was not added before. */
  add(key: Value): boolean {
    const text = String(key);
    const bits = (this.bits ??= new Uint8Array(BITS / 8));
    const first = this.set(bits, fnvHash(text, 0x811c9dc5));
    const second = this.set(bits, fnvHash(text, 0x9e3779b1));
    return first && second;
  }

  private set(bits: Uint8Array, place: number): boolean {
    const byte = bits[place >>> 3] ?? 0;
    const bit = 1 << (place & 7);
    bits[place >>> 3] = byte | bit;
    return (byte & bit) !== 0;
  }
}
