import type Erfcinv from '@stdlib/math-base-special-erfcinv';
import type Gammaln from '@stdlib/math-base-special-gammaln';
import type BetaCdf from '@stdlib/stats-base-dists-beta-cdf';
import type BetaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import type StudentCdf from '@stdlib/stats-base-dists-t-cdf';

/**
 * What formulae need of distributions. The packages are hundreds of small files each: they are read when a function is
 * first called, not at the start of every verb.
 */
const whenCalled = <Loaded>(load: () => Loaded): (() => Loaded) => {
  let loaded: Loaded | undefined;
  return () => (loaded ??= load());
};

// What each package exports is what its types say.
const loadErfcinv = whenCalled(() => require('@stdlib/math-base-special-erfcinv') as typeof Erfcinv);
// As above.
const loadGammaln = whenCalled(() => require('@stdlib/math-base-special-gammaln') as typeof Gammaln);
// As above.
const loadBetaCdf = whenCalled(() => require('@stdlib/stats-base-dists-beta-cdf') as typeof BetaCdf);
// As above.
const loadBetaQuantile = whenCalled(() => require('@stdlib/stats-base-dists-beta-quantile') as typeof BetaQuantile);
// As above.
const loadStudentCdf = whenCalled(() => require('@stdlib/stats-base-dists-t-cdf') as typeof StudentCdf);

export const erfcinv = (x: number): number => loadErfcinv()(x);
export const gammaln = (x: number): number => loadGammaln()(x);
export const betaCdf = (x: number, alpha: number, beta: number): number => loadBetaCdf()(x, alpha, beta);
export const betaQuantile = (p: number, alpha: number, beta: number): number => loadBetaQuantile()(p, alpha, beta);
export const studentCdf = (x: number, degrees: number): number => loadStudentCdf()(x, degrees);
