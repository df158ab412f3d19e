import type { Chain } from '../shared/chain';
import { given } from '../shared/given';

/** The numbers that a series gives: `R-000001`, or `R-2026/000001` where they begin anew with each year. */

const DIGITS = 6;

/** A number as a place in its series. */
export interface NumberPlace {
  readonly series: string;
  readonly year?: string;
  readonly ordinal: number;
}

/**
 * Another mark than the hyphen sets off the number within its year: a series named R-2026 takes R-2026-000001, and no two
 * documents have one number.
 */
export const numberAt = ({ series, year, ordinal }: NumberPlace): string => {
  const digits = String(ordinal).padStart(DIGITS, '0');
  return year === undefined ? `${series}-${digits}` : `${series}-${year}/${digits}`;
};

const NUMBER = /^(?<series>.+?)-(?:(?<year>\d{4})\/)?(?<digits>\d{6,15})$/s;

/** Where a number has its place, if a series of ours may come to it. */
export const placeOfNumber = (number: string): NumberPlace | undefined => {
  const { series = '', year, digits } = NUMBER.exec(number)?.groups ?? {};
  if (digits === undefined) return undefined;
  const place: NumberPlace = given({ series, year, ordinal: Number(digits) });
  return place.ordinal > 0 && numberAt(place) === number ? place : undefined;
};

/** Numbers in a row that documents of another system have. */
export interface NumbersAside {
  readonly year?: string;
  readonly from: number;
  readonly to: number;
}

/** An import mostly brings them in their order: then all of them are one entry. */
export const withNumberAside = (aside: Chain<NumbersAside>, { year, ordinal }: NumberPlace): Chain<NumbersAside> => {
  const last = aside?.newest;
  const continues = last !== undefined && last.year === year && last.to + 1 === ordinal;
  const newest: NumbersAside = given({ year, from: continues ? last.from : ordinal, to: ordinal });
  return { newest, before: continues ? aside?.before : aside };
};

/** The entry that a number is in. */
export const asideAt = (
  aside: Chain<NumbersAside>,
  { year, ordinal }: Omit<NumberPlace, 'series'>,
): NumbersAside | undefined => {
  for (let link = aside; link; link = link.before) {
    const { newest } = link;
    if (newest.year === year && newest.from <= ordinal && ordinal <= newest.to) return newest;
  }
  return undefined;
};

/** The first number after those that were taken that no document of another system has. */
export const nextFree = (aside: Chain<NumbersAside>, taken: number, year?: string): number => {
  let ordinal = taken + 1;
  const at = () => asideAt(aside, given({ year, ordinal }));
  for (let found = at(); found; found = at()) ordinal = found.to + 1;
  return ordinal;
};
