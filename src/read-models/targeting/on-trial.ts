import { sql } from 'kysely';
import { DAY, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { judgedRanking, type AnswerOnTrial, type TriedCase } from '../kit/answer-on-trial';
import { seededChance, shuffled } from '../statistics/seeded-chance';
import { chancesWithout, segmentKey, type OfferedLine } from './chances';
import { productsOnSale, targetedLines, type TargetedLine } from './lines';
import type { OnSale } from './indexes';
import { standingsOf } from './standing';
import type { FactsDb, FactTables } from '../facts/tables';
import { groupBy, memoised } from '../kit/group-by';

const HORIZON_DAYS = 90;
/** The lines offered in so many days after a date are those that are foretold. */
const OFFERED_DAYS = 30;
const LOOKED_BACK = 365 * DAY;
/** How often managers are dealt out by chance at each date: of fewer, chance alone makes 5 % look like 2 or 8 %. */
const RUNS = 50;

/**
 * Deals lines out by a seed: each client of each manager is given to a manager by lot, so that all are equally good. What is
 * the same in every deal is made once.
 */
const dealerOf = (lines: readonly OfferedLine[]): ((seed: number) => readonly OfferedLine[]) => {
  // Two managers' clients that are one client stay two.
  const clients = [...groupBy(lines, ({ managerId, clientId }) => `${managerId} ${clientId}`)];
  const placeOf = new Map(clients.flatMap(([, own], place) => own.map((line) => [line, place])));
  const placed = lines.map((line) => ({ line, place: placeOf.get(line) ?? 0 }));
  const managers = clients.flatMap(([, own]) => own.slice(0, 1).map(({ managerId }) => managerId));
  return (seed) => {
    const dealt = shuffled(managers, seededChance(seed));
    return placed.map(({ line: { segment, productId, solicited, month, accepted }, place }) => {
      const [managerId = '', clientId = ''] = [dealt[place], clients[place]?.[0]];
      // Field by field, and only those that count: a spread of all that a line has made the trial a sixth longer.
      return { managerId, clientId, segment, productId, solicited, month, accepted };
    });
  };
};

const accusedRuns = (lines: readonly OfferedLine[], onSale: OnSale, seed: number): number => {
  const dealtOut = dealerOf(lines);
  return Array.from({ length: RUNS }, (_, run) => standingsOf(dealtOut(seed * RUNS + run), onSale)).filter(
    ({ managers }) => managers.some(({ patterns }) => patterns.length > 0),
  ).length;
};

const acceptedShare = (decided: readonly OfferedLine[]): number =>
  decided.length === 0 ? 0 : decided.filter(({ accepted }) => accepted).length / decided.length;

/** What each product was accepted of all lines that were decided: what anybody would look at. */
const ratesOf = (lines: readonly OfferedLine[]): ((productId: string) => number) => {
  const decided = lines.filter(({ accepted }) => accepted !== undefined);
  const ofProducts = groupBy(decided, ({ productId }) => productId);
  return memoised((productId) => acceptedShare(ofProducts.get(productId) ?? decided));
};

const offeredCases = (past: readonly OfferedLine[], came: readonly TargetedLine[]): readonly TriedCase[] => {
  const segments = chancesWithout(past)(undefined);
  const rateOf = ratesOf(past);
  return came.flatMap((line) => {
    if (line.accepted === undefined) return [];
    const { chance } = segments(segmentKey(line)).of(line.productId);
    const benchmark = rateOf(line.productId);
    const worth = Math.max(0, line.worth ?? 0);
    const money = line.accepted ? worth : 0;
    const losses = { loss: chance * worth, lossBenchmark: benchmark * worth };
    return [{ chance, score: chance, benchmark, happened: line.accepted, money, ...losses }];
  });
};

const offeredAfter = (db: FactsDb, from: Moment): Promise<readonly TargetedLine[]> => {
  const justAfter = momentOf(millisecondsOf(from) + 1);
  return targetedLines(db, justAfter, momentOf(millisecondsOf(justAfter) + OFFERED_DAYS * DAY));
};

const isDecidedBy =
  (until: Moment) =>
  ({ outcomeAt }: TargetedLine): boolean =>
    outcomeAt !== null && outcomeAt <= until;

/** Which offered lines are accepted, on which targeting rests; and whether anybody is named where all are equal. */
export const targetingOnTrial: AnswerOnTrial = {
  name: 'targeting',
  version: 2,
  says: `which of the lines offered in the next ${OFFERED_DAYS} days will be accepted`,
  benchmark: 'the product’s own rate of acceptance',
  horizonDays: HORIZON_DAYS,
  reads: ['managers', 'clients', 'products', 'offers', 'enquiries'],
  toldUntil: async (db) => {
    const { rows } = await sql<{ last: Moment | null }>`select max("outcomeAt") as "last" from "offer_lines"`.execute(
      db,
    );
    return rows[0]?.last ?? null;
  },
  ask: async (past, { at }) => {
    const db = past.withTables<FactTables>();
    const lines = await targetedLines(db, momentOf(millisecondsOf(at) - LOOKED_BACK), momentOf(millisecondsOf(at) + 1));
    const accused = accusedRuns(lines, await productsOnSale(db, at), Math.floor(millisecondsOf(at) / DAY));
    return async (now, until) => {
      const offered = await offeredAfter(now.withTables<FactTables>(), at);
      const { figures, calibration } = judgedRanking(offeredCases(lines, offered.filter(isDecidedBy(until))));
      return { figures: { ...figures, runs: RUNS, accusedRuns: accused }, calibration };
    };
  },
};
