import { chanceSeenAbove, mostChanceSeenAbove, trialsNeededEach, type Sizes } from '../statistics/two-proportions';

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

const chanceWith = ({ base, uplift }: Pick<DesignAsked, 'base' | 'uplift'>): number => Math.min(1, base + uplift);

const withControl = (asked: DesignAsked, control: number): Design => {
  const targets = targetsBeside(asked, control);
  const power = chanceSeenAbove({
    first: { trials: targets, chance: chanceWith(asked) },
    second: { trials: control, chance: asked.base },
  });
  return { targets, control, power };
};

const targetsBeside = ({ clients, mostTargets }: DesignAsked, control: number): number =>
  Math.min(mostTargets, clients - control);

/** More control than this takes more targets away than it helps. */
const mostControl = ({ clients, mostTargets }: DesignAsked): number =>
  Math.max(Math.floor(clients / 2), clients - mostTargets);

/**
 * The smallest of these sizes with which the uplift is seen in four of five campaigns. Power rises with size in a saw-tooth:
 * 141 may be enough where 144 are not. So none is passed over but where not even the best of a span could do
 * (branch and bound: Land and Doig 1960).
 */
const smallestThatSees = ({ least, most }: Sizes, mostPower: (sizes: Sizes) => number): number | undefined => {
  if (least > most || mostPower({ least, most }) < WANTED_POWER) return undefined;
  if (least === most) return least;
  const middle = Math.floor((least + most) / 2);
  return (
    smallestThatSees({ least, most: middle }, mostPower) ?? smallestThatSees({ least: middle + 1, most }, mostPower)
  );
};

/**
 * The fewest clients left alone with whom the uplift is seen in four of five campaigns. Where no share of control does that,
 * the one that comes nearest: half.
 */
export const designOf = (asked: DesignAsked): Design => {
  const found = smallestThatSees({ least: 1, most: mostControl(asked) }, (control) =>
    mostChanceSeenAbove(
      { least: targetsBeside(asked, control.most), most: targetsBeside(asked, control.least) },
      control,
      { chance: chanceWith(asked), base: asked.base },
    ),
  );
  return withControl(asked, found ?? mostControl(asked));
};

/** The fewest clients approached, all others left alone, with whom the uplift is seen; null where none are enough. */
export const targetsNeeded = (asked: Omit<DesignAsked, 'mostTargets'>): number | null =>
  smallestThatSees({ least: 1, most: asked.clients - 1 }, (targets) =>
    mostChanceSeenAbove(
      targets,
      { least: asked.clients - targets.most, most: asked.clients - targets.least },
      { chance: chanceWith(asked), base: asked.base },
    ),
  ) ?? null;

/** So many clients, half of them left alone, would show the uplift. */
export const clientsNeeded = ({ base, uplift }: DesignAsked): number =>
  2 * Math.ceil(trialsNeededEach(chanceWith({ base, uplift }), base, WANTED_POWER));

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
