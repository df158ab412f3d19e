import type { Value } from './projection';

/** Orders texts or numbers; null comes first. */
export const ascending = (one: Value, other: Value): number => {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
};
