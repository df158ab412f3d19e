/** A sequence from 0 to 1 that looks like chance and is the same for the same seed (mulberry32, public domain). */
export const seededChance = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A seed of a text: the same for the same text, 0 to 2³² − 1 (FNV-1a, public domain). */
export const seedOf = (text: string): number => {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  return mixed >>> 0;
};

/** The same things in an order by lot. */
export const shuffled = <Each>(all: readonly Each[], next: () => number): readonly Each[] => {
  const order = all.map((each) => ({ each, at: next() }));
  return order.toSorted((one, other) => one.at - other.at).map(({ each }) => each);
};
