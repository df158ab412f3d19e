import { sql } from 'kysely';
import { foldedText } from '../../domain/shared/text';
import type { Moment } from '../../domain/shared/values';
import type { RowOfTable } from '../kit/projection';
import type { AnswerRow } from '../kit/report';
import { groupBy } from '../kit/group-by';
import type { statedMarketSizes } from '../facts/clients';
import { leastRichness, richnessInterval, type SeenOften } from '../statistics/richness';
import { share } from '../statistics/proportion';
import type { Buyer, CapacityDb } from './purchases';

/** How often the clients of a group bought: each day once. */
export const seenOftenOf = (buyers: readonly Buyer[]): SeenOften => ({
  seen: buyers.length,
  once: buyers.filter(({ days }) => days.length === 1).length,
  twice: buyers.filter(({ days }) => days.length === 2).length,
});

export const marketRow = (segment: string | null, buyers: readonly Buyer[]): AnswerRow => {
  const counted = seenOftenOf(buyers);
  const interval = richnessInterval(counted);
  return {
    ...{ segment, buyers: counted.seen, boughtOnce: counted.once, boughtTwice: counted.twice },
    ...{
      clientsAtLeast: leastRichness(counted),
      clientsLow: interval?.low ?? null,
      clientsHigh: interval?.high ?? null,
    },
  };
};

/** What a source outside of the company says of the market, and the buyers that it speaks of. */
export interface MarketSize {
  readonly stated: RowOfTable<typeof statedMarketSizes>;
  readonly buyers: readonly Buyer[];
}

const foldOf = (segment: string | null): string | null => (segment === null ? null : foldedText(segment));

/** What was said last of each segment, and of all clients, however the segment was written. */
export const marketSizes = async (
  db: CapacityDb,
  buyers: readonly Buyer[],
  at: Moment,
): Promise<readonly MarketSize[]> => {
  const { rows } = await sql<MarketSize['stated']>`select * from "stated_market_sizes" where "statedAt" <= ${at}
    order by "statedAt", "position"`.execute(db);
  const last = [...groupBy(rows, ({ segment }) => foldOf(segment)).values()].flatMap((said) => said.slice(-1));
  return last.map((stated) => ({
    stated,
    buyers:
      stated.segment === null
        ? buyers
        : buyers.filter(({ segment }) => segment !== null && foldOf(segment) === foldOf(stated.segment)),
  }));
};

export const marketSizeRow = ({ stated, buyers }: MarketSize): AnswerRow => {
  const { clients, countedOn, source, statedAt } = stated;
  return {
    // As its clients have it.
    segment: stated.segment === null ? null : (buyers[0]?.segment ?? stated.segment),
    ...{ clients, countedOn, source, statedAt },
    buyers: buyers.length,
    reached: buyers.length > clients ? null : share({ successes: buyers.length, trials: clients }),
    clientsAtLeast: leastRichness(seenOftenOf(buyers)),
  };
};

/** Sources that must be wrong. */
export const tooSmallNotes = (sizes: readonly MarketSize[]): readonly string[] =>
  sizes
    .filter(({ stated, buyers }) => buyers.length > stated.clients)
    .map(
      ({ stated: { segment, clients, source }, buyers }) =>
        `market-size: ${source} says ${clients} clients${segment === null ? '' : ` of ${segment}`}, and ${buyers.length} have bought: state a newer number (StateMarketSize).`,
    );
