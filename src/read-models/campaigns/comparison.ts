import { adjustedDifference, type Outcome } from '../statistics/covariate';
import { share, type Counted } from '../statistics/proportion';
import { newcombeInterval } from '../statistics/two-proportions';

/** A client of a group, as it was drawn. */
export interface ComparedClient {
  readonly clientId: string;
  readonly hasTaken: boolean;
  /** How often it took anything in the year before. */
  readonly before: number;
}

/** Two groups as they were drawn, whatever became of each client (intention to treat). */
export interface ComparedGroups {
  readonly first: readonly ComparedClient[];
  readonly second: readonly ComparedClient[];
}

export const takersOf = (group: readonly ComparedClient[]): Counted => ({
  successes: group.filter(({ hasTaken }) => hasTaken).length,
  trials: group.length,
});

/** The tenth purchase tells less than the first. */
const outcomesOf = (group: readonly ComparedClient[]): readonly Outcome[] =>
  group.map(({ hasTaken, before }) => ({ outcome: hasTaken ? 1 : 0, before: Math.log1p(before) }));

export interface Difference {
  readonly difference: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  readonly adjusted: number | null;
  readonly adjustedLow: number | null;
  readonly adjustedHigh: number | null;
}

export const noDifference: Difference = {
  ...{ difference: null, differenceLow: null, differenceHigh: null },
  ...{ adjusted: null, adjustedLow: null, adjustedHigh: null },
};

const adjustedCells = ({
  first,
  second,
}: ComparedGroups): Pick<Difference, 'adjusted' | 'adjustedLow' | 'adjustedHigh'> => {
  const adjusted = adjustedDifference([outcomesOf(first), outcomesOf(second)]);
  return adjusted
    ? { adjusted: adjusted.difference, adjustedLow: adjusted.low, adjustedHigh: adjusted.high }
    : { adjusted: null, adjustedLow: null, adjustedHigh: null };
};

/** By how much more of the first did it. */
export const differenceBetween = (groups: ComparedGroups): Difference => {
  const [one, other] = [takersOf(groups.first), takersOf(groups.second)];
  const interval = newcombeInterval(one, other);
  if (!interval) return noDifference;
  return {
    difference: (share(one) ?? 0) - (share(other) ?? 0),
    ...{ differenceLow: interval.low, differenceHigh: interval.high },
    ...adjustedCells(groups),
  };
};

export type Verdict = 'worked' | 'no difference seen' | 'did harm';

/** What the interval says, and nothing else does. */
export const verdictOf = ({ differenceLow, differenceHigh }: Difference): Verdict => {
  if (differenceLow !== null && differenceLow > 0) return 'worked';
  return differenceHigh !== null && differenceHigh < 0 ? 'did harm' : 'no difference seen';
};
