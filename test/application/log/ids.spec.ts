import { canonicalJson, derivedId, commandDigest } from '../../../src/application/log/ids';

describe('a derived id', () => {
  // Python: uuid.uuid5(uuid.UUID('5b3e1d0a-6a5c-4b8e-9f0d-2c7a1e4f6b38'), name)
  it.each([
    ['', '115f16d4-8925-5e58-b9df-38aa6cd3f7f2'],
    ['client/4711', '431bcea3-ef2e-58e7-82e8-5cf8a21c6654'],
    ['Ünïcödé Чукча', '466fd8d6-c44c-5129-955f-012d86b89a8a'],
    ['x'.repeat(5000), '9a1f85e6-341d-51a8-a99d-443456546104'],
  ])('of a name is the UUID of version 5 (%#)', (name, expected) => {
    expect(derivedId(name)).toBe(expected);
  });
});

describe('canonical JSON', () => {
  it('is the same whatever the order of the fields', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe(canonicalJson({ b: [{ c: 2, d: 1 }] }));
    expect(canonicalJson({ b: [{ d: 1, c: 'я"' }], a: null, e: undefined })).toBe(
      '{"a":null,"b":[{"c":"я\\"","d":1}]}',
    );
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});

describe('a digest', () => {
  it('tells bodies apart, and installations', () => {
    const pepper = Buffer.alloc(32, 1);
    expect(commandDigest({ a: 1 }, pepper)).toBe(commandDigest({ a: 1 }, pepper));
    expect(commandDigest({ a: 1 }, pepper)).not.toBe(commandDigest({ a: 2 }, pepper));
    expect(commandDigest({ a: 1 }, pepper)).not.toBe(commandDigest({ a: 1 }, Buffer.alloc(32, 2)));
  });
});
