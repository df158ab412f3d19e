import {
  acceptanceEstimate,
  acceptanceInterval,
  acceptancePrior,
  type AcceptancePrior,
} from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import type { AnswerRow } from '../report';
import { commonSpelling } from '../spellings';
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

/** By the segment as it is written of most clients; however it was written, it is one. */
const commonSegments = async (db: StaleProductsDb): Promise<(segment: string) => string | null> => {
  const clients = await db.selectFrom('product_clients').select('segment').execute();
  return commonSpelling(clients.map(({ segment }) => segment));
};

const countedBySegment = async (db: StaleProductsDb): Promise<readonly InSegment[]> => {
  const rows = await db.selectFrom('product_segments').selectAll().orderBy('productId').orderBy('segment').execute();
  const common = await commonSegments(db);
  const counted = new Map<string, InSegment>();
  for (const { segment: written, productId, accepted, decided } of rows) {
    const segment = written === '' ? null : common(written);
    const key = `${productId} ${segment ?? ''}`;
    const { successes = 0, trials = 0 } = counted.get(key) ?? {};
    counted.set(key, { segment, productId, successes: successes + accepted, trials: trials + decided });
  }
  return [...counted.values()];
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
