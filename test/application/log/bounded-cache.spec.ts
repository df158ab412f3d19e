import { BoundedCache } from '../../../src/application/log/bounded-cache';

describe('what was used last', () => {
  const filled = (
    count: number,
    size: number,
    meanwhile: (recent: BoundedCache<string>) => unknown = () => undefined,
  ) => {
    const recent = new BoundedCache<string>(size);
    for (let n = 0; n < count; n += 1) {
      recent.set(`key ${n}`, `value ${n}`);
      meanwhile(recent);
    }
    return (n: number) => recent.get(`key ${n}`);
  };

  it('stays, as much of it as was asked for', () => {
    const get = filled(1_000, 10);
    for (let n = 990; n < 1_000; n += 1) expect(get(n)).toBe(`value ${n}`);
  });

  it('is forgotten once twice as much came after it', () => {
    const get = filled(1_000, 10);
    for (let n = 0; n < 980; n += 1) expect(get(n)).toBeUndefined();
  });

  it('stays for as long as it is looked up', () => {
    const get = filled(1_000, 10, (recent) => recent.get('key 0'));
    expect(get(0)).toBe('value 0');
    expect(get(1)).toBeUndefined();
  });

  it('is forgotten at once when it is deleted, however long ago it was used', () => {
    const recent = new BoundedCache<string>(2);
    for (const key of ['one', 'two', 'three']) recent.set(key, key);
    for (const key of ['one', 'three']) recent.delete(key);
    expect(['one', 'two', 'three'].map((key) => recent.get(key))).toEqual([undefined, 'two', undefined]);
    recent.clear();
    expect(recent.get('two')).toBeUndefined();
  });

  it('is what was set last under its key', () => {
    const recent = new BoundedCache<string>(2);
    for (const value of ['one', 'two', 'three', 'four']) recent.set('key', value);
    expect(recent.get('key')).toBe('four');
  });
});
