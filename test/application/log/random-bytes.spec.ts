import { randomPart } from '../../../src/application/log/random-bytes';

describe('random bytes that are drawn in store', () => {
  it('are as many as asked, and given to one asker only', () => {
    const parts = Array.from({ length: 2_000 }, (_, index) => randomPart(index % 2 === 0 ? 32 : 12));
    expect(new Set(parts.map(({ length }) => length))).toEqual(new Set([32, 12]));
    const texts = parts.map((part) => part.toString('hex'));
    expect(new Set(texts).size).toBe(parts.length);
    for (const part of parts.filter((_, index) => index % 3 === 0)) part.fill(0);
    expect(
      parts.map((part) => part.toString('hex')).filter((text, index) => index % 3 > 0 && text !== texts[index]),
    ).toEqual([]);
  });
});
