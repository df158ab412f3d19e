import { sql } from 'kysely';
import { isRefusal } from '../../domain/shared/words';
import type { RefusalRow } from '../facts/offers/tables';
import { ascending } from '../kit/order';
import { choiceOf, type AnswerRow, type ParameterValues } from '../kit/report';
import { segmentNow } from '../groupings/segments';
import { commonSpelling } from '../kit/spellings';
import { isWithin, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';
import { groupBy } from '../kit/group-by';

export const causes = ['reason', 'segment', 'manager', 'competitor'] as const;
export type Cause = (typeof causes)[number];

export const causeAsked = (parameters: ParameterValues): Cause => choiceOf(parameters, 'by', causes) ?? 'reason';

type CausedRefusal = Pick<
  RefusalRow,
  | 'eventId'
  | 'lineId'
  | 'productId'
  | 'clientId'
  | 'managerId'
  | 'reason'
  | 'reasonGroup'
  | 'competitor'
  | 'refusedAt'
  | 'offeredAt'
>;

/** Refused, or offered, in the window; without voided ones and those that are no refusals by the client. */
const refusalsIn = async (db: FactsDb, window: ReportWindow): Promise<readonly CausedRefusal[]> => {
  const { rows } =
    await sql<CausedRefusal>`select "eventId", "lineId", "productId", "clientId", "managerId", "reason", "reasonGroup",
      "competitor", "refusedAt", "offeredAt" from "refusals"
    where "voided" = 0 and (${isWithin('refusedAt', window)} or ${isWithin('offeredAt', window)})`.execute(db);
  return rows.filter(({ reasonGroup }) => isRefusal(reasonGroup));
};

type CauseOf = (line: CausedRefusal) => string | null;

const bySegment = async (db: FactsDb): Promise<CauseOf> => {
  const segmentOf = await segmentNow(db);
  return ({ clientId }) => segmentOf(clientId);
};

/** However its name was written, it is one competitor. */
const byCompetitor = (lines: readonly CausedRefusal[]): CauseOf => {
  const common = commonSpelling(lines.map(({ competitor }) => competitor));
  return ({ competitor }) => common(competitor);
};

const causeBy = (db: FactsDb, by: Cause, lines: readonly CausedRefusal[]): CauseOf | Promise<CauseOf> => {
  if (by === 'segment') return bySegment(db);
  if (by === 'competitor') return byCompetitor(lines);
  return by === 'reason' ? ({ reason }) => reason : ({ managerId }) => managerId;
};

/** The refusals of a product that have one cause. */
export interface CausedLines {
  readonly key: string | null;
  readonly refused: readonly CausedRefusal[];
  /** Of offers of the window. */
  readonly ofCohort: readonly CausedRefusal[];
}

/** The refusals of these products by cause: at the refusal's date and, apart, by the date of the offer. */
export const causedRefusals = async (
  db: FactsDb,
  by: Cause,
  window: ReportWindow,
  products: Iterable<string>,
): Promise<ReadonlyMap<string, readonly CausedLines[]>> => {
  const lines = await refusalsIn(db, window);
  const causeOf = await causeBy(db, by, lines);
  const isIn = (moment: string): boolean => moment >= window.from && moment < window.until;
  const ofProducts = groupBy(lines, ({ productId }) => productId);
  const causedOf = (productId: string): readonly CausedLines[] =>
    [...groupBy(ofProducts.get(productId) ?? [], causeOf)].map(([key, caused]) => ({
      key,
      refused: caused.filter(({ refusedAt }) => isIn(refusedAt)),
      ofCohort: caused.filter(({ offeredAt }) => isIn(offeredAt)),
    }));
  return new Map([...products].map((productId) => [productId, causedOf(productId)]));
};

/** Of the register of refusals: counted at the refusal's date and, apart, by the date of the offer. */
export const refusedBy = async (
  db: FactsDb,
  by: Cause,
  window: ReportWindow,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const products = [...shown].sort(([one], [other]) => ascending(one, other));
  const caused = await causedRefusals(db, by, window, shown.keys());
  return products.flatMap(([productId, name]) =>
    (caused.get(productId) ?? [])
      .map(({ key, refused, ofCohort }) => ({ key, refusals: refused.length, cohortRefusals: ofCohort.length }))
      .sort((one, other) => other.refusals - one.refusals || ascending(one.key, other.key))
      .map(({ key, ...counts }) => ({ productId, name, [by]: key, ...counts })),
  );
};
