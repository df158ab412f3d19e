import { randomUUID } from 'node:crypto';
import { BloomFilter } from '../../../src/application/projecting/bloom-filter';

describe('keys that were seen', () => {
  const keys = [...Array.from({ length: 50_000 }, () => randomUUID() as string), 'a', '', 'é\u0000ü', 7, 7.5, -1];

  it('are never said to be new', () => {
    const seen = new BloomFilter();
    for (const key of keys) seen.add(key);
    expect(keys.every((key) => seen.add(key))).toBe(true);
  });

  it('are said to be new the first time, but for a few', () => {
    const seen = new BloomFilter();
    const mistaken = keys.filter((key) => seen.add(key)).length;
    expect(mistaken).toBeLessThan(keys.length / 100);
  });
});
