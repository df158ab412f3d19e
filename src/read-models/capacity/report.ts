import { localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { trialNote } from '../kit/answer-on-trial';
import { firstPage } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  type Parameter,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { lastYearOf, sinceParameter } from '../kit/window';
import { capacityColumns } from './columns';
import { explainedCapacity, type AskedCapacity } from './explained';
import { capacityOf, FEWEST_WORKED, workedClients, type WorkedClients } from './hours';
import { BUYING_AHEAD_DAYS, livingClients } from './living';
import { marketSizeRow, marketSizes, tooSmallNotes } from './market';
import { buyersAt, type CapacityDb, type CapacityTables } from './purchases';
import { atStake, growthIn, hoursRows, livingClientRow, livingRows, marketRows, profitRows } from './rows';

const talkParameter: Parameter = {
  kind: 'integer',
  min: 1,
  max: 100,
  description:
    'How many percent of their working time managers talk on the phone; 100 by default: calls alone are counted',
  required: false,
};

const capacityNotes = [
  `alive: BG/NBD on weeks with a purchase, of all clients that ever bought: the sum of their chances, with 95 % of chance around it. clients: those first of whom most of the last year’s turnover is not expected to come again in ${BUYING_AHEAD_DAYS} days (atStake).`,
  'clientsAtLeast: how many clients a segment has at least, by how many bought once and twice (Chao 1984), with its 95 % interval; none where at most one bought once: then nothing tells how many more there may be. A lower bound from own records alone.',
  'market-size: what a source outside of the company says (StateMarketSize), of a segment or of all clients; what was said last counts. reached: what share of them ever bought. Hours go on by clientsAtLeast: what a source says of clients that nobody has met takes none.',
  `hours are those of calls with a client, ÷ --talk where it says how many percent of working time they are. perHour is what was accepted in the window ÷ hours; mostHours is what the segment can take: as much for each client that it has at least as for each that was worked with. mostProfit is what the same hours would bring if they went to what brings most in each; 80 % of 500 companies drawn anew from the same clients lie between low and high; of fewer than ${FEWEST_WORKED} clients with hours no such range is told. What segments brought that took no hours is in both.`,
  'An upper bound: an average hour is not the next one, and who gets more hours may be worth less. It has no trial: no company has tried the other way.',
];

const otherCurrenciesNote = ({ otherLines, currency }: WorkedClients): readonly string[] =>
  otherLines === 0 || currency === null
    ? []
    : [
        `profit and hours are counted in ${currency} alone: what lines in other currencies brought (${otherLines}) is in none of these figures, the hours of their clients are.`,
      ];

const capacityAsked = async (
  db: CapacityDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<AskedCapacity> => {
  const [window, hoursPerHour] = [lastYearOf(parameters, context), 100 / parameters.integer('talk', 100)];
  const worked = await workedClients(db, window, hoursPerHour);
  const buyers = await buyersAt(db, context.at);
  const seed = localDayNumber(millisecondsOf(context.at), context.zone);
  return { window, hoursPerHour, worked, buyers, capacity: capacityOf(worked.clients, growthIn(buyers), seed) };
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
  explained: async (db, parameters, context) =>
    explainedCapacity({ db, context, asked: await capacityAsked(db, parameters, context) }),
  answer: async (db, parameters, context) => {
    const { worked, buyers, capacity } = await capacityAsked(db, parameters, context);
    const sizes = await marketSizes(db, buyers, context.at);
    const living = isAskedFor(context, 'living', 'clients') ? livingClients(buyers, context.at) : [];
    const ranked = living.toSorted((one, other) => atStake(other) - atStake(one));
    const page = firstPage('clients', ranked, parameters.integer('limit', 20));
    return {
      sections: {
        profit: worked.clients.length === 0 ? [] : profitRows(worked, capacity),
        hours: hoursRows(worked, capacity),
        market: marketRows(buyers),
        'market-size': sizes.map(marketSizeRow),
        living: livingRows(living),
        clients: page.rows.map(livingClientRow),
      },
      notes: [
        ...otherCurrenciesNote(worked),
        ...tooSmallNotes(sizes),
        ...page.notes,
        `Living clients: ${await trialNote('living-clients', context)}`,
        ...capacityNotes,
      ],
    };
  },
});
