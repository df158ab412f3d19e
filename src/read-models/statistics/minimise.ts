type Point = readonly number[];
interface Corner {
  readonly at: Point;
  readonly value: number;
}

const FIRST_STEP = 0.5;
const MOST_STEPS = 400;
/** The corners of the simplex differ by no more than this share of the value: it is found. */
const PRECISION = 1e-9;

/** From a point away from (or, below 0, beyond) another one, by a factor. */
const along = (from: Point, to: Point, factor: number): Point =>
  from.map((each, axis) => each + factor * ((to[axis] ?? each) - each));

const centreOf = (corners: readonly Corner[]): Point =>
  (corners[0]?.at ?? []).map(
    (_, axis) => corners.reduce((total, { at }) => total + (at[axis] ?? 0), 0) / corners.length,
  );

/** What takes the place of the worst corner; undefined where nothing near is better. */
const betterThanWorst = (
  tryAt: (at: Point) => Corner,
  best: Corner,
  others: readonly Corner[],
  worst: Corner,
): Corner | undefined => {
  const centre = centreOf([best, ...others]);
  const reflected = tryAt(along(centre, worst.at, -1));
  if (reflected.value < best.value) {
    const expanded = tryAt(along(centre, worst.at, -2));
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < (others.at(-1) ?? best).value) return reflected;
  const contracted = tryAt(along(centre, worst.at, 0.5));
  return contracted.value < worst.value ? contracted : undefined;
};

/** The point near `start` at which a function of a few numbers is least (Nelder and Mead 1965). */
export const minimise = (valueAt: (at: Point) => number, start: Point): Point => {
  const tryAt = (at: Point): Corner => ({ at, value: valueAt(at) });
  const first = tryAt(start);
  let corners = [
    first,
    ...start.map((_, axis) => tryAt(start.map((each, other) => (other === axis ? each + FIRST_STEP : each)))),
  ];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const [best = first, ...rest] = corners.toSorted((one, other) => one.value - other.value);
    const [worst = best, others] = [rest.at(-1), rest.slice(0, -1)];
    if (worst.value - best.value <= PRECISION * Math.abs(best.value)) break;
    const better = betterThanWorst(tryAt, best, others, worst);
    corners = better
      ? [best, ...others, better]
      : [best, ...[...others, worst].map(({ at }) => tryAt(along(best.at, at, 0.5)))];
  }
  return corners.reduce((least, each) => (each.value < least.value ? each : least), first).at;
};
