import { chosenBy } from '../groupings/chosen-rows';
import { trialNote } from '../kit/answer-on-trial';
import { firstPage, type Page } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  type AnswerRow,
  type Parameter,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { usualBasis } from '../sales/sales';
import { YEAR_MONTHS } from '../statistics/outlook';
import { forecastColumns } from './columns';
import { explainedForecast } from './explained';
import {
  forecastGroupings,
  monthlyRevenue,
  type AskedForecast,
  type ForecastDb,
  type ForecastTables,
  type MonthlySeries,
} from './history';
import { DRAWS, lineChances, OPEN_AHEAD_DAYS, openLinesAt, openLinesRanges, seedOfDay } from './open-lines';
import { foretold, isLongEnough, type ForetoldSeries } from './outlooks';
import { judgedStatements, peopleRows } from './people';
import { historyRows, keyRow, lastYearOfSeries, methodRow, monthRows, openRangeRow } from './rows';

const aheadParameter: Parameter = {
  kind: 'integer',
  min: 1,
  max: YEAR_MONTHS,
  description: 'How many months are foretold, with the one that has begun; 3 by default',
  required: false,
};

const forecastAsked = async (
  db: ForecastDb,
  parameters: ParameterValues,
  { at }: ReportContext,
): Promise<AskedForecast> => ({
  ...(await chosenBy(db, parameters, parameters.optionalText('product'))),
  by: forecastGroupings.find((grouping) => grouping === parameters.optionalText('by')),
  ahead: parameters.integer('ahead', 3),
  limit: parameters.integer('limit', 20),
  basis: await usualBasis(db),
  at,
});

const tooShortNote = ({ key, currency, values }: MonthlySeries): string =>
  `${key === null ? '' : `${key}, `}${currency}: ${values.length} whole months are known and ${YEAR_MONTHS} are needed, so nothing is foretold.`;

const openRows = async (
  db: ForecastDb,
  asked: AskedForecast,
  context: ReportContext,
): Promise<readonly AnswerRow[]> => {
  if (!isAskedFor(context, 'open-lines')) return [];
  const chances = await lineChances(db, asked.at);
  return openLinesRanges(await openLinesAt(db, asked, chances), chances, context).map(openRangeRow);
};

const saidRows = async (db: ForecastDb, asked: AskedForecast, context: ReportContext): Promise<readonly AnswerRow[]> =>
  isAskedFor(context, 'people') ? peopleRows(await judgedStatements(db, asked, context)) : [];

interface ByKey {
  readonly page: Page<ForetoldSeries>;
  readonly notes: readonly string[];
}

/** Those that brought most in the last year. */
export const foretoldByKey = async (db: ForecastDb, asked: AskedForecast, context: ReportContext): Promise<ByKey> => {
  const all = await monthlyRevenue(db, asked, context);
  const long = all.filter(isLongEnough).toSorted((one, other) => lastYearOfSeries(other) - lastYearOfSeries(one));
  const page = firstPage('summary', long, asked.limit);
  const short = all.length - long.length;
  return {
    page: { ...page, rows: page.rows.map((series) => foretold(series, asked.ahead)) },
    notes:
      short === 0
        ? page.notes
        : [
            ...page.notes,
            `${short} more have sold for less than ${YEAR_MONTHS} whole months: nothing is foretold of them.`,
          ],
  };
};

const forecastNotes = [
  'forecast is net of tax: invoiced less voided and credited, or accepted where there are no invoices, as `revenue` has it by month. The month that has begun is foretold as a whole. Of ten months eight are to come between low and high.',
  'The method is the one that would have been nearest if it had been asked from each month of the last year (rolling origin): benchmark (seasonal naive) is the same month a year before; damped trend; Holt–Winters from two years on; TSB where a quarter of the months brought nothing. mase is its mean error in the errors of the benchmark within the whole past: the less, the better. Where triedFrom is 0, too little is known to choose, and it is the benchmark, or TSB where a quarter of the months brought nothing.',
  `open-lines: what the open lines bring in the next ${OPEN_AHEAD_DAYS} days. Each has the chance of its product and segment, less the older it is; in ${DRAWS} draws by a seed, the lines of a client fall together as far as they did in the past, and eight of ten draws lie between low and high. These amounts are part of the forecast, not beside it.`,
  'people: what managers said of months that are over (StateForecast, the last one before the month began) against what they invoiced: tooMuch is the mean, with its 95 % interval from three months on; optimistic is who said too much beyond chance. meanError is how far away it was, up or down, and benchmarkError how far the same months of the year before would have been: who is further away than that tells nothing that the books do not. Who says what is not asked of --product or --client.',
];

export const forecastReport = defineReport<ForecastTables>({
  name: 'forecast',
  description: 'What the next months will bring, what the open lines will, and how far that may be wrong',
  parameters: {
    ahead: aheadParameter,
    by: optionalChoice(forecastGroupings, 'What the summary foretells the next month of; nothing by default'),
    manager: namingParameter('manager', 'Only what this manager gets accepted and invoices'),
    client: namingParameter('client', 'Only this client and its duplicates'),
    product: namingParameter('product', 'Only this product'),
    limit: limitParameter('Rows of the summary; 20 by default'),
  },
  columns: forecastColumns,
  reads: ['managers', 'clients', 'enquiries', 'offers', 'invoices'],
  explained: async (db, parameters, context) =>
    explainedForecast({ db, asked: await forecastAsked(db, parameters, context), context }),
  answer: async (db, parameters, context) => {
    const asked = await forecastAsked(db, parameters, context);
    const all = await monthlyRevenue(db, { ...asked, by: undefined }, context);
    const told = all.filter(isLongEnough).map((series) => foretold(series, asked.ahead));
    const byKey = asked.by && isAskedFor(context, 'summary') ? await foretoldByKey(db, asked, context) : undefined;
    return {
      sections: {
        forecast: told.flatMap(monthRows),
        methods: told.map(methodRow),
        'open-lines': await openRows(db, asked, context),
        people: await saidRows(db, asked, context),
        summary: byKey?.page.rows.map((each) => keyRow(asked.by ?? '', each)) ?? [],
        history: all.flatMap(historyRows),
      },
      notes: [
        ...all.filter((series) => !isLongEnough(series)).map(tooShortNote),
        ...(byKey?.notes ?? []),
        await trialNote('forecast', context),
        ...(asked.by === 'product' ? [`By product: ${await trialNote('forecast-by-product', context)}`] : []),
        `Open lines: ${await trialNote('open-lines', context)}`,
        ...forecastNotes,
        `The seed of the draws is ${seedOfDay(context)}.`,
      ],
    };
  },
});
