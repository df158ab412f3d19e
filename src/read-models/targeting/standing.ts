import { groupBy } from '../kit/group-by';
import { sum } from '../statistics/sum';
import { intraClusterCorrelation, overDispersion } from '../statistics/dispersion';
import { benjaminiHochberg } from '../statistics/multiple-tests';
import { normalQuantile, studentBelow } from '../statistics/student';
import { chancesWithout, type OfferedLine } from './chances';
import { closingOf, clustersOf, LEAST_ERROR, scoreOf, targetingOf, type ManagerIndex, type OnSale } from './indexes';

export interface ManagerStanding {
  readonly managerId: string;
  /** Who chose what he offered unasked: expected acceptance of it ÷ of what he could have offered. */
  readonly targeting: ManagerIndex | null;
  /** Accepted ÷ expected of such lines by what the others sell. */
  readonly closing: ManagerIndex | null;
  /** Named: after Benjamini and Hochberg over all managers and both indexes. */
  readonly patterns: readonly Pattern[];
  /** How many more clients it takes to find four of five who are as bad as `targetingWorth` or `closingWorth`. */
  readonly clientsMissing: number | null;
}

const patterns = ['targeting', 'closing'] as const;
export type Pattern = (typeof patterns)[number];

export interface Standings {
  readonly managers: readonly ManagerStanding[];
  /** How much more the managers differ than by chance. */
  readonly overDispersion: Readonly<Record<Pattern, number | null>>;
  readonly correlation: number;
}

/** Above it the managers' cases are not alike, and they are not compared. */
export const MOST_DISPERSION = 1.5;
/** How bad a manager must be to be found with the clients that are promised. */
export const FOUND_AT = { targeting: 0.75, closing: 0.7 } as const;
const POWER = 0.8;
const LEVEL = 0.05;
/** Lines of one client say less than as many of different ones. */
const designEffectOf = (lines: readonly OfferedLine[], correlation: number): number => {
  const sizes = [...groupBy(lines, ({ clientId }) => clientId).values()].map(({ length }) => length);
  const typical = sum(sizes.map((size) => size ** 2)) / Math.max(1, sum(sizes));
  return 1 + Math.max(0, typical - 1) * correlation;
};

/** By how much a manager's clients must be more for one as bad as `worth` to be found. */
const missingOf = (index: ManagerIndex | null, worth: number, tests: number): number | null => {
  if (!index || index.error < LEAST_ERROR) return null;
  const wanted = (1 - worth) / (normalQuantile(1 - LEVEL / tests) + normalQuantile(POWER));
  return Math.max(0, Math.ceil(index.clients * (index.error / wanted) ** 2) - index.clients);
};

type Measured = Pick<ManagerStanding, 'managerId' | Pattern>;

const middleOf = (values: readonly number[]): number => {
  const ordered = values.toSorted((one, other) => one - other);
  const [low = 0, high = low] = [ordered[Math.ceil(ordered.length / 2) - 1], ordered[Math.floor(ordered.length / 2)]];
  return (low + high) / 2;
};

/** How well each chooses is held against how well the others do: to choose better than by lot is the least. */
const againstOthers = (measured: readonly Measured[]): readonly Measured[] =>
  measured.map((one) => {
    const others = measured.flatMap(({ managerId, targeting }) =>
      targeting && managerId !== one.managerId ? [targeting] : [],
    );
    if (!one.targeting || others.length === 0) return one;
    const expected = sum(others.map((other) => other.expected));
    // The median: one who chooses badly does not make all the others look good.
    const reference = middleOf(others.map(({ index }) => index));
    const ofOthers = Math.sqrt(sum(others.map((other) => (other.error * other.expected) ** 2))) / expected;
    const error = Math.hypot(one.targeting.error, ofOthers);
    return {
      ...one,
      targeting: { ...one.targeting, reference, score: scoreOf(one.targeting.index - reference, error) },
    };
  });

interface NamingTest {
  readonly managerId: string;
  readonly pattern: Pattern;
  /** P(so far below or farther by chance alone). */
  readonly chance: number;
  readonly isBelowOne: boolean;
}

/** The tests of one index; none where the managers' cases are not alike. */
const testsOf = (measured: readonly Measured[], pattern: Pattern, dispersion: number | null): readonly NamingTest[] => {
  if (dispersion !== null && dispersion > MOST_DISPERSION) return [];
  const wider = Math.sqrt(Math.max(1, dispersion ?? 1));
  return measured.flatMap(({ managerId, [pattern]: told }) =>
    told
      ? [
          {
            ...{ managerId, pattern, isBelowOne: told.index < 1 },
            chance: studentBelow(told.score / wider, told.clients - 1),
          },
        ]
      : [],
  );
};

const withPatterns = (
  measured: readonly Measured[],
  overDispersed: Standings['overDispersion'],
): readonly ManagerStanding[] => {
  const tests = patterns.flatMap((pattern) => testsOf(measured, pattern, overDispersed[pattern]));
  const named = benjaminiHochberg(
    tests.map(({ chance }) => chance),
    LEVEL,
  );
  const found = tests.filter(({ isBelowOne }, test) => named[test] === true && isBelowOne);
  const count = patterns.length * measured.length;
  return measured.map((one) => {
    const missing = patterns
      .map((pattern) => missingOf(one[pattern], FOUND_AT[pattern], count))
      .filter((each) => each !== null);
    return {
      ...one,
      patterns: found.filter(({ managerId }) => managerId === one.managerId).map(({ pattern }) => pattern),
      clientsMissing: missing.length === 0 ? null : Math.max(...missing),
    };
  });
};

const dispersionOf = (measured: readonly Measured[], pattern: Pattern): number | null =>
  overDispersion(measured.flatMap(({ [pattern]: told }) => (told ? [told.score] : [])));

/** How each manager targets and closes, and of whom a pattern may be named. The unit is the client, never the line. */
export const standingsOf = (lines: readonly OfferedLine[], onSale: OnSale): Standings => {
  const without = chancesWithout(lines);
  const managers = [...groupBy(lines, ({ managerId }) => managerId)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const correlation = intraClusterCorrelation(
    managers.flatMap(([managerId, own]) => clustersOf(own, without(managerId))),
  );
  const effect = designEffectOf(lines, correlation);
  const measured = againstOthers(
    managers.map(([managerId, own]) => ({
      managerId,
      targeting: targetingOf(own, without(managerId), onSale, effect),
      closing: closingOf(own, without(managerId), correlation, effect),
    })),
  );
  const overDispersed = {
    targeting: dispersionOf(measured, 'targeting'),
    closing: dispersionOf(measured, 'closing'),
  };
  return { managers: withPatterns(measured, overDispersed), overDispersion: overDispersed, correlation };
};
