import { heldAmount } from '../kit/beyond';
import { groupBy } from '../kit/group-by';
import type { AnswerRow } from '../kit/report';
import type { Interval } from '../statistics/proportion';
import { leastRichness } from '../statistics/richness';
import { sum } from '../statistics/sum';
import type { Capacity, GrowthOf, WorkedClients } from './hours';
import type { LivingClient } from './living';
import { marketRow, seenOftenOf } from './market';
import type { Buyer } from './purchases';

export const buyersBySegment = <Each extends Buyer>(
  buyers: readonly Each[],
): ReadonlyMap<string | null, readonly Each[]> => groupBy(buyers, ({ segment }) => segment);

export const marketRows = (buyers: readonly Buyer[]): readonly AnswerRow[] =>
  [...buyersBySegment(buyers)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([segment, own]) => marketRow(segment, own));

/** What is not known to live is not counted on: 95 % of chance. */
const NORMAL_95 = 1.96;

export const livingRows = (living: readonly LivingClient[]): readonly AnswerRow[] =>
  [...buyersBySegment(living)]
    .map(([segment, own]) => {
      const alive = sum(own.map(({ chanceAlive }) => chanceAlive));
      const away = NORMAL_95 * Math.sqrt(sum(own.map(({ chanceAlive: chance }) => chance * (1 - chance))));
      const [low, high] = [Math.max(0, alive - away), Math.min(own.length, alive + away)];
      return { segment, buyers: own.length, alive, aliveLow: low, aliveHigh: high };
    })
    .toSorted((one, other) => other.buyers - one.buyers);

export const atStake = ({ lastYear, chanceOfPurchase }: LivingClient): number =>
  Math.round(lastYear * (1 - chanceOfPurchase));

export const livingClientRow = (client: LivingClient): AnswerRow => {
  const { clientId, segment, purchases, daysSince, chanceAlive, chanceOfPurchase, lastYear, currency } = client;
  return {
    ...{ clientId, segment, purchases, daysSince, chanceAlive, chanceOfPurchase, lastYear },
    ...{ atStake: atStake(client), currency },
  };
};

export const growthIn = (buyers: readonly Buyer[]): GrowthOf => {
  const growths = new Map(
    [...buyersBySegment(buyers)].map(([segment, own]) => {
      const counted = seenOftenOf(own);
      return [segment, leastRichness(counted) / counted.seen];
    }),
  );
  return (segment) => growths.get(segment) ?? 1;
};

const shownAmount = (value: number): number => heldAmount(Math.round(value));
const rangeColumns = (name: string, range: Interval | null): AnswerRow => ({
  [`${name}Low`]: range && shownAmount(range.low),
  [`${name}High`]: range && shownAmount(range.high),
});

export const profitRows = ({ isMargin, currency }: WorkedClients, of: Capacity): readonly AnswerRow[] => [
  {
    ...{ currency, countedIn: isMargin ? 'margin' : 'turnover', hours: of.hours, profit: shownAmount(of.profit) },
    ...{ mostProfit: shownAmount(of.best.profit), ...rangeColumns('mostProfit', of.mostProfit) },
    ...{ oneMoreHour: shownAmount(of.best.oneMore), ...rangeColumns('oneMoreHour', of.oneMore) },
  },
];

export const hoursRows = ({ clients, currency }: WorkedClients, { best }: Capacity): readonly AnswerRow[] => {
  const own = groupBy(clients, ({ segment }) => segment);
  return best.hours.map(({ use, hours }) => {
    const worked = own.get(use.name) ?? [];
    return {
      ...{ segment: use.name, clients: worked.length, hours: sum(worked.map((each) => each.hours)) },
      ...{ perHour: shownAmount(use.perHour), currency, mostHours: use.mostHours, bestHours: hours },
    };
  });
};
