import { sql } from 'kysely';
import { dayNumberOf, dayOf } from '../../domain/shared/time';
import { nameIn } from '../groupings/explained-rows';
import { isInSegment } from '../groupings/segments';
import { mergedClients } from '../groupings/merged-clients';
import { hasValue, isAmong } from '../kit/conditions';
import { computed, figuresOfRow, shortly, rowsWith } from '../kit/grounds';
import type {
  AnswerRow,
  ExplainedSections,
  Ground,
  ReportContext,
  ReportFigure,
  ReportFigures,
  SqlPart,
} from '../kit/report';
import { isWithin, type ReportWindow } from '../kit/window';
import { basisGround, segmentGrounds } from '../sales/grounds';
import { ALIVE_FORMULA, lifetimeNumbers } from '../sales/outlook-formulas';
import { usualBasis, utcDay, type Basis } from '../sales/sales';
import { richnessVariance } from '../statistics/richness';
import { CAPACITY_DRAWS, type Capacity, type WorkedClients } from './hours';
import { BUYING_AHEAD_DAYS, livingClients, type LivingClient } from './living';
import { marketSizeRow, marketSizes, seenOftenOf } from './market';
import { LAST_YEAR_DAYS, type Buyer, type CapacityDb } from './purchases';
import { hoursRows, livingClientRow, livingRows, marketRows, profitRows } from './rows';

/** What was asked, and what was found for it. */
export interface AskedCapacity {
  readonly window: ReportWindow;
  readonly hoursPerHour: number;
  readonly worked: WorkedClients;
  readonly buyers: readonly Buyer[];
  readonly capacity: Capacity;
}

interface CapacityExplained {
  readonly db: CapacityDb;
  readonly context: ReportContext;
  readonly asked: AskedCapacity;
}

/** Purchases up to the moment of the report: the rows that buyers are told by. */
const boughtGround = (basis: Basis, { at }: ReportContext, role: string, that: readonly SqlPart[] = []): Ground =>
  basis === 'accepted'
    ? rowsWith(role, 'offer_lines', sql`"voided" = 0 and "outcome" = 'accepted' and "outcomeAt" <= ${at}`, ...that)
    : rowsWith(role, 'invoices', sql`"voided" = 0 and "issuedAt" <= ${at}`, ...that);

const besideBuyers: readonly Ground[] = [...segmentGrounds, basisGround];

type Formulas = Readonly<Record<string, string>>;
const byFormula = (formulas: Formulas, otherwise: string) => (column: string) => formulas[column] ?? otherwise;

const rowWithName = (rows: readonly AnswerRow[], column: string, name: string | null): AnswerRow | undefined =>
  rows.find((row) => row[column] === name);

/** The figures of a row, less the columns that name and describe it. */
const figuresExcept = (
  row: AnswerRow,
  columns: readonly string[],
  grounds: readonly Ground[],
  formulaOf: (column: string) => string,
): ReportFigures =>
  figuresOfRow(Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))), grounds, formulaOf);

const richnessFormulas = (buyers: readonly Buyer[]): Formulas => {
  const counted = seenOftenOf(buyers);
  const { seen, once, twice } = counted;
  const [least, unseen] = [`${seen} + ${once} × (${once} − 1) ÷ (2 × (${twice} + 1))`, once * (once - 1)];
  const bound = (side: '÷' | '×'): string =>
    unseen > 0
      ? `${seen} + u ${side} exp(1.96 × √ln(1 + ${shortly(richnessVariance(counted))} ÷ u²)), u = clientsAtLeast − ${seen}, in whole clients`
      : `none: ${once} bought once, and it takes two to tell how far it may be wrong`;
  return {
    buyers: 'different clients that bought, after merges',
    clientsAtLeast: least,
    ...{ clientsLow: bound('÷'), clientsHigh: bound('×') },
  };
};

/** What clients of a segment bought. */
const boughtInSegment = async ({ db, context }: CapacityExplained, basis: Basis, segment: string | null) => {
  const isIn = await isInSegment(db, segment);
  return boughtGround(basis, context, 'counted', [isIn(sql.ref('clientId'))]);
};

/** Those who bought on so many days, by their purchases. */
const countOfBuyers = async (
  { db, context }: CapacityExplained,
  basis: Basis,
  buyers: readonly Buyer[],
  beside: readonly Ground[],
): Promise<ReportFigure> => {
  const { idsOf } = await mergedClients(db);
  const ids = buyers.flatMap(({ clientId }) => idsOf(clientId));
  return computed([boughtGround(basis, context, 'counted', [isAmong(sql.ref('clientId'), ids)]), ...beside], () => ({
    value: buyers.length,
    formula: `count: ${buyers.length} different clients of these purchases`,
  }));
};

