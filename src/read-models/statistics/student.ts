import { erfcinv, studentCdf } from './distributions';

/** P(T ≤ t) of Student's distribution with so many degrees of freedom. */
export const studentBelow = (value: number, freedom: number): number => studentCdf(value, freedom);

/** The value below which a standard normal one lies with this probability. */
export const normalQuantile = (probability: number): number => -Math.SQRT2 * erfcinv(2 * probability);
