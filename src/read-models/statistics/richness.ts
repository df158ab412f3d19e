import type { Interval } from './proportion';

/** How many different things were seen, and how many of them once and twice. */
export interface SeenOften {
  readonly seen: number;
  readonly once: number;
  readonly twice: number;
}

/** How many there are at least, with those that nobody has seen yet (Chao 1984, bias-corrected). */
export const leastRichness = ({ seen, once, twice }: SeenOften): number =>
  seen + (once * (once - 1)) / (2 * (twice + 1));

/** Its variance (Chao 1987). */
export const richnessVariance = ({ once, twice }: SeenOften): number => {
  const more = twice + 1;
  return (
    (once * (once - 1)) / (2 * more) +
    (once * (2 * once - 1) ** 2) / (4 * more ** 2) +
    (once ** 2 * twice * (once - 1) ** 2) / (4 * more ** 4)
  );
};

const NORMAL_975 = 1.959963984540054;

/**
 * 95 % interval of what there is at least, in whole things, never below what was seen (Chao 1987, log-normal). Null where at
 * most one was seen once: the estimate is then what was seen, and the formula has no width for it; all that is there has
 * been seen in some of such cases only.
 */
export const richnessInterval = (of: SeenOften): Interval | null => {
  const unseen = leastRichness(of) - of.seen;
  if (unseen <= 0) return null;
  const times = Math.exp(NORMAL_975 * Math.sqrt(Math.log(1 + richnessVariance(of) / unseen ** 2)));
  // The lower bound lies above what was seen by less than one of them where all may have been seen.
  return { low: Math.floor(of.seen + unseen / times), high: Math.ceil(of.seen + unseen * times) };
};
