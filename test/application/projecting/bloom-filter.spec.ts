import { randomUUID } from 'node:crypto';
import { BloomFilter } from '../../../src/application/projecting/row-cache';

describe('a Bloom filter of keys', () => {
  const keys = [...Array.from({ length: 50_000 }, () => randomUUID() as string), 'a', '', 'é\u0000ü', 7, 7.5, -1];

  it('never calls a key new that was added', () => {
    const seen = new BloomFilter();
    for (const key of keys) seen.add(key);
    expect(keys.every((key) => seen.add(key))).toBe(true);
  });

  it('calls nearly every key new when it is first added', () => {
    const seen = new BloomFilter();
    const mistaken = keys.filter((key) => seen.add(key)).length;
    expect(mistaken).toBeLessThan(keys.length / 100);
  });
});
