import { sql } from 'kysely';
import { share, wilsonInterval } from '../figures/proportion';
import { quantile } from '../figures/survival';
import type { AnswerRow } from '../report';
import {
  canonicalId,
  mergedClients,
  shownGroup,
  shownReason,
  type Database,
  type Dimension,
  type Question,
  type Sql,
} from './question';

const keyOf = ({ by, shown }: Question): Sql => {
  const keys = {
    reason: shownReason(shown),
    group: shownGroup(shown),
    manager: sql`r."managerId"`,
    product: sql`r."productId"`,
    client: canonicalId,
    segment: sql`c."segment"`,
    competitor: sql`r."competitor"`,
    month: sql`m."month"`,
    'stated-by': sql`r."statedBy"`,
  } satisfies Record<Dimension, Sql>;
  return keys[by];
};

/** Months first, each a range of the index: a cross join keeps SQLite from turning that round. */
const from = ({ by }: Question): Sql => sql`from
  ${by === 'month' ? sql`months m cross join "refusals" r` : sql`"refusals" r`}
  left join canonical a on a."clientId" = r."clientId"
  ${by === 'segment' ? sql`left join "refusal_clients" c on c."clientId" = ${canonicalId}` : sql``}`;

const common = ({ months }: Question): Sql => sql`with recursive ${mergedClients}, ${months}`;

/** What counts as a refusal by the client. */
const counts = ({ shown }: Question): Sql => sql`r."voided" = 0 and ${shownGroup(shown)} not in ('invalid', 'unknown')`;

const where = ({ by, dated, conditions }: Question): Sql => {
  const ofMonth = by === 'month' ? sql`${dated} >= m."start" and ${dated} < m."end" and ` : sql``;
  return sql`where ${ofMonth}${sql.join(conditions, sql` and `)}`;
};

interface Counted {
  readonly key: string | null;
  readonly refusals: number;
  readonly offers: number;
  readonly clients: number;
  readonly byClient: number;
}

const countsOf = async (db: Database, question: Question): Promise<readonly Counted[]> => {
  const { rows } = await sql<Counted>`${common(question)}
    select ${keyOf(question)} as "key", count(*) as "refusals", count(distinct r."offerId") as "offers",
      count(distinct ${canonicalId}) as "clients",
      sum(case when r."statedBy" = 'client' then 1 else 0 end) as "byClient"
    ${from(question)} ${where(question)} and ${counts(question)}
    group by 1 order by ${question.by === 'month' ? sql`1` : sql`2 desc, 1 nulls first`}`.execute(db);
  return rows;
};

interface Valued {
  readonly key: string | null;
  readonly currency: string;
  readonly refusals: number;
  readonly value: number;
}

export const valuesOf = async (db: Database, question: Question): Promise<readonly Valued[]> => {
  const { rows } = await sql<Valued>`${common(question)}
    select ${keyOf(question)} as "key", r."currency" as "currency", count(*) as "refusals", sum(r."value") as "value"
    ${from(question)} ${where(question)} and ${counts(question)} and r."value" is not null
    group by 1, 2 order by 1 nulls first, 2`.execute(db);
  return rows;
};

interface Gap {
  readonly key: string | null;
  readonly currency: string;
  readonly gap: number;
  readonly count: number;
}

const gapsOf = async (db: Database, question: Question): Promise<readonly Gap[]> => {
  const { rows } = await sql<Gap>`${common(question)}
    select ${keyOf(question)} as "key", r."priceGapCurrency" as "currency", r."priceGap" as "gap", count(*) as "count"
    ${from(question)} ${where(question)} and ${counts(question)} and r."priceGap" is not null
    group by 1, 2, 3`.execute(db);
  return rows;
};

/** Amounts of several currencies don't add up: then the figure stays empty, and the section `values` has each. */
const single = (amounts: readonly { readonly currency: string }[]): string | null => {
  const currencies = new Set(amounts.map(({ currency }) => currency));
  return currencies.size === 1 ? (amounts[0]?.currency ?? null) : null;
};

const moneyOf = (values: readonly Valued[], gaps: readonly Gap[]) => {
  const currency = single(values);
  const gapCurrency = single(gaps);
  const tallies = gaps.map(({ gap, count }) => ({ value: gap, count }));
  return {
    value: currency === null ? null : (values[0]?.value ?? null),
    currency,
    priceGapMedian: gapCurrency === null ? null : quantile(tallies, 0.5),
    priceGapCurrency: gapCurrency,
    priceGaps: gaps.reduce((total, { count }) => total + count, 0),
  };
};

const byKey = <Keyed extends { readonly key: string | null }>(rows: readonly Keyed[]) => {
  const groups = new Map<string | null, Keyed[]>();
  for (const row of rows) {
    const group = groups.get(row.key);
    if (group) group.push(row);
    else groups.set(row.key, [row]);
  }
  return (key: string | null): readonly Keyed[] => groups.get(key) ?? [];
};

const namesOf = async (db: Database, { by, shown }: Question): Promise<ReadonlyMap<string, string>> => {
  if (by === 'reason') return new Map([...shown.values()].map(({ code, label }) => [code, label]));
  if (by !== 'product') return new Map();
  const products = await db.selectFrom('refusal_products').selectAll().execute();
  return new Map(products.map(({ productId, name }) => [productId, name]));
};

export const summaryOf = async (
  db: Database,
  question: Question,
  values: readonly Valued[],
  limit: number,
): Promise<readonly AnswerRow[]> => {
  const counted = await countsOf(db, question);
  const gapsFor = byKey(await gapsOf(db, question));
  const valuesFor = byKey(values);
  const names = await namesOf(db, question);
  const trials = counted.reduce((total, { refusals }) => total + refusals, 0);
  return counted.slice(0, limit).map(({ key, refusals, offers, clients, byClient }) => {
    const part = { successes: refusals, trials };
    const interval = wilsonInterval(part);
    return {
      [question.by]: key,
      name: key === null ? null : (names.get(key) ?? null),
      refusals,
      offers,
      clients,
      ...moneyOf(valuesFor(key), gapsFor(key)),
      share: share(part),
      shareLow: interval?.low ?? null,
      shareHigh: interval?.high ?? null,
      statedByClientShare: share({ successes: byClient, trials: refusals }),
    };
  });
};

/** What stands in the register and is no refusal by the client. */
export const outsideOf = async (db: Database, question: Question): Promise<readonly AnswerRow[]> => {
  const plain = { ...question, by: 'reason' } as const;
  const { rows } = await sql<{ outcome: string; lines: number; offers: number }>`${common(question)}
    select case when r."voided" = 1 then 'voided' when ${shownGroup(question.shown)} = 'unknown' then 'no response'
      else 'invalid' end as "outcome", count(*) as "lines", count(distinct r."offerId") as "offers"
    ${from(plain)} ${where(plain)} and not (${counts(question)})
    group by 1 order by 1`.execute(db);
  return rows.map((row) => ({ ...row }));
};
