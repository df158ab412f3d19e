import { sum } from './sum';

/** Something that was said to happen, by a score (the higher, the likelier), and whether it did. */
export interface Scored {
  readonly score: number;
  readonly happened: boolean;
}

/**
 * The chance that what happened had the higher score of the two, ties half (Mann and Whitney 1947; Hanley and McNeil
 * 1982): 0.5 is a coin, 1 is perfect. Null where all or none happened.
 */
export const areaUnderCurve = (scored: readonly Scored[]): number | null => {
  const ranked = scored.toSorted((one, other) => one.score - other.score);
  const happened = ranked.filter((each) => each.happened).length;
  const others = ranked.length - happened;
  if (happened === 0 || others === 0) return null;
  let ranks = 0;
  for (let start = 0; start < ranked.length;) {
    let end = start + 1;
    while (end < ranked.length && ranked[end]?.score === ranked[start]?.score) end += 1;
    ranks += ((start + end + 1) / 2) * ranked.slice(start, end).filter((each) => each.happened).length;
    start = end;
  }
  return (ranks - (happened * (happened + 1)) / 2) / (happened * others);
};

/** The first `count` by their scores. */
export const firstByScore = <Each extends Scored>(scored: readonly Each[], count: number): readonly Each[] =>
  scored.toSorted((one, other) => other.score - one.score).slice(0, count);

export interface Foretold {
  readonly chance: number;
  readonly happened: boolean;
}

/** The mean squared error of chances (Brier 1950); null of nothing. */
export const brierScore = (foretold: readonly Foretold[]): number | null =>
  foretold.length === 0
    ? null
    : sum(foretold.map(({ chance, happened }) => (chance - (happened ? 1 : 0)) ** 2)) / foretold.length;
