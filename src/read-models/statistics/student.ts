import erfcinv from '@stdlib/math-base-special-erfcinv';
import studentCdf from '@stdlib/stats-base-dists-t-cdf';

/** P(T ≤ t) of Student's distribution with so many degrees of freedom. */
export const studentBelow = (value: number, freedom: number): number => studentCdf(value, freedom);

/** The value below which a standard normal one lies with this probability. */
export const normalQuantile = (probability: number): number => -Math.SQRT2 * erfcinv(2 * probability);
