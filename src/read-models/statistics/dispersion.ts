import { sum } from './sum';

/** Of each end, so much is drawn in to the rest, and one at least: one outlier does not make all of them unlike. */
const DRAWN_IN = 0.1;
const FEWEST = 4;

/**
 * How much more several z-scores vary than chance makes them (1 is chance alone), winsorised (Spiegelhalter 2005, Statistics
 * in Medicine 24:1185); null of fewer than four.
 */
export const overDispersion = (scores: readonly number[]): number | null => {
  if (scores.length < FEWEST) return null;
  const ordered = scores.toSorted((one, other) => one - other);
  const count = Math.max(1, Math.round(scores.length * DRAWN_IN));
  const [low = 0, high = 0] = [ordered[count], ordered[ordered.length - 1 - count]];
  return sum(ordered.map((score) => Math.min(high, Math.max(low, score)) ** 2)) / scores.length;
};

/** A group of outcomes that have something in common: each with the chance that it had, and whether it came. */
export type Cluster = readonly { readonly chance: number; readonly happened: boolean }[];

/** Of a cluster: Σ(outcome − chance), Σσ² and (Σσ)², with σ² = p(1−p). */
export interface ClusterSums {
  readonly residual: number;
  readonly variance: number;
  readonly together: number;
}

export const clusterSums = (cluster: Cluster): ClusterSums => ({
  residual: sum(cluster.map(({ chance, happened }) => (happened ? 1 : 0) - chance)),
  variance: sum(cluster.map(({ chance }) => chance * (1 - chance))),
  together: sum(cluster.map(({ chance }) => Math.sqrt(chance * (1 - chance)))) ** 2,
});

/**
 * How alike the outcomes of one cluster are (intra-cluster correlation, by moments of their residuals), 0 to 1: 0.1 to 0.3
 * is usual of the answers of one client.
 */
export const intraClusterCorrelation = (clusters: readonly Cluster[]): number => {
  let [shared, possible] = [0, 0];
  for (const cluster of clusters) {
    const { residual, variance, together } = clusterSums(cluster);
    const squares = sum(cluster.map(({ chance, happened }) => ((happened ? 1 : 0) - chance) ** 2));
    shared += residual ** 2 - squares;
    possible += together - variance;
  }
  return possible <= 0 ? 0 : Math.min(1, Math.max(0, shared / possible));
};

/** The variance of a cluster's sum. */
export const clusterVariance = ({ variance, together }: ClusterSums, correlation: number): number =>
  variance + correlation * (together - variance);
