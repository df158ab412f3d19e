import { sql } from 'kysely';
import { DAY, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { acceptanceIn, decidedBySegment } from '../groupings/acceptance-by-segment';
import { areChosen, type Chosen } from '../groupings/chosen-rows';
import { segmentNow } from '../groupings/segments';
import type { OfferLineRow } from '../facts/offers/tables';
import { groupBy } from '../kit/group-by';
import type { ReportContext, SqlPart } from '../kit/report';
import { intraClusterCorrelation } from '../statistics/dispersion';
import { incidenceOf, type Lasted } from '../statistics/incidence';
import { seededChance } from '../statistics/seeded-chance';
import { normalQuantile } from '../statistics/student';
import { sum } from '../statistics/sum';
import type { ForecastDb } from './history';
import { RANGE_LEVEL } from './outlooks';

/** How far ahead it is asked what open lines bring. */
export const OPEN_AHEAD_DAYS = 90;
export const DRAWS = 2_000;

type LineColumn = 'offerId' | 'version' | 'lineId' | 'clientId' | 'productId' | 'value' | 'currency';
export type OpenLineRow = Pick<OfferLineRow, LineColumn> & {
  /** When its first version was offered. */
  readonly since: Moment;
};

/** An open line and the chances that it is accepted: in the end by its product and segment, and in the next 90 days. */
export interface ChancedLine extends OpenLineRow {
  readonly acceptance: number;
  readonly chance: number;
}

/** Of lines `l`: open at the moment, and valid. */
export const isOpenAt = (at: Moment): SqlPart =>
  sql`l."voided" = 0 and l."outcome" = 'open' and l."offeredAt" <= ${at}
    and (l."validUntil" is null or l."validUntil" >= ${at})`;

/** Of lines `l`: something is learned of how long they took and how they ended. */
export const isToldOf: SqlPart = sql`l."voided" = 0 and l."outcome" not in ('invalid', 'revised')`;

interface OpenAsked extends Chosen {
  readonly at: Moment;
}

export const openLinesWhere = (question: OpenAsked): readonly SqlPart[] => [
  isOpenAt(question.at),
  ...areChosen(question, {
    ...{ manager: sql`l."managerId"`, product: sql`l."productId"`, client: sql`l."clientId"` },
  }),
];

/** How old a line is counts from its first version. */
const since = sql`(select min(f."offeredAt") from "offer_lines" f
  where f."offerId" = l."offerId" and f."lineId" = l."lineId")`;

type PastLine = Pick<OfferLineRow, 'clientId' | 'productId' | 'outcome' | 'outcomeAt'> & { readonly since: Moment };

/** A line that went on: when it was offered, and when and how it ended. */
interface TracedLine extends Lasted {
  readonly clientId: string;
  readonly productId: string;
  readonly from: number;
}

const traced = ({ clientId, productId, since: from, outcome, outcomeAt }: PastLine, at: Moment): TracedLine => {
  const begun = millisecondsOf(from) / DAY;
  const time = Math.max(0, millisecondsOf(outcomeAt ?? at) / DAY - begun);
  const otherwise = outcome === 'open' ? 'open' : 'other';
  return { clientId, productId, from: begun, time, end: outcome === 'accepted' ? 'happened' : otherwise };
};

const tracedLines = async (db: ForecastDb, at: Moment): Promise<readonly TracedLine[]> => {
  const { rows } = await sql<PastLine>`select l."clientId", l."productId", ${since} as "since", l."outcome",
      l."outcomeAt" from "offer_lines" l where ${isToldOf}
    order by l."offeredAt", l."offerId", l."lineId", l."version"`.execute(db);
  return rows.map((row) => traced(row, at));
};

/** What such chances were worth: how many came for each that was expected, and by which share that changes. */
interface Replayed {
  readonly level: number;
  readonly spread: number;
}

/** Looked back at so many moments a month apart, of which so many had as many open lines as make them tell something. */
const MOST_REPLAYS = 6;
const FEWEST_REPLAYS = 3;
const FEWEST_EXPECTED = 2;
const MONTH_DAYS = 30;

const replayedAt = (lines: readonly TracedLine[], day: number, chanceOf: (line: TracedLine, day: number) => number) => {
  const open = lines.filter(({ from, time, end }) => from <= day && (end === 'open' || from + time > day));
  const came = open.filter(({ from, time, end }) => end === 'happened' && from + time <= day + OPEN_AHEAD_DAYS);
  return { expected: sum(open.map((line) => chanceOf(line, day))), came: came.length };
};

/** Null where the past is too short to say. */
const replayed = (
  lines: readonly TracedLine[],
  today: number,
  chanceOf: (line: TracedLine, day: number) => number,
): Replayed | null => {
  const replays = Array.from({ length: MOST_REPLAYS }, (_, month) =>
    replayedAt(lines, today - OPEN_AHEAD_DAYS - month * MONTH_DAYS, chanceOf),
  ).filter(({ expected }) => expected >= FEWEST_EXPECTED);
  if (replays.length < FEWEST_REPLAYS) return null;
  const level = sum(replays.map(({ came }) => came)) / sum(replays.map(({ expected }) => expected));
  const apart = replays.map(({ came, expected }) => (level === 0 ? 0 : (came / (level * expected) - 1) ** 2));
  // By chance alone a count of so many is apart by so much.
  const byChance = sum(replays.map(({ expected }) => (level === 0 ? 0 : 1 / (level * expected)))) / replays.length;
  return { level, spread: Math.sqrt(Math.max(0, sum(apart) / (replays.length - 1) - byChance)) };
};

export interface LineChances {
  readonly chanceOf: (line: OpenLineRow) => Pick<ChancedLine, 'acceptance' | 'chance'> | null;
  /** How alike the outcomes of one client are. */
  readonly correlation: number;
  readonly replayed: Replayed | null;
}

type AcceptanceOf = (line: Pick<OpenLineRow, 'clientId' | 'productId'>) => number | null;

/** How alike decided lines of one client are beyond what their acceptance says. */
const clientCorrelation = (lines: readonly TracedLine[], acceptanceOf: AcceptanceOf): number => {
  const decided = lines.flatMap((line) => {
    const chance = acceptanceOf(line);
    return line.end === 'open' || chance === null ? [] : [{ ...line, chance, happened: line.end === 'happened' }];
  });
  return intraClusterCorrelation([...groupBy(decided, ({ clientId }) => clientId).values()]);
};

/**
 * By how long it has been open: of lines as old, how many are accepted in the next 90 days; by product and segment, as their
 * acceptance is to that of all; corrected by what such chances were worth when they are asked of the past.
 */
export const lineChances = async (db: ForecastDb, at: Moment): Promise<LineChances> => {
  const counted = await decidedBySegment(db);
  const [ofProduct, segmentOf] = [acceptanceIn(counted), await segmentNow(db)];
  const acceptanceOf: AcceptanceOf = ({ clientId, productId }) => ofProduct(segmentOf(clientId), productId);
  const usual = sum(counted.map(({ successes }) => successes)) / sum(counted.map(({ trials }) => trials));
  const lines = await tracedLines(db, at);
  const { within } = incidenceOf(lines);
  const chanceAt = (line: Parameters<AcceptanceOf>[0], from: number, day: number): number => {
    const acceptance = acceptanceOf(line);
    return acceptance === null || usual === 0
      ? 0
      : Math.min(1, (acceptance / usual) * within(day - from, OPEN_AHEAD_DAYS));
  };
  const today = millisecondsOf(at) / DAY;
  const past = replayed(lines, today, (line, day) => chanceAt(line, line.from, day));
  const chanceOf: LineChances['chanceOf'] = (line) => {
    const acceptance = acceptanceOf(line);
    const raw = chanceAt(line, millisecondsOf(line.since) / DAY, today);
    return acceptance === null ? null : { acceptance, chance: Math.min(1, raw * (past?.level ?? 1)) };
  };
  return { chanceOf, correlation: clientCorrelation(lines, acceptanceOf), replayed: past };
};

export const openLinesAt = async (
  db: ForecastDb,
  question: OpenAsked,
  chances: LineChances,
): Promise<readonly ChancedLine[]> => {
  const { rows } = await sql<OpenLineRow>`select l."offerId", l."version", l."lineId", l."clientId", l."productId",
      ${since} as "since", l."value", l."currency" from "offer_lines" l
    where ${sql.join(openLinesWhere(question), sql` and `)}
    order by l."offeredAt", l."offerId", l."lineId"`.execute(db);
  return rows.flatMap((row) => {
    const chance = chances.chanceOf(row);
    return chance === null ? [] : [{ ...row, ...chance }];
  });
};

/**
 * What the lines bring in one draw: all chances are more or less by as much as they were in the past, and of the lines of a
 * client some fall together, the more the more alike his are.
 */
const drawnOnce = (
  clients: readonly (readonly ChancedLine[])[],
  together: number,
  spread: number,
  next: () => number,
): number => {
  const times = 1 + spread * normalQuantile(next());
  let brought = 0;
  for (const lines of clients) {
    const common = next();
    for (const { chance, value } of lines) {
      const fell = next() < together ? common : next();
      if (fell < chance * times) brought += value ?? 0;
    }
  }
  return brought;
};

export interface OpenLinesRange {
  readonly currency: string | null;
  readonly lines: readonly ChancedLine[];
  readonly value: number;
  readonly expectedLines: number;
  readonly expected: number;
  /** Within these it comes in eight of ten draws; null where the past is too short to say. */
  readonly low: number | null;
  readonly high: number | null;
}

type Spreading = Pick<LineChances, 'correlation' | 'replayed'>;

const drawnRange = (
  lines: readonly ChancedLine[],
  { correlation, replayed: past }: Spreading,
  seed: number,
): Pick<OpenLinesRange, 'low' | 'high'> => {
  if (past === null) return { low: null, high: null };
  const next = seededChance(seed);
  const clients = [...groupBy(lines, ({ clientId }) => clientId).values()];
  const draws = Array.from({ length: DRAWS }, () => drawnOnce(clients, Math.sqrt(correlation), past.spread, next));
  const ordered = draws.toSorted((one, other) => one - other);
  const at = (share: number): number => ordered[Math.min(DRAWS - 1, Math.floor(share * DRAWS))] ?? 0;
  return { low: at((1 - RANGE_LEVEL) / 2), high: at((1 + RANGE_LEVEL) / 2) };
};

const currencyOfOpen = ({ value, currency }: OpenLineRow): string | null => (value === null ? null : currency);

/** The draws of a day are always the same. */
export const seedOfDay = ({ at, zone }: Pick<ReportContext, 'at' | 'zone'>): number =>
  localDayNumber(millisecondsOf(at), zone);

/** What the open lines bring in the next 90 days, by currency; those without a price last. */
export const openLinesRanges = (
  lines: readonly ChancedLine[],
  chances: Spreading,
  context: Pick<ReportContext, 'at' | 'zone'>,
): readonly OpenLinesRange[] =>
  [...groupBy(lines, currencyOfOpen)]
    .map(([currency, own]) => ({
      ...{ currency, lines: own, value: sum(own.map(({ value }) => value ?? 0)) },
      expectedLines: sum(own.map(({ chance }) => chance)),
      expected: sum(own.map(({ chance, value }) => chance * (value ?? 0))),
      ...drawnRange(own, chances, seedOfDay(context)),
    }))
    .toSorted((one, other) => other.value - one.value);
