import { sql } from 'kysely';
import { isRefusal } from '../../domain/shared/words';
import type { RefusalRow } from '../facts/offers/tables';
import { ascending } from '../kit/order';
import type { AnswerRow } from '../kit/report';
import { segmentNow } from '../groupings/segments';
import { commonSpelling } from '../kit/spellings';
import { isWithin, type ReportWindow } from '../kit/window';
import type { SalesDb } from '../sales/sales';

export const causes = ['reason', 'segment', 'manager', 'competitor'] as const;
export type Cause = (typeof causes)[number];

type CausedRefusal = Pick<
  RefusalRow,
  'productId' | 'clientId' | 'managerId' | 'reason' | 'reasonGroup' | 'competitor' | 'refusedAt' | 'offeredAt'
>;

/** Refused, or offered, in the window; without voided ones and those that are no refusals by the client. */
const refusalsIn = async (db: SalesDb, window: ReportWindow): Promise<readonly CausedRefusal[]> => {
  const { rows } = await sql<CausedRefusal>`select "productId", "clientId", "managerId", "reason", "reasonGroup",
      "competitor", "refusedAt", "offeredAt" from "refusals"
    where "voided" = 0 and (${isWithin('refusedAt', window)} or ${isWithin('offeredAt', window)})`.execute(db);
  return rows.filter(({ reasonGroup }) => isRefusal(reasonGroup));
};

type CauseOf = (line: CausedRefusal) => string | null;

const bySegment = async (db: SalesDb): Promise<CauseOf> => {
  const segmentOf = await segmentNow(db);
  return ({ clientId }) => segmentOf(clientId);
};

/** However its name was written, it is one competitor. */
const byCompetitor = (lines: readonly CausedRefusal[]): CauseOf => {
  const common = commonSpelling(lines.map(({ competitor }) => competitor));
  return ({ competitor }) => common(competitor);
};

const causeBy = (db: SalesDb, by: Cause, lines: readonly CausedRefusal[]): CauseOf | Promise<CauseOf> => {
  if (by === 'segment') return bySegment(db);
  if (by === 'competitor') return byCompetitor(lines);
  return by === 'reason' ? ({ reason }) => reason : ({ managerId }) => managerId;
};

interface CauseCount {
  readonly key: string | null;
  refusals: number;
  cohortRefusals: number;
}

const causeCount = (counts: Map<string | null, CauseCount>, key: string | null): CauseCount => {
  const known = counts.get(key) ?? { key, refusals: 0, cohortRefusals: 0 };
  counts.set(key, known);
  return known;
};

/** Of the register of refusals: counted at the refusal's date and, apart, by the date of the offer. */
export const refusedBy = async (
  db: SalesDb,
  by: Cause,
  window: ReportWindow,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const lines = await refusalsIn(db, window);
  const causeOf = await causeBy(db, by, lines);
  const isIn = (moment: string): boolean => moment >= window.from && moment < window.until;
  const products = [...shown].sort(([one], [other]) => ascending(one, other));
  const counts = new Map(products.map(([productId]) => [productId, new Map<string | null, CauseCount>()]));
  for (const line of lines) {
    const ofProduct = counts.get(line.productId);
    if (ofProduct === undefined) continue;
    const count = causeCount(ofProduct, causeOf(line));
    if (isIn(line.refusedAt)) count.refusals += 1;
    if (isIn(line.offeredAt)) count.cohortRefusals += 1;
  }
  return products.flatMap(([productId, name]) =>
    [...(counts.get(productId)?.values() ?? [])]
      .sort((one, other) => other.refusals - one.refusals || ascending(one.key, other.key))
      .map(({ key, refusals, cohortRefusals }) => ({ productId, name, [by]: key, refusals, cohortRefusals })),
  );
};
