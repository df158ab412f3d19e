import { sql } from 'kysely';
import { mergedClients } from '../groupings/merged-clients';
import { segmentNow } from '../groupings/segments';
import { groupBy } from '../kit/group-by';
import { mostFrequent } from '../kit/spellings';
import { isWithin, type ReportWindow } from '../kit/window';
import { bestUse, type BestUse, type HourUse } from '../statistics/knapsack';
import type { Interval } from '../statistics/proportion';
import { seededChance } from '../statistics/seeded-chance';
import { sum } from '../statistics/sum';
import type { CapacityDb } from './purchases';

/** What was spent on a client in a window, and what came of it. */
export interface WorkedClient {
  readonly clientId: string;
  readonly segment: string | null;
  readonly hours: number;
  /** Margin of what it accepted, or turnover where no cost is known. */
  readonly brought: number;
}

export interface WorkedClients {
  readonly clients: readonly WorkedClient[];
  readonly currency: string | null;
  readonly isMargin: boolean;
  /** How many accepted lines are in other currencies, and so in no figure. */
  readonly otherLines: number;
}

interface Talked {
  readonly clientId: string;
  readonly seconds: number;
}

interface Brought {
  readonly clientId: string;
  readonly currency: string;
  readonly value: number;
  readonly margin: number | null;
}

const SECONDS = 3_600;

/** Hours of calls × so many for the rest of the work, and what was accepted in the currency that most of it is in. */
export const workedClients = async (
  db: CapacityDb,
  window: ReportWindow,
  hoursPerHour: number,
): Promise<WorkedClients> => {
  const { rows: calls } = await sql<Talked>`select "clientId", sum("seconds") as "seconds" from "calls"
    where "voided" = 0 and "clientId" is not null and "seconds" is not null and ${isWithin('at', window)}
    group by "clientId" order by "clientId"`.execute(db);
  const { rows: lines } = await sql<Brought>`select "clientId", "currency", "value", "margin" from "offer_lines"
    where "voided" = 0 and "outcome" = 'accepted' and "value" is not null and ${isWithin('outcomeAt', window)}
    order by "clientId", "offerId", "version", "lineId"`.execute(db);
  const currency = mostFrequent(lines.map((each) => each.currency));
  const own = lines.filter((each) => each.currency === currency);
  const isMargin = own.length > 0 && own.every(({ margin }) => margin !== null);
  const [{ of }, segmentOf] = [await mergedClients(db), await segmentNow(db)];
  const [talked, brought] = [groupBy(calls, (each) => of(each.clientId)), groupBy(own, (each) => of(each.clientId))];
  const clients = [...new Set([...talked.keys(), ...brought.keys()])].sort().map((clientId) => ({
    clientId,
    segment: segmentOf(clientId),
    hours: (hoursPerHour * sum((talked.get(clientId) ?? []).map(({ seconds }) => seconds))) / SECONDS,
    brought: sum((brought.get(clientId) ?? []).map(({ value, margin }) => (isMargin ? (margin ?? 0) : value))),
  }));
  return { clients, currency, isMargin, otherLines: lines.length - own.length };
};

/** How many clients there are at least in a segment for each that is worked with; 1: all are known. */
export type GrowthOf = (segment: string | null) => number;

const hoursOf = (clients: readonly WorkedClient[]): number => sum(clients.map((each) => each.hours));
const broughtOf = (clients: readonly WorkedClient[]): number => sum(clients.map(({ brought }) => brought));

/** What an hour brings in each segment, and how many hours it can take: as many for each client that it has at least. */
export const usesOf = (clients: readonly WorkedClient[], growthOf: GrowthOf): readonly HourUse[] =>
  [...groupBy(clients, ({ segment }) => segment)].flatMap(([name, own]) => {
    const hours = hoursOf(own);
    return hours === 0 ? [] : [{ name, perHour: broughtOf(own) / hours, mostHours: hours * growthOf(name) }];
  });

export interface Capacity {
  readonly hours: number;
  readonly profit: number;
  readonly best: BestUse;
  /** So much in 80 % of companies with other clients of the same kinds; null where too few are known to draw from. */
  readonly oneMore: Interval | null;
  readonly mostProfit: Interval | null;
}

export const CAPACITY_DRAWS = 500;
const TAIL = 0.1;
/** Of fewer clients with hours of talk, the draws are too alike to say how far it may be wrong. */
export const FEWEST_WORKED = 10;

const rangeOfDraws = (values: readonly number[]): Interval => {
  const ordered = values.toSorted((one, other) => one - other);
  const at = (share: number): number => ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0;
  return { low: at(TAIL), high: at(1 - TAIL) };
};

/** The clients of each segment, drawn anew with as many of them (bootstrap: Efron 1979). */
const drawnAnew = (segments: readonly (readonly WorkedClient[])[], next: () => number): readonly WorkedClient[] =>
  segments.flatMap((own) => own.map((each) => own[Math.floor(next() * own.length)] ?? each));

/** The best use of hours; what segments brought that took none stays as it is. */
const bestOf = (clients: readonly WorkedClient[], growthOf: GrowthOf, hours: number): BestUse => {
  const best = bestUse(usesOf(clients, growthOf), hours);
  const segments = [...groupBy(clients, ({ segment }) => segment).values()];
  const withoutHours = sum(segments.filter((own) => hoursOf(own) === 0).map(broughtOf));
  return { ...best, profit: best.profit + withoutHours };
};

export const capacityOf = (clients: readonly WorkedClient[], growthOf: GrowthOf, seed: number): Capacity => {
  const hours = hoursOf(clients);
  const next = seededChance(seed);
  const segments = [...groupBy(clients, ({ segment }) => segment).values()];
  const isKnown = clients.filter((each) => each.hours > 0).length >= FEWEST_WORKED;
  const drawn = Array.from({ length: isKnown ? CAPACITY_DRAWS : 0 }, () =>
    bestOf(drawnAnew(segments, next), growthOf, hours),
  );
  return {
    hours,
    profit: broughtOf(clients),
    best: bestOf(clients, growthOf, hours),
    oneMore: isKnown ? rangeOfDraws(drawn.map((each) => each.oneMore)) : null,
    mostProfit: isKnown ? rangeOfDraws(drawn.map((each) => each.profit)) : null,
  };
};
