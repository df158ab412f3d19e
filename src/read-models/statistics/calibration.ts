import type { Foretold } from './ranking';

/** A value with its weight, in the order of what it depends on. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/**
 * The nearest values that never go down (pool adjacent violators: Ayer, Brunk, Ewing, Reid and Silverman 1955). Those
 * that are pooled come out as one, with the number of them.
 */
export const monotone = (values: readonly Weighted[]): readonly (Weighted & { readonly pooled: number })[] => {
  const blocks: (Weighted & { readonly pooled: number })[] = [];
  for (const each of values) {
    let block = { ...each, pooled: 1 };
    for (let last = blocks.at(-1); last && last.value >= block.value; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      const value = (last.value * last.weight + block.value * block.weight) / weight;
      block = { value, weight, pooled: last.pooled + block.pooled };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks;
};

/** What chances came to: corrected ones at some raw ones, in their order; between two of them, on the line. */
export type Calibration = readonly { readonly raw: number; readonly came: number }[];

/** The chances at which nothing was seen yet count as right, each with so many cases. */
const HELD_AT = Array.from({ length: 20 }, (_, step) => (step + 0.5) / 20);
const HELD_WITH = 1;

/** What chances were worth in the past (isotonic: Zadrozny and Elkan 2002), held to what they said where little was seen. */
export const calibrationOf = (foretold: readonly Foretold[]): Calibration => {
  const seen = foretold.map(({ chance, happened }) => ({ raw: chance, value: happened ? 1 : 0, weight: 1 }));
  const held = HELD_AT.map((raw) => ({ raw, value: raw, weight: HELD_WITH }));
  const ordered = [...seen, ...held].toSorted((one, other) => one.raw - other.raw);
  let start = 0;
  return monotone(ordered).map(({ value, pooled }) => {
    const block = ordered.slice(start, start + pooled);
    start += pooled;
    return { raw: block.reduce((total, { raw }) => total + raw, 0) / pooled, came: value };
  });
};

export const corrected = (calibration: Calibration, chance: number): number => {
  const after = calibration.findIndex(({ raw }) => raw > chance);
  const [low, high] = [calibration.at(after === -1 ? -1 : after - 1), calibration[after]];
  if (after === 0) return high ? Math.min(high.came, (high.came * chance) / high.raw) : chance;
  if (!low || !high) return low?.came ?? chance;
  return low.came + ((high.came - low.came) * (chance - low.raw)) / (high.raw - low.raw);
};
