/** The value of a key; where there is none yet, it is made. */
export const entryFor = <Key, Value>(entries: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
};

/** The things of each key, as they follow one another. */
export const groupBy = <Each, Key>(
  all: Iterable<Each>,
  keyOf: (each: Each) => Key,
): ReadonlyMap<Key, readonly Each[]> => {
  const groups = new Map<Key, Each[]>();
  const none = (): Each[] => [];
  for (const each of all) entryFor(groups, keyOf(each), none).push(each);
  return groups;
};

/** A function that computes what it gives for a key once. */
export const memoised = <Key, Value>(compute: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Value; // what was computed for the key
    const computed = compute(key);
    known.set(key, computed);
    return computed;
  };
};
