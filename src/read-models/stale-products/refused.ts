import { packedLines, type PackedColumn, type PackedLines, type PackedTables } from '../figures/packed';
import type { Window } from '../figures/window';
import type { Value } from '../projection';
import type { AnswerRow } from '../report';
import type { Database } from './sales';

export const causes = ['reason', 'segment', 'manager', 'competitor'] as const;
export type Cause = (typeof causes)[number];

const columnOf: Readonly<Record<Cause, PackedColumn>> = {
  reason: 'reason',
  segment: 'clientId',
  manager: 'managerId',
  competitor: 'competitor',
};

type Key = string | null;
type Keyed = (value: Value) => Key;

const asItIs: Keyed = (value) => (typeof value === 'string' ? value : null);

const keyedBy = async (db: Database, by: Cause): Promise<Keyed> => {
  if (by !== 'segment') return asItIs;
  const clients = await db.selectFrom('refusal_clients').select(['clientId', 'segment']).execute();
  const segments = new Map<Value, Key>(clients.map(({ clientId, segment }) => [clientId, segment]));
  return (clientId) => segments.get(clientId) ?? null;
};

type Figure = 'refusals' | 'cohortRefusals';

interface Refused {
  readonly key: Key;
  refusals: number;
  cohortRefusals: number;
}

/** By product, then by cause. */
type Counts = ReadonlyMap<Value, Map<Key, Refused>>;

const noRefusals: ReadonlySet<Value> = new Set(['invalid', 'unknown']);

interface Counting {
  readonly counts: Counts;
  readonly by: Cause;
  readonly keyed: Keyed;
  readonly window: Window;
}

/** Without voided ones and those that are no refusals by the client. */
const countDay = (lines: PackedLines, figure: Figure, { counts, by, keyed }: Counting): void => {
  const [products, groups, voided] = [lines.list('productId'), lines.list('reasonGroup'), lines.list('voided')];
  const values = lines.list(columnOf[by]);
  for (const [line, productId] of products.entries()) {
    const ofProduct = counts.get(productId);
    if (ofProduct === undefined || voided[line] === 1 || noRefusals.has(groups[line] ?? null)) continue;
    const key = keyed(values[line] ?? null);
    const row = ofProduct.get(key) ?? { key, refusals: 0, cohortRefusals: 0 };
    row[figure] += 1;
    ofProduct.set(key, row);
  }
};

const count = async (db: Database, from: keyof PackedTables, figure: Figure, counting: Counting): Promise<void> => {
  const columns = ['productId', 'reasonGroup', 'voided', columnOf[counting.by]] as const;
  for (const lines of await packedLines(db, from, counting.window, columns)) countDay(lines, figure, counting);
};

const ascending = (one: Key, other: Key): number => {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
};

/** Of the register of refusals: counted at the refusal's date and, apart, by the date of the offer. */
export const refusedBy = async (
  db: Database,
  by: Cause,
  window: Window,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const products = [...shown].sort(([one], [other]) => ascending(one, other));
  const counts = new Map(products.map(([productId]) => [productId, new Map<Key, Refused>()]));
  const counting = { counts, by, keyed: await keyedBy(db, by), window };
  await count(db, 'refusal_days', 'refusals', counting);
  await count(db, 'refusal_cohort_days', 'cohortRefusals', counting);
  return products.flatMap(([productId, name]) =>
    [...(counts.get(productId)?.values() ?? [])]
      .sort((one, other) => other.refusals - one.refusals || ascending(one.key, other.key))
      .map(({ key, refusals, cohortRefusals }) => ({ productId, name, [by]: key, refusals, cohortRefusals })),
  );
};
