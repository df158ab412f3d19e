import { sql, type RawBuilder } from 'kysely';
import type { Window } from '../figures/window';
import type { AnswerRow } from '../report';
import type { Database } from './sales';

export const causes = ['reason', 'segment', 'manager', 'competitor'] as const;
export type Cause = (typeof causes)[number];

const keyOf = (by: Cause): RawBuilder<unknown> => {
  const keys = {
    reason: sql`r."reason"`,
    segment: sql`c."segment"`,
    manager: sql`r."managerId"`,
    competitor: sql`r."competitor"`,
  } satisfies Record<Cause, RawBuilder<unknown>>;
  return keys[by];
};

interface Refused {
  readonly productId: string;
  readonly key: string | null;
  readonly refusals: number;
  readonly cohort: number;
}

const counted = (by: Cause, dated: RawBuilder<unknown>, { from, until }: Window, columns: RawBuilder<unknown>) =>
  sql`select r."productId", ${keyOf(by)} as "key", ${columns} from "refusals" r
    ${by === 'segment' ? sql`left join "refusal_clients" c on c."clientId" = r."clientId"` : sql``}
    where ${dated} >= ${from} and ${dated} < ${until} and r."voided" = 0
      and r."reasonGroup" not in ('invalid', 'unknown') group by 1, 2`;

/** Of the register of refusals: counted at the refusal's date and, apart, by the date of the offer. */
export const refusedBy = async (
  db: Database,
  by: Cause,
  window: Window,
  shown: ReadonlyMap<string, string | null>,
): Promise<readonly AnswerRow[]> => {
  const atRefusal = counted(by, sql`r."refusedAt"`, window, sql`count(*) as "refusals", 0 as "cohort"`);
  const atOffer = counted(by, sql`r."offeredAt"`, window, sql`0 as "refusals", count(*) as "cohort"`);
  const { rows } = await sql<Refused>`select "productId", "key", sum("refusals") as "refusals",
      sum("cohort") as "cohort" from (${atRefusal} union all ${atOffer}) as "both"
    group by 1, 2 order by 1, 3 desc, 2 nulls first`.execute(db);
  return rows
    .filter(({ productId }) => shown.has(productId))
    .map(({ productId, key, refusals, cohort }) => ({
      productId,
      name: shown.get(productId) ?? null,
      [by]: key,
      refusals,
      cohortRefusals: cohort,
    }));
};
