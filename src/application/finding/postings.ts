/** The numbers of the things that have a word: mostly it is one, and a set for each would take most of the memory. */
export type Postings = number | Set<number>;

export const withThing = (postings: Postings | undefined, thing: number): Postings => {
  if (postings === undefined || postings === thing) return thing;
  return typeof postings === 'number' ? new Set([postings, thing]) : postings.add(thing);
};

export const withoutThing = (postings: Postings | undefined, thing: number): Postings | undefined => {
  if (postings === undefined || postings === thing) return undefined;
  if (typeof postings === 'number') return postings;
  postings.delete(thing);
  return postings.size === 0 ? undefined : postings;
};

export const thingsIn = (postings: Postings | undefined): Iterable<number> => {
  if (postings === undefined) return [];
  return typeof postings === 'number' ? [postings] : postings;
};

export const countOfThings = (postings: Postings): number => (typeof postings === 'number' ? 1 : postings.size);

export const hasThing = (postings: Postings, thing: number): boolean =>
  typeof postings === 'number' ? postings === thing : postings.has(thing);
