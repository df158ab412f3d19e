import type { Moment } from '../../domain/shared/values';
import type { Position } from '../log/event-store';
import { pastAsked } from '../asking/as-of';
import type { DiffSideAsked } from './diff-sides';
import type { EditionName } from '../asking/editions';
import type { Supposition } from '../supposing/supposition';

/** What was recorded by a moment, or up to a position that was recorded then. */
export type KnownBy = { readonly recordedAt: Moment; readonly position?: Position };

/** What was given to tell two sides apart: of each kind the one of either side, or one for both, or none. */
export interface SidesGiven {
  readonly editions: readonly EditionName[];
  readonly known: readonly KnownBy[];
  readonly at: readonly Moment[];
  /** Given once, the old side is as it was. */
  readonly supposing: readonly Supposition[];
}

export interface SidesAsked {
  readonly old: DiffSideAsked;
  readonly new: DiffSideAsked;
}

/** What is wrong with what was given: of which kind, and what is expected. */
export interface SidesProblem {
  readonly given: keyof SidesGiven;
  readonly expected: string;
}

type GivenPair<Of> = readonly [old: Of | undefined, now: Of | undefined];

/** Given once, it is that of both sides; or, where nothing else tells them apart, that of the old one alone. */
const givenPair = <Of>([old, now]: readonly Of[], isShared: boolean): GivenPair<Of> => [
  old,
  now ?? (isShared ? old : undefined),
];

/** Alone, a candidate is what comes after the live one, and what was kept is what came before it. */
const pairOfEditions = (editions: readonly EditionName[], isShared: boolean): GivenPair<EditionName> =>
  editions.length === 1 && !isShared && editions[0] === 'candidate'
    ? ['live', 'candidate']
    : givenPair(editions, isShared);

const problemOfSides = ({ editions, known, at, supposing }: SidesGiven): SidesProblem | undefined => {
  const given = { editions, known, at, supposing };
  for (const kind of ['editions', 'known', 'at', 'supposing'] as const)
    if (given[kind].length > 2) return { given: kind, expected: 'once for both sides, or twice: the old one first' };
  const others = known.length + at.length + supposing.length;
  if (editions.some((edition) => edition !== 'live') && others > 0)
    return { given: 'editions', expected: 'it alone: an edition is asked of now' };
  const isNothing = others === 0 && !editions.some((edition) => edition !== 'live');
  return isNothing ? { given: 'known', expected: 'a moment to compare with now, or two moments' } : undefined;
};

/** Which two editions are compared. What is given once tells no sides apart: then the other one is of now. */
export const sidesOf = (given: SidesGiven, now: Moment): SidesAsked | SidesProblem => {
  const problem = problemOfSides(given);
  if (problem) return problem;
  const isToldApart = Object.values(given).some(({ length }: readonly unknown[]) => length === 2);
  const isShared = isToldApart || given.supposing.length > 0;
  const editions = pairOfEditions(given.editions, isShared);
  const [known, at] = [givenPair(given.known, isShared), givenPair(given.at, isShared)];
  const [first, second] = given.supposing;
  const supposing = second ? [first, second] : [undefined, first];
  const sideAt = (place: 0 | 1): DiffSideAsked => ({
    edition: editions[place] ?? 'live',
    past: pastAsked({ ...known[place], at: at[place], supposing: supposing[place] }, now),
    at: at[place] ?? known[place]?.recordedAt ?? now,
  });
  return { old: sideAt(0), new: sideAt(1) };
};
