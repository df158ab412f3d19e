import { refusalKindOf } from '../../domain/shared/words';
import { ascending } from '../order';
import type { PackedColumn, PackedTables } from '../packing/packed';
import { meanings, packedLines } from '../packing/packed-lines';
import type { Window } from '../window';
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
type Keyed = (value: Key) => Key;

const asItIs: Keyed = (value) => value;

const keyedBy = async (db: Database, by: Cause): Promise<Keyed> => {
  if (by !== 'segment') return asItIs;
  const clients = await db.selectFrom('refusal_clients').select(['clientId', 'segment']).execute();
  const segments = new Map<Key, Key>(clients.map(({ clientId, segment }) => [clientId, segment]));
  return (clientId) => segments.get(clientId) ?? null;
};

type Figure = 'refusals' | 'cohortRefusals';

interface Refused {
  readonly key: Key;
  refusals: number;
  cohortRefusals: number;
}

/** By product, then by cause. */
type Counts = ReadonlyMap<Key, Map<Key, Refused>>;

interface Counting {
  readonly counts: Counts;
  readonly by: Cause;
  readonly keyed: Keyed;
  readonly window: Window;
}

/** Without voided ones and those that are no refusals by the client. */
const count = async (db: Database, from: keyof PackedTables, figure: Figure, counting: Counting): Promise<void> => {
  const { counts, by, keyed, window } = counting;
  const lines = await packedLines(db, from, window);
  const rowsOf = meanings(lines, 'productId', (productId) => counts.get(productId));
  const isNone = meanings(lines, 'reasonGroup', (group) => refusalKindOf(group) !== 'refused');
  const keyOf = meanings(lines, columnOf[by], keyed);
  for (const day of lines.days)
    for (let line = 0; line < day.count; line += 1) {
      const rows = rowsOf(day, line);
      if (rows === undefined || day.voided[line] === 1 || isNone(day, line)) continue;
      const key = keyOf(day, line);
      const row = rows.get(key) ?? { key, refusals: 0, cohortRefusals: 0 };
      row[figure] += 1;
      rows.set(key, row);
    }
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
