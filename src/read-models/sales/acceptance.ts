import { decidedBySegment, priorsBySegment } from '../groupings/acceptance-by-segment';
import type { AnswerRow } from '../kit/report';
import { acceptanceEstimate, acceptanceInterval, type AcceptancePrior } from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import type { Sales } from './sales';
import type { FactsDb } from '../facts/tables';

export const decidedOf = ({ accepted, refused, noResponse, expired }: Sales): Counted => ({
  successes: accepted,
  trials: accepted + refused + noResponse + expired,
});

export const acceptanceRow = (prior: AcceptancePrior | null, counted: Counted) => {
  if (prior === null) return { acceptance: null, acceptanceLow: null, acceptanceHigh: null };
  const { low, high } = acceptanceInterval(prior, counted);
  return { acceptance: acceptanceEstimate(prior, counted), acceptanceLow: low, acceptanceHigh: high };
};

/** By the segment that the client is in now. */
export const acceptanceBySegment = async (
  db: FactsDb,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const counted = await decidedBySegment(db);
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
