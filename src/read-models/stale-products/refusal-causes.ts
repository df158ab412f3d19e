import { isRefusal } from '../../domain/shared/words';
import { ascending } from '../order';
import type { PackedColumn, PackedTables } from '../packing/packed';
import { meanings, packedLines, textsIn } from '../packing/packed-lines';
import type { ReportWindow } from '../window';
import type { AnswerRow } from '../report';
import { commonSpelling } from '../spellings';
import type { StaleProductsDb } from './sales';

export const causes = ['reason', 'segment', 'manager', 'competitor'] as const;
export type Cause = (typeof causes)[number];

const columnOf: Readonly<Record<Cause, PackedColumn>> = {
  reason: 'reason',
  segment: 'clientId',
  manager: 'managerId',
  competitor: 'competitor',
};

type CauseKey = string | null;
type Keyed = (value: CauseKey) => CauseKey;

const asItIs: Keyed = (value) => value;

const bySegment = async (db: StaleProductsDb): Promise<Keyed> => {
  const clients = await db.selectFrom('refusal_clients').select(['clientId', 'segment']).execute();
  const common = commonSpelling(clients.map(({ segment }) => segment));
  const segments = new Map<CauseKey, CauseKey>(clients.map(({ clientId, segment }) => [clientId, common(segment)]));
  return (clientId) => segments.get(clientId) ?? null;
};

/** However its name was written, it is one competitor. */
const byCompetitor = async (db: StaleProductsDb, window: ReportWindow): Promise<Keyed> => {
  const written: (string | null)[] = [];
  for (const from of ['refusal_days', 'refusal_cohort_days'] as const)
    for (const text of textsIn(await packedLines(db, from, window), 'competitor')) written.push(text);
  return commonSpelling(written);
};

const keyedBy = (db: StaleProductsDb, by: Cause, window: ReportWindow): Keyed | Promise<Keyed> => {
  if (by === 'segment') return bySegment(db);
  return by === 'competitor' ? byCompetitor(db, window) : asItIs;
};

type Figure = 'refusals' | 'cohortRefusals';

interface CauseCount {
  readonly key: CauseKey;
  refusals: number;
  cohortRefusals: number;
}

/** By product, then by cause. */
type CountsByProduct = ReadonlyMap<CauseKey, Map<CauseKey, CauseCount>>;

interface Counting {
  readonly counts: CountsByProduct;
  readonly by: Cause;
  readonly keyed: Keyed;
  readonly window: ReportWindow;
}

/** Without voided ones and those that are no refusals by the client. */
const countRefusals = async (
  db: StaleProductsDb,
  from: keyof PackedTables,
  figure: Figure,
  counting: Counting,
): Promise<void> => {
  const { counts, by, keyed, window } = counting;
  const lines = await packedLines(db, from, window);
  const rowsOf = meanings(lines, 'productId', (productId) => counts.get(productId));
  const isRefused = meanings(lines, 'reasonGroup', isRefusal);
  const keyOf = meanings(lines, columnOf[by], keyed);
  for (const day of lines.days)
    for (let line = 0; line < day.count; line += 1) {
      const rows = rowsOf(day, line);
      if (rows === undefined || day.voided[line] === 1 || !isRefused(day, line)) continue;
      const key = keyOf(day, line);
      const row = rows.get(key) ?? { key, refusals: 0, cohortRefusals: 0 };
      row[figure] += 1;
      rows.set(key, row);
    }
};

/** Of the register of refusals: counted at the refusal's date and, apart, by the date of the offer. */
export const refusedBy = async (
  db: StaleProductsDb,
  by: Cause,
  window: ReportWindow,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const products = [...shown].sort(([one], [other]) => ascending(one, other));
  const counts = new Map(products.map(([productId]) => [productId, new Map<CauseKey, CauseCount>()]));
  const counting = { counts, by, keyed: await keyedBy(db, by, window), window };
  await countRefusals(db, 'refusal_days', 'refusals', counting);
  await countRefusals(db, 'refusal_cohort_days', 'cohortRefusals', counting);
  return products.flatMap(([productId, name]) =>
    [...(counts.get(productId)?.values() ?? [])]
      .sort((one, other) => other.refusals - one.refusals || ascending(one.key, other.key))
      .map(({ key, refusals, cohortRefusals }) => ({ productId, name, [by]: key, refusals, cohortRefusals })),
  );
};
