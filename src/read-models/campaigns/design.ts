import { chanceSeenAbove, trialsNeededEach } from '../statistics/two-proportions';

/** How surely an uplift that is worth it is to be seen. */
export const WANTED_POWER = 0.8;

export interface DesignAsked {
  /** Those who can be drawn, as targets or as control. */
  readonly clients: number;
  /** So many can be approached at most. */
  readonly mostTargets: number;
  /** What share does it without a campaign. */
  readonly base: number;
  /** By how much that share must rise. */
  readonly uplift: number;
}

/** How many are approached and how many are left alone, and how surely that shows the uplift. */
export interface Design {
  readonly targets: number;
  readonly control: number;
  readonly power: number;
}

const withControl = ({ clients, mostTargets, base, uplift }: DesignAsked, control: number): Design => {
  const targets = Math.min(mostTargets, clients - control);
  const power = chanceSeenAbove({
    first: { trials: targets, chance: Math.min(1, base + uplift) },
    second: { trials: control, chance: base },
  });
  return { targets, control, power };
};

/** More control than this takes more targets away than it helps. */
const mostControl = ({ clients, mostTargets }: DesignAsked): number =>
  Math.max(Math.floor(clients / 2), clients - mostTargets);

/**
 * The fewest clients left alone with whom the uplift is seen in four of five campaigns. Where no share of control does that,
 * the one that comes nearest: half.
 */
export const designOf = (asked: DesignAsked): Design => {
  let [low, best] = [0, withControl(asked, mostControl(asked))];
  while (best.power >= WANTED_POWER && best.control - low > 1) {
    const middle = withControl(asked, Math.floor((low + best.control) / 2));
    if (middle.power >= WANTED_POWER) best = middle;
    else low = middle.control;
  }
  return best;
};

/** So many clients, half of them left alone, would show the uplift. */
export const clientsNeeded = ({ base, uplift }: DesignAsked): number =>
  2 * Math.ceil(trialsNeededEach(Math.min(1, base + uplift), base, WANTED_POWER));

const UPLIFT_PRECISION = 0.0005;

/** The smallest uplift that these groups show in four of five campaigns; null where they show none. */
export const upliftSeen = ({ targets, control }: Pick<Design, 'targets' | 'control'>, base: number): number | null => {
  const isSeen = (uplift: number): boolean =>
    chanceSeenAbove({
      first: { trials: targets, chance: Math.min(1, base + uplift) },
      second: { trials: control, chance: base },
    }) >= WANTED_POWER;
  let [low, high] = [0, 1 - base];
  if (!isSeen(high)) return null;
  while (high - low > UPLIFT_PRECISION) {
    const middle = (low + high) / 2;
    if (isSeen(middle)) high = middle;
    else low = middle;
  }
  return high;
};