const marketFigures = async (of: CapacityExplained, basis: Basis, segment: string | null) => {
  const row = rowWithName(marketRows(of.asked.buyers), 'segment', segment);
  if (!row) return undefined;
  const buyers = of.asked.buyers.filter((buyer) => buyer.segment === segment);
  const grounds = [await boughtInSegment(of, basis, segment), ...besideBuyers];
  const boughtOn = (days: number) =>
    countOfBuyers(
      of,
      basis,
      buyers.filter((buyer) => buyer.days.length === days),
      grounds,
    );
  return {
    ...figuresExcept(row, ['segment'], grounds, byFormula(richnessFormulas(buyers), '')),
    ...{ boughtOnce: await boughtOn(1), boughtTwice: await boughtOn(2) },
  };
};

const marketSizeFigures = async (of: CapacityExplained, basis: Basis, segment: string | null) => {
  const { db, context, asked } = of;
  const sizes = await marketSizes(db, asked.buyers, context.at);
  const size = sizes.find((each) => marketSizeRow(each)['segment'] === segment);
  if (!size) return undefined;
  const { stated, buyers } = size;
  const said = rowsWith('what was said', 'stated_market_sizes', sql`"position" = ${stated.position}`);
  const bought = segment === null ? boughtGround(basis, context, 'counted') : await boughtInSegment(of, basis, segment);
  const formulas = { ...richnessFormulas(buyers), reached: `${buyers.length} ÷ ${stated.clients}` };
  return figuresExcept(
    marketSizeRow(size),
    ['segment'],
    [said, bought, ...besideBuyers],
    byFormula(formulas, 'as stated_market_sizes has it: the last one that was said'),
  );
};

const livingFigures = (of: CapacityExplained, basis: Basis, segment: string | null): ReportFigures | undefined => {
  const living = livingClients(of.asked.buyers, of.context.at);
  const row = rowWithName(livingRows(living), 'segment', segment);
  const own = living.filter((client) => client.segment === segment);
  const variance = own.reduce((total, { chanceAlive }) => total + chanceAlive * (1 - chanceAlive), 0);
  const bound = (side: string): string =>
    `alive ${side} 1.96 × √${shortly(variance)}, the sum of P(alive) × (1 − P(alive))`;
  const alive = `sum over ${own.length} buyers of ${ALIVE_FORMULA}`;
  const grounds = [boughtGround(basis, of.context, 'estimated of'), ...besideBuyers];
  const formulas = {
    buyers: 'different clients that bought, after merges',
    aliveLow: bound('−'),
    aliveHigh: bound('+'),
  };
  return row && figuresExcept(row, ['segment'], grounds, byFormula(formulas, alive));
};

const formulasOfClient = ({ model, seen, lastYear, chanceOfPurchase }: LivingClient): Formulas => {
  const numbers = lifetimeNumbers(model, seen, 'all clients');
  return {
    purchases: 'different weeks with a purchase, counted back from the day of the report',
    daysSince: 'days from the last purchase to the day of the report',
    chanceAlive: `${ALIVE_FORMULA}; ${numbers}`,
    chanceOfPurchase: `P(alive) × (1 − ((α + T) ÷ (α + T + h))^(r + x)); h ${shortly(BUYING_AHEAD_DAYS / 7)} weeks ahead; ${numbers}`,
    atStake: `${lastYear} × (1 − ${shortly(chanceOfPurchase)})`,
  };
};

const livingClientFigures = async (of: CapacityExplained, basis: Basis, clientId: string) => {
  const { db, context, asked } = of;
  const client = livingClients(asked.buyers, context.at).find((each) => each.clientId === clientId);
  if (!client) return undefined;
  const isOwn = isAmong(sql.ref('clientId'), (await mergedClients(db)).idsOf(clientId));
  const bought = (role: string, ...that: readonly SqlPart[]): Ground =>
    boughtGround(basis, context, role, [isOwn, ...that]);
  const all = boughtGround(basis, context, 'estimated of');
  const row = livingClientRow(client);
  const [day, net] = basis === 'accepted' ? ['outcomeAt', 'value'] : ['issuedAt', 'net'];
  const yearAgo = dayOf(dayNumberOf(utcDay(context.at)) - LAST_YEAR_DAYS);
  const lately = bought(
    'counted',
    sql`substr(${sql.ref(day)}, 1, 10) > ${yearAgo}`,
    hasValue(sql.ref('currency'), client.currency),
  );
  const added = 'where' in lately.rows ? { ...lately, rows: { ...lately.rows, adds: sql.ref(net) } } : lately;
  const lastYear: ReportFigure = computed([added, bought('bought'), all, ...besideBuyers], ([total]) => ({
    value: row['lastYear'] ?? null,
    formula: `sum over ${total?.rows ?? 0} purchases of the last ${LAST_YEAR_DAYS} days`,
  }));
  const figures = figuresExcept(
    row,
    ['clientId', 'segment', 'currency'],
    [bought('bought'), all, ...besideBuyers],
    byFormula(formulasOfClient(client), ''),
  );
  return { ...figures, lastYear };
};

