import { mergedClients } from '../groupings/merged-clients';
import { byMoney } from '../kit/order';
import type { AnswerRow, ReportContext } from '../kit/report';
import { chancesWithout, segmentKey, type AcceptanceChance, type OfferedLine } from './chances';
import { flaggedLine, productHistories, type FlaggedLine } from './flags';
import { askedFor, durableRefusals, type TargetedLine } from './lines';
import type { ManagerIndex } from './indexes';
import type { Standings } from './standing';
import type { FactsDb } from '../facts/tables';
import { sum } from '../statistics/sum';
import type { TargetingAsked } from './asked';

const notTold = { index: null, interval: { low: null, high: null }, lines: null, clients: null };

const indexCells = (name: string, told: ManagerIndex | null): AnswerRow => {
  const { index, interval, lines, clients } = told ?? notTold;
  return {
    ...{ [name]: index, [`${name}Low`]: interval.low, [`${name}High`]: interval.high },
    ...{ [`${name}Lines`]: lines, [`${name}Clients`]: clients },
  };
};

/** By id, not by figure: a list that is ordered by how bad people are accuses the first of them. */
export const standingRows = ({ managers }: Standings, chosen: string | undefined): readonly AnswerRow[] =>
  managers
    .filter(({ managerId }) => chosen === undefined || managerId === chosen)
    .map(({ managerId, targeting, closing, patterns, clientsMissing }) => ({
      managerId,
      ...indexCells('targeting', targeting),
      targetingOfOthers: targeting?.reference ?? null,
      ...indexCells('closing', closing),
      pattern: patterns.length === 0 ? null : patterns.join(', '),
      clientsMissing,
    }));

export interface Talk extends FlaggedLine {
  readonly chance: number;
  readonly chanceInstead: number | null;
  /** What it is worth less than the average of what could have been offered. */
  readonly lost: number;
}

const meanOfChances = (products: readonly string[], of: (productId: string) => AcceptanceChance): number | null =>
  products.length === 0 ? null : sum(products.map((productId) => of(productId).chance)) / products.length;

const worthTalking = (
  flagged: FlaggedLine,
  of: (productId: string) => AcceptanceChance,
  products: readonly string[],
): Talk => {
  const { chance } = of(flagged.line.productId);
  const chanceInstead = meanOfChances(products, of);
  // After a durable refusal the chance of the segment is not this client's.
  const own = flagged.against ? 0 : chance;
  const lost = Math.max(0, (chanceInstead ?? chance) - own) * Math.max(0, flagged.line.worth ?? 0);
  return { ...flagged, chance, chanceInstead, lost: Math.round(lost) };
};

/** The flagged lines, of each currency those first that lost most. */
export const talksOf = async (
  db: FactsDb,
  { lines, onSale, offerCost, chosen }: TargetingAsked,
): Promise<readonly Talk[]> => {
  const without = chancesWithout(lines);
  const chancesFor = (line: OfferedLine) => without(line.managerId)(segmentKey(line));
  const canonical = (await mergedClients(db)).of;
  const historyOf = productHistories(lines, await durableRefusals(db, canonical), await askedFor(db, canonical));
  const chanceBelow = (line: TargetedLine, bound: number) => chancesFor(line).below(line.productId, bound);
  const talks = lines
    .filter(({ managerId }) => chosen === undefined || managerId === chosen)
    .flatMap((line) => flaggedLine(line, { chanceBelow, historyOf, offerCost }) ?? [])
    .map((flagged) => worthTalking(flagged, chancesFor(flagged.line).of, onSale(flagged.line.month)))
    .toSorted((one, other) => one.line.position - other.line.position);
  return byMoney(talks, ({ lost, line }) => ({ amount: line.worth === null ? null : lost, currency: line.currency }));
};

export const talkRows = async (
  talks: readonly Talk[],
  { eventsAt }: Pick<ReportContext, 'eventsAt'>,
): Promise<readonly AnswerRow[]> => {
  const events = await eventsAt(talks.map(({ line }) => line.position));
  const refusalOfTalk = ({ against }: Talk) => ({
    refusalEventId: against?.eventId ?? null,
    refusedFor: against?.reason ?? null,
  });
  return talks.map((talk) => {
    const { line, flags, chance, chanceInstead, lost } = talk;
    const { managerId, clientId, productId, segment, offeredAt, outcome, offerId, lineId, currency } = line;
    return {
      ...{ managerId, clientId, productId, segment },
      ...{ flags, offeredAt, outcome, chance, chanceInstead, lost: line.worth === null ? null : lost, currency },
      ...{ offerId, lineId, eventId: events.get(line.position)?.id ?? null, ...refusalOfTalk(talk) },
    };
  });
};
