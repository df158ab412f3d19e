import { sql } from 'kysely';
import { combinedFigure, differenceOf, keyedRows, nameIn, type RowsKey } from '../groupings/explained-rows';
import { mergedGround } from '../groupings/rows-named';
import { computed } from '../kit/grounds';
import type {
  AnswerRow,
  ExplainedSections,
  FigureSaid,
  Ground,
  ReportContext,
  ReportFigure,
  ReportFigures,
  SqlPart,
} from '../kit/report';
import type { RevenueFigure } from '../sales/movements';
import { figuresOfBasis, monthlyRevenue, revenueRows, type AskedForecast, type ForecastDb } from './history';
import {
  DRAWS,
  isToldOf,
  lineChances,
  openLinesAt,
  openLinesRanges,
  seedOfDay,
  type OpenLinesRange,
} from './open-lines';
import { foretold, isLongEnough, RANGE_LEVEL, type ForetoldMonth, type ForetoldSeries } from './outlooks';
import { judgedStatements, peopleRows } from './people';
import { keyRow, methodRow, monthRows, openRangeRow } from './rows';

interface ForecastExplained {
  readonly db: ForecastDb;
  readonly asked: AskedForecast;
  readonly context: ReportContext;
}

/** The figures of revenue, each with what its rows are. */
const rolesOf = ({ basis }: AskedForecast, role: string): Readonly<Partial<Record<RevenueFigure, string>>> => {
  const { plus, less } = figuresOfBasis[basis];
  return { [plus]: role, ...Object.fromEntries(less.map((name) => [name, `${role}, less`])) };
};

type Said = (sums: Parameters<typeof differenceOf>[0]) => FigureSaid;

/** A figure that rests on all revenue of a key and currency. */
const revenueFigure = async (
  { db, asked, context }: ForecastExplained,
  key: RowsKey,
  role: string,
): Promise<(says: Said) => ReportFigure> => {
  const by = asked.by ?? 'month';
  const keyed = await keyedRows(db, revenueRows(asked), { ...asked, by }, key, context);
  return (says) => combinedFigure(keyed, rolesOf(asked, role), says);
};

const howChosen = ({ chosen: { method, origins, tried } }: ForetoldSeries): string => {
  if (origins === 0) return `${method}: too little is known to choose`;
  const each = tried.map(({ method: name, mase }) => `${name} ${mase.toFixed(3)}`);
  return `${method}, chosen by its mean error from ${origins} months: ${each.join(', ')}`;
};

const formulaOf = (name: string, told: ForetoldSeries, month: ForetoldMonth | undefined): string => {
  if (month === undefined) return howChosen(told);
  const bound = `${month.forecast} ± ${month.reach}, which holds ${RANGE_LEVEL * 100} % of errors such as those of the past`;
  const formulas: Readonly<Record<string, string>> = {
    benchmark: 'the same month a year before',
    forecast: `${month.formula} (${howChosen(told)})`,
    low: bound,
    high: bound,
  };
  return formulas[name] ?? howChosen(told);
};

const foretoldFigures = async (
  explained: ForecastExplained,
  key: RowsKey,
  told: ForetoldSeries,
  row: AnswerRow,
  month: ForetoldMonth | undefined,
): Promise<ReportFigures> => {
  const figure = await revenueFigure(explained, key, 'estimated of');
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      figure(() => ({ value, formula: formulaOf(name, told, month) })),
    ]),
  );
};

/** What is foretold of a currency, or of a key and a currency. */
const toldOfKey = async (
  { db, asked, context }: ForecastExplained,
  key: string | null,
  currency: string | undefined,
): Promise<ForetoldSeries | undefined> => {
  const all = await monthlyRevenue(db, asked, context);
  const series = all.find((each) => each.key === key && each.currency === currency);
  return series && isLongEnough(series) ? foretold(series, asked.ahead) : undefined;
};

const openLinesGround = (role: string, { lines }: OpenLinesRange, adds: (place: number) => number | null): Ground => ({
  role,
  table: 'offer_lines',
  rows: lines.map(({ offerId, version, lineId }, place) => ({ key: [offerId, version, lineId], adds: adds(place) })),
});

const offerLinesWhere = (role: string, where: SqlPart): Ground => ({
  ...{ role, table: 'offer_lines' },
  rows: { as: 'l', from: sql`"offer_lines" l`, where },
});

/** Of what the chances are estimated: all lines that were offered, since when, and the segments of their clients. */
const chanceGrounds: readonly Ground[] = [
  offerLinesWhere('estimated of: lines', isToldOf),
  // Their first versions say how old they are.
  offerLinesWhere('looked up', sql`not (${isToldOf})`),
  {
    role: 'looked up',
    table: 'clients',
    rows: { where: sql`"clientId" in (select l."clientId" from "offer_lines" l)` },
  },
  mergedGround,
];