/** What hours and what they brought are told by: calls, and all lines that say in what it is counted. */
const workedGrounds = async ({ db, asked }: CapacityExplained, segment?: string | null): Promise<readonly Ground[]> => {
  const isIn = segment === undefined ? [] : [(await isInSegment(db, segment))(sql.ref('clientId'))];
  const isCall = sql`"voided" = 0 and "clientId" is not null and "seconds" is not null`;
  const isAccepted = sql`"voided" = 0 and "outcome" = 'accepted' and "value" is not null`;
  return [
    rowsWith('calls', 'calls', isCall, isWithin('at', asked.window), ...isIn),
    rowsWith('brought, or told by', 'offer_lines', isAccepted, isWithin('outcomeAt', asked.window)),
  ];
};

const hoursText = ({ hoursPerHour }: AskedCapacity): string =>
  `seconds of calls ÷ 3600${hoursPerHour === 1 ? '' : ` × ${shortly(hoursPerHour)} for the rest of the work`}`;

const hoursFigures = async (of: CapacityExplained, basis: Basis, segment: string | null) => {
  const { asked, context } = of;
  const row = rowWithName(hoursRows(asked.worked, asked.capacity), 'segment', segment);
  if (!row) return undefined;
  const own = asked.worked.clients.filter((client) => client.segment === segment);
  const brought = own.reduce((total, each) => total + each.brought, 0);
  const hours = shortly(own.reduce((total, each) => total + each.hours, 0));
  const counted = [...(await workedGrounds(of, segment)), ...besideBuyers];
  const bought = await boughtInSegment(of, basis, segment);
  const all = [...(await workedGrounds(of)), boughtGround(basis, context, 'estimated of'), ...besideBuyers];
  const formulas: Formulas = {
    clients: 'different clients with hours, or that something was accepted of',
    hours: hoursText(asked),
    perHour: `${brought} ÷ ${hours}`,
    mostHours: `${hours} × clientsAtLeast ÷ buyers of the segment (section market)`,
    bestHours: `what is left of ${shortly(asked.capacity.hours)} hours after the segments that bring more in each, mostHours at most`,
  };
  const grounds = (column: string): readonly Ground[] => {
    if (column === 'bestHours') return all;
    return column === 'mostHours' ? [...counted, bought] : counted;
  };
  return Object.entries(formulas).reduce<ReportFigures>(
    (figures, [column, formula]) => ({
      ...figures,
      [column]: computed(grounds(column), () => ({ value: row[column] ?? null, formula })),
    }),
    {},
  );
};

const profitFigures = async (of: CapacityExplained, basis: Basis, currency: string | null) => {
  const { worked, capacity } = of.asked;
  const row = worked.clients.length > 0 ? rowWithName(profitRows(worked, capacity), 'currency', currency) : undefined;
  if (!row) return undefined;
  const used = capacity.best.hours.filter(({ hours }) => hours > 0);
  const best = used.map(({ use, hours }) => `${use.name ?? 'no segment'} ${shortly(hours)} × ${shortly(use.perHour)}`);
  const range = `of ${CAPACITY_DRAWS} companies drawn anew from the same clients, 80 % lie between both`;
  const formulas: Formulas = {
    countedIn: 'margin where the cost of all accepted lines is known, else turnover',
    hours: hoursText(of.asked),
    profit: 'sum of what was accepted in this currency',
    mostProfit: `${best.join(' + ')}, and what segments without hours brought`,
    oneMoreHour: 'perHour of the best segment that could take more; 0 where none could',
  };
  const grounds = [...(await workedGrounds(of)), boughtGround(basis, of.context, 'estimated of'), ...besideBuyers];
  return figuresExcept(row, ['currency'], grounds, byFormula(formulas, range));
};

export const explainedCapacity = async (of: CapacityExplained): Promise<ExplainedSections> => {
  const basis = await usualBasis(of.db);
  const bySegment = (
    described: readonly string[],
    figuresOf: (
      of: CapacityExplained,
      basis: Basis,
      segment: string | null,
    ) => ReturnType<ExplainedSections[string]['figuresOf']>,
  ) => ({
    ...{ key: ['segment'], described },
    figuresOf: ([segment]: readonly string[]) => figuresOf(of, basis, nameIn(segment)),
  });
  return {
    profit: {
      ...{ key: ['currency'], described: [] },
      figuresOf: ([currency]) => profitFigures(of, basis, nameIn(currency)),
    },
    hours: bySegment(['currency'], hoursFigures),
    market: bySegment([], marketFigures),
    'market-size': bySegment([], marketSizeFigures),
    living: bySegment([], livingFigures),
    clients: {
      ...{ key: ['clientId'], described: ['segment', 'currency'], isSelection: true },
      figuresOf: ([clientId = '']) => livingClientFigures(of, basis, clientId),
    },
  };
};
