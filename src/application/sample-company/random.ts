import type { Id } from '../../domain/shared/values';
import { derivedId } from '../log/ids';

export type NonEmpty<Item> = readonly [Item, ...Item[]];

const WORDS = 2 ** 32;

/** Seeded randomness: sfc32 of PractRand, the same sequence for the same seed on every machine. */
export class Random {
  private a = 0x9e3779b9;
  private b = 0x243f6a88;
  private c = 0xb7e15162;
  private counter = 1;
  private ids = 0;

  constructor(readonly seed: number) {
    this.a ^= Math.trunc(seed / WORDS);
    this.b ^= seed | 0;
    for (let round = 0; round < 16; round += 1) this.next();
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / WORDS;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return Math.floor(from + this.next() * (to + 1 - from));
  }

  pick<Item>(items: NonEmpty<Item>): Item {
    return this.among(items) ?? items[0];
  }

  /** One of a list that may be empty. */
  among<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.next() * items.length)];
  }

  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    // The type of the keys is the type's own: nobody adds others.
    const names = Object.keys(weights) as Name[];
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    throw new Error('nothing to choose from: each weight is 0');
  }

  id(): Id {
    this.ids += 1;
    return derivedId(`sample/${this.seed}/${this.ids}`);
  }
}
