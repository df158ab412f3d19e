import { localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { trialNote } from '../kit/answer-on-trial';
import { heldAmount } from '../kit/beyond';
import { groupBy } from '../kit/group-by';
import { firstPage } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  type AnswerRow,
  type Parameter,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { lastYearOf, sinceParameter } from '../kit/window';
import type { Interval } from '../statistics/proportion';
import { leastRichness, richnessInterval, type SeenOften } from '../statistics/richness';
import { sum } from '../statistics/sum';
import { capacityColumns } from './columns';
import { capacityOf, FEWEST_WORKED, workedClients, type Capacity, type GrowthOf, type WorkedClients } from './hours';
import { BUYING_AHEAD_DAYS, livingClients, type LivingClient } from './living';
import { buyersAt, type Buyer, type CapacityDb, type CapacityTables } from './purchases';

const talkParameter: Parameter = {
  kind: 'integer',
  min: 1,
  max: 100,
  description:
    'How many percent of their working time managers talk on the phone; 100 by default: calls alone are counted',
  required: false,
};

/** How often the clients of a group bought: each day once. */
const seenOftenOf = (buyers: readonly Buyer[]): SeenOften => ({
  seen: buyers.length,
  once: buyers.filter(({ days }) => days.length === 1).length,
  twice: buyers.filter(({ days }) => days.length === 2).length,
});

const buyersBySegment = <Each extends Buyer>(buyers: readonly Each[]): ReadonlyMap<string | null, readonly Each[]> =>
  groupBy(buyers, ({ segment }) => segment);

const marketRows = (buyers: readonly Buyer[]): readonly AnswerRow[] =>
  [...buyersBySegment(buyers)]
    .map(([segment, own]) => {
      const counted = seenOftenOf(own);
      const { low, high } = richnessInterval(counted);
      return {
        ...{ segment, buyers: counted.seen, boughtOnce: counted.once, boughtTwice: counted.twice },
        ...{ clientsAtLeast: leastRichness(counted), clientsLow: low, clientsHigh: high },
      };
    })
    .toSorted((one, other) => other.buyers - one.buyers);

/** What is not known to live is not counted on: 95 % of chance. */
const NORMAL_95 = 1.96;

const livingRows = (living: readonly LivingClient[]): readonly AnswerRow[] =>
  [...buyersBySegment(living)]
    .map(([segment, own]) => {
      const alive = sum(own.map(({ chanceAlive }) => chanceAlive));
      const away = NORMAL_95 * Math.sqrt(sum(own.map(({ chanceAlive: chance }) => chance * (1 - chance))));
      const [low, high] = [Math.max(0, alive - away), Math.min(own.length, alive + away)];
      return { segment, buyers: own.length, alive, aliveLow: low, aliveHigh: high };
    })
    .toSorted((one, other) => other.buyers - one.buyers);

const atStake = ({ lastYear, chanceOfPurchase }: LivingClient): number => Math.round(lastYear * (1 - chanceOfPurchase));

const livingClientRow = (client: LivingClient): AnswerRow => {
  const { clientId, segment, purchases, daysSince, chanceAlive, chanceOfPurchase, lastYear, currency } = client;
  return {
    ...{ clientId, segment, purchases, daysSince, chanceAlive, chanceOfPurchase, lastYear },
    ...{ atStake: atStake(client), currency },
  };
};

const growthIn = (buyers: readonly Buyer[]): GrowthOf => {
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

const profitRows = ({ isMargin, currency }: WorkedClients, of: Capacity): readonly AnswerRow[] => [
  {
    ...{ currency, countedIn: isMargin ? 'margin' : 'turnover', hours: of.hours, profit: shownAmount(of.profit) },
    ...{ mostProfit: shownAmount(of.best.profit), ...rangeColumns('mostProfit', of.mostProfit) },
    ...{ oneMoreHour: shownAmount(of.best.oneMore), ...rangeColumns('oneMoreHour', of.oneMore) },
  },
];

const hoursRows = ({ clients, currency }: WorkedClients, { best }: Capacity): readonly AnswerRow[] => {
  const own = groupBy(clients, ({ segment }) => segment);
  return best.hours.map(({ use, hours }) => {
    const worked = own.get(use.name) ?? [];
    return {
      ...{ segment: use.name, clients: worked.length, hours: sum(worked.map((each) => each.hours)) },
      ...{ perHour: shownAmount(use.perHour), currency, mostHours: use.mostHours, bestHours: hours },
    };
  });
};

const capacityNotes = [
  `alive: BG/NBD on weeks with a purchase, of all clients that ever bought: the sum of their chances, with 95 % of chance around it. clients: those first of whom most of the last year’s turnover is not expected to come again in ${BUYING_AHEAD_DAYS} days (atStake).`,
  'clientsAtLeast: how many clients a segment has at least, by how many bought once and twice (Chao 1984), with its 95 % interval: a lower bound from own records alone. A market study knows more.',
  `hours are those of calls with a client, ÷ --talk where it says how many percent of working time they are. perHour is what was accepted in the window ÷ hours; mostHours is what the segment can take: as much for each client that it has at least as for each that was worked with. mostProfit is what the same hours would bring if they went to what brings most in each; 80 % of 500 companies drawn anew from the same clients lie between low and high; of fewer than ${FEWEST_WORKED} clients with hours no such range is told. What segments brought that took no hours is in both.`,
  'An upper bound: an average hour is not the next one, and who gets more hours may be worth less. It has no trial: no company has tried the other way.',
];

const otherCurrenciesNote = ({ otherLines, currency }: WorkedClients): readonly string[] =>
  otherLines === 0 || currency === null
    ? []
    : [
        `profit and hours are counted in ${currency} alone: what lines in other currencies brought (${otherLines}) is in none of these figures, the hours of their clients are.`,
      ];

const capacityAsked = async (db: CapacityDb, parameters: ParameterValues, context: ReportContext) => {
  const talk = parameters.integer('talk', 100);
  const worked = await workedClients(db, lastYearOf(parameters, context), 100 / talk);
  const buyers = await buyersAt(db, context.at);
  const seed = localDayNumber(millisecondsOf(context.at), context.zone);
  return { worked, buyers, capacity: capacityOf(worked.clients, growthIn(buyers), seed) };
};

export const capacityReport = defineReport<CapacityTables>({
  name: 'capacity',
  description: 'Which clients live, how many there are at least, and what the hours of managers could bring at most',
  parameters: {
    from: sinceParameter,
    talk: talkParameter,
    limit: limitParameter('Rows of clients; 20 by default'),
  },
  columns: capacityColumns,
  reads: ['calls', 'clients', 'offers', 'invoices'],
  unexplained:
    'a report whose figures each rest on events of their own: those of capacity are told by the clients of a whole segment; work and revenue explain what each of them took and brought',
  answer: async (db, parameters, context) => {
    const { worked, buyers, capacity } = await capacityAsked(db, parameters, context);
    const living = isAskedFor(context, 'living', 'clients') ? livingClients(buyers, context.at) : [];
    const ranked = living.toSorted((one, other) => atStake(other) - atStake(one));
    const page = firstPage('clients', ranked, parameters.integer('limit', 20));
    return {
      sections: {
        profit: worked.clients.length === 0 ? [] : profitRows(worked, capacity),
        hours: hoursRows(worked, capacity),
        market: marketRows(buyers),
        living: livingRows(living),
        clients: page.rows.map(livingClientRow),
      },
      notes: [
        ...otherCurrenciesNote(worked),
        ...page.notes,
        `Living clients: ${await trialNote('living-clients', context)}`,
        ...capacityNotes,
      ],
    };
  },
});
