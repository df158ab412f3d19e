import { betaQuantile, erfcinv, studentCdf } from './distributions';

/** P(T ≤ t) of Student's distribution with so many degrees of freedom. */
export const studentBelow = (value: number, freedom: number): number => studentCdf(value, freedom);

/** The value below which a standard normal one lies with this probability. */
export const normalQuantile = (probability: number): number => -Math.SQRT2 * erfcinv(2 * probability);

/** The value below which Student’s T lies with this probability, of ½ or more: T² / (ν + T²) is of a beta distribution. */
export const studentQuantile = (probability: number, freedom: number): number =>
  Math.sqrt(freedom * (1 / betaQuantile(2 * (1 - probability), freedom / 2, 0.5) - 1));
