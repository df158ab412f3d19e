import { sql } from 'kysely';
import {
  acceptanceEstimate,
  acceptanceInterval,
  acceptancePrior,
  type AcceptancePrior,
} from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import { countWhere } from '../count-where';
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
const commonSegments = async (db: StaleProductsDb): Promise<(segment: string | null) => string | null> => {
  const clients = await db.selectFrom('clients').select('segment').execute();
  return commonSpelling(clients.map(({ segment }) => segment));
};

const countedBySegment = async (db: StaleProductsDb): Promise<readonly InSegment[]> => {
  const { rows } = await sql<InSegment>`select c."segment", l."productId",
      ${countWhere(sql`l."outcome" = 'accepted'`)} as "successes", count(*) as "trials"
    from "offer_lines" l left join "clients" c on c."clientId" = l."clientId"
    where l."voided" = 0 and l."outcome" in ('accepted', 'refused', 'no_response', 'expired')
    group by c."segment", l."productId" order by l."productId", c."segment"`.execute(db);
  const common = await commonSegments(db);
  const counted = new Map<string, InSegment>();
  for (const { segment: written, productId, ...row } of rows) {
    const segment = common(written);
    const key = `${productId} ${segment ?? ''}`;
    const { successes = 0, trials = 0 } = counted.get(key) ?? {};
    counted.set(key, { segment, productId, successes: successes + row.successes, trials: trials + row.trials });
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
