import { sum } from '../statistics/sum';

/** The quotient, rounded half up; of amounts that no number may hold exactly. */
const rounded = (amount: number, weight: number, total: number): number =>
  Number((2n * BigInt(amount) * BigInt(weight) + BigInt(total)) / (2n * BigInt(total)));

/**
 * An amount in parts that are to each other as the weights, in whole minor units, and together exactly the amount: each
 * part is what the rounded share of all up to it adds. Where nothing has a weight, the first part takes it all.
 */
export const proportionalParts = (amount: number, weights: readonly number[]): readonly number[] => {
  const total = sum(weights);
  if (total <= 0) return weights.map((_, index) => (index === 0 ? amount : 0));
  let [weighed, given] = [0, 0];
  return weights.map((weight) => {
    weighed += weight;
    const upToHere = rounded(amount, weighed, total);
    const part = upToHere - given;
    given = upToHere;
    return part;
  });
};
