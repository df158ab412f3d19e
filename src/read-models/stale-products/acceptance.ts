import {
  acceptanceEstimate,
  acceptanceInterval,
  acceptancePrior,
  type AcceptancePrior,
} from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import type { AnswerRow } from '../report';
import type { StaleProductsDb, Sales } from './sales';

export const decidedOf = ({ accepted, refused, noResponse, expired }: Sales): Counted => ({
  successes: accepted,
  trials: accepted + refused + noResponse + expired,
});

export const acceptanceRow = (prior: AcceptancePrior | null, counted: Counted) => {
  if (prior === null) return { acceptance: null, acceptanceLow: null, acceptanceHigh: null };
  const { low, high } = acceptanceInterval(prior, counted);
  return { acceptance: acceptanceEstimate(prior, counted), acceptanceLow: low, acceptanceHigh: high };
};

interface InSegment extends Counted {
  readonly segment: string | null;
  readonly productId: string;
}

const countedBySegment = async (db: StaleProductsDb): Promise<readonly InSegment[]> => {
  const rows = await db.selectFrom('product_segments').selectAll().orderBy('productId').orderBy('segment').execute();
  return rows.map(({ segment, productId, accepted, decided }) => ({
    segment: segment === '' ? null : segment,
    productId,
    successes: accepted,
    trials: decided,
  }));
};

/** Each segment has a prior of its own: what its clients accept at all. */
const priorsBySegment = (rows: readonly InSegment[]): ReadonlyMap<string | null, AcceptancePrior | null> => {
  const segments = new Map<string | null, InSegment[]>();
  for (const row of rows) {
    const group = segments.get(row.segment);
    if (group) group.push(row);
    else segments.set(row.segment, [row]);
  }
  return new Map([...segments].map(([segment, group]) => [segment, acceptancePrior(group)]));
};

/** By the segment that the client is in now. */
export const acceptanceBySegment = async (
  db: StaleProductsDb,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const counted = await countedBySegment(db);
  const priors = priorsBySegment(counted);
  return counted
    .filter(({ productId }) => shown.has(productId))
    .map((row) => ({
      productId: row.productId,
      name: shown.get(row.productId) ?? null,
      segment: row.segment,
      accepted: row.successes,
      decided: row.trials,
      ...acceptanceRow(priors.get(row.segment) ?? null, row),
    }));
};
