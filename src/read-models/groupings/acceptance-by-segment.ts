import { groupBy } from '../kit/group-by';
import { sql } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { SqlPart } from '../kit/report';
import { segmentNow } from './segments';
import { acceptanceEstimate, acceptancePrior, type AcceptancePrior } from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import type { FactsDb } from '../facts/tables';
import { countWhere, isAmong } from '../kit/conditions';

/** How many lines of a product were decided in a segment, and how many of them accepted. */
export interface DecidedInSegment extends Counted {
  readonly segment: string | null;
  readonly productId: string;
}

interface DecidedRow extends Counted {
  readonly sample: string | null;
  readonly productId: string;
}

/** How lines end that are decided. */
export const decidedOutcomes: readonly string[] = ['accepted', 'refused', 'no_response', 'expired'];

/** Lines `l` that were decided, in all or before a moment. */
export const isDecidedBefore = (before: Moment | undefined): SqlPart =>
  sql`l."voided" = 0 and ${isAmong(sql`l."outcome"`, decidedOutcomes)}
    and ${before === undefined ? sql`1 = 1` : sql`l."outcomeAt" < ${before}`}`;

/** Lines that were decided, in all or before a moment, by the segment that the client is in now. */
export const decidedBySegment = async (db: FactsDb, before?: Moment): Promise<readonly DecidedInSegment[]> => {
  // Clients of one segment, none of them merged, need no telling apart: one of them speaks for all.
  const { rows } = await sql<DecidedRow>`select min(l."clientId") as "sample", l."productId",
      ${countWhere(sql`l."outcome" = 'accepted'`)} as "successes", count(*) as "trials"
    from "offer_lines" l left join "clients" c on c."clientId" = l."clientId"
    where ${isDecidedBefore(before)}
    group by c."segment", c."mergedInto", l."productId"`.execute(db);
  const segmentOf = await segmentNow(db);
  const counted = new Map<string, DecidedInSegment>();
  for (const { sample, productId, ...row } of rows) {
    const segment = sample === null ? null : segmentOf(sample);
    const key = `${productId} ${segment ?? ''}`;
    const { successes = 0, trials = 0 } = counted.get(key) ?? {};
    counted.set(key, { segment, productId, successes: successes + row.successes, trials: trials + row.trials });
  }
  return [...counted].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
};

/** Each segment has a prior of its own: what its clients accept at all. */
export const priorsBySegment = (
  rows: readonly DecidedInSegment[],
): ReadonlyMap<string | null, AcceptancePrior | null> =>
  new Map([...groupBy(rows, ({ segment }) => segment)].map(([segment, group]) => [segment, acceptancePrior(group)]));

/** What the acceptance of a product in a segment is estimated of. */
interface AcceptanceInputs {
  /** What the segment accepts at all; in a segment where nothing was decided, all segments. Null where nothing ever was. */
  readonly prior: AcceptancePrior | null;
  /** What was decided of the product there. */
  readonly own: Counted;
}

export const acceptanceInputs = (
  rows: readonly DecidedInSegment[],
): ((segment: string | null, productId: string) => AcceptanceInputs) => {
  const priors = priorsBySegment(rows);
  const ofAll = acceptancePrior(rows);
  const counted = new Map(rows.map((row) => [JSON.stringify([row.segment, row.productId]), row]));
  return (segment, productId) => ({
    prior: priors.get(segment) ?? ofAll,
    own: counted.get(JSON.stringify([segment, productId])) ?? { successes: 0, trials: 0 },
  });
};

/** The acceptance of a product in a segment: what was decided of it there, drawn towards what the segment accepts at all. */
export const acceptanceIn = (
  rows: readonly DecidedInSegment[],
): ((segment: string | null, productId: string) => number | null) => {
  const inputsOf = acceptanceInputs(rows);
  return (segment, productId) => {
    const { prior, own } = inputsOf(segment, productId);
    return prior && acceptanceEstimate(prior, own);
  };
};