const openRangeFigures = (range: OpenLinesRange, context: ReportContext): ReportFigures => {
  const row = openRangeRow(range);
  const { lines, low, high } = range;
  const figure = (name: string, formula: string, adds: (place: number) => number | null): ReportFigure =>
    computed([openLinesGround('counted', range, adds), ...chanceGrounds], () => ({
      value: row[name] ?? null,
      formula,
    }));
  const once = (): number => 1;
  const valueAt = (place: number): number | null => lines[place]?.value ?? null;
  const draws =
    low === null || high === null
      ? 'nothing is told: the past is too short to say how far what they bring may be away'
      : `of ${DRAWS} draws by seed ${seedOfDay(context)} ${RANGE_LEVEL * 100} % lie between ${low} and ${high}: each of ${lines.length} lines by its chance`;
  return {
    lines: figure('lines', `count of ${lines.length} open lines whose chance is known`, once),
    value: figure('value', `sum over ${lines.length} open lines`, valueAt),
    expectedLines: figure('expectedLines', `sum over ${lines.length} open lines of their chances`, once),
    expected: figure('expected', `sum over ${lines.length} open lines, each × its chance`, valueAt),
    low: figure('low', draws, valueAt),
    high: figure('high', draws, valueAt),
  };
};

const ofForecast = async (of: ForecastExplained, currency: string, month: string) => {
  const told = await toldOfKey(of, null, currency);
  const place = told?.months.findIndex((each) => each.month === month) ?? -1;
  const row = told && monthRows(told)[place];
  return told && row && foretoldFigures(of, { currency }, told, row, told.months[place]);
};

const ofMethod = async (of: ForecastExplained, currency: string) => {
  const told = await toldOfKey(of, null, currency);
  return told && foretoldFigures(of, { currency }, told, methodRow(told), undefined);
};

const ofKey = async (of: ForecastExplained, name: string | null, currency: string) => {
  const told = await toldOfKey(of, name, currency);
  return told && foretoldFigures(of, { name, currency }, told, keyRow(of.asked.by ?? 'month', told), told.months[0]);
};

const ofOpenLines = async ({ db, asked, context }: ForecastExplained, currency: string | null) => {
  const chances = await lineChances(db, asked.at);
  const ranges = openLinesRanges(await openLinesAt(db, asked, chances), chances, context);
  const range = ranges.find((each) => each.currency === currency);
  return range && openRangeFigures(range, context);
};

const ofPerson = async (of: ForecastExplained, managerId: string, currency: string) => {
  const { db, asked, context } = of;
  const judged = await judgedStatements(db, asked, context);
  const own = judged.filter((each) => each.managerId === managerId && each.currency === currency);
  const [row] = peopleRows(own);
  if (!row) return undefined;
  const ofManager = { ...of, asked: { ...asked, ofClients: undefined, product: undefined, by: 'manager' as const } };
  const came = await revenueFigure(ofManager, { name: managerId, currency }, 'what came');
  const stated: Ground = {
    role: 'what was said',
    table: 'stated_forecasts',
    rows: own.map(({ position, amount }) => ({ key: [position], adds: amount })),
  };
  const months = own
    .map(
      ({ month, amount, came: net, yearBefore }) =>
        `${month} ${amount} − ${net}, a year before ${yearBefore ?? 'unknown'}`,
    )
    .join('; ');
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const figure = came(() => ({ value, formula: `said − came: ${months}` }));
      return [name, { ...figure, grounds: [...figure.grounds, stated] }];
    }),
  );
};

export const explainedForecast = (explained: ForecastExplained): ExplainedSections => {
  const ofAll = { ...explained, asked: { ...explained.asked, by: undefined } };
  return {
    forecast: {
      key: ['currency', 'month'],
      described: [],
      figuresOf: ([currency = '', month = '']) => ofForecast(ofAll, currency, month),
    },
    methods: {
      key: ['currency'],
      described: [],
      figuresOf: ([currency = '']) => ofMethod(ofAll, currency),
    },
    'open-lines': {
      key: ['currency'],
      described: [],
      figuresOf: ([currency]) => ofOpenLines(explained, nameIn(currency)),
    },
    people: {
      key: ['managerId', 'currency'],
      described: [],
      figuresOf: ([managerId = '', currency = '']) => ofPerson(ofAll, managerId, currency),
    },
    summary: {
      key: [explained.asked.by ?? 'month', 'currency'],
      described: [],
      figuresOf: ([name, currency = '']) => ofKey(explained, nameIn(name), currency),
    },
    history: {
      key: ['currency', 'month'],
      described: ['isWhole'],
      figuresOf: async ([currency = '', month]) => ({
        net: (await revenueFigure(ofAll, { name: nameIn(month), currency }, 'counted'))(differenceOf),
      }),
    },
  };
};
