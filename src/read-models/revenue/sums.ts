import { sql } from 'kysely';
import { sumParts, summed, type SumParts } from '../kit/beyond';
import { areChosen } from '../groupings/chosen-rows';
import { groupColumn, groupNames } from '../groupings/groupings';
import { addedUp, type FilledSums, type KeyedSums } from '../kit/keyed-sums';
import type { ReportContext, SqlPart } from '../kit/report';
import { isWithin } from '../kit/window';
import { movementsOf, revenueFigures, paidAsWhole, type Movement, type RevenueFigure } from './movements';
import { isByLine, type RevenueDb, type RevenueQuestion } from './question';
import { proportionalParts } from './shared-out';

type RevenueSums = KeyedSums<RevenueFigure>;

const movesWhere = ({ dated, columns, where }: Movement, question: RevenueQuestion): SqlPart =>
  sql.join([isWithin(dated, question.window), ...where, ...areChosen(question, columns)], sql` and `);

/** Names that the list of figures has. */
const figuresIn = (by: Movement['amounts']): readonly RevenueFigure[] =>
  revenueFigures.filter((figure) => by[figure] !== undefined);

type SumRow = Readonly<Record<RevenueFigure, number>> &
  SumParts<RevenueFigure> & { readonly key: string | null; readonly currency: string | null };

const sumsOfMovement = async (
  db: RevenueDb,
  movement: Movement,
  question: RevenueQuestion,
): Promise<readonly RevenueSums[]> => {
  const { from, columns, currency, amounts, counts } = movement;
  const added = [
    ...Object.entries(amounts).map(([name, amount]) => sumParts(name, amount)),
    ...Object.entries(counts).map(([name, count]) => sql`${count} as ${sql.ref(name)}`),
  ];
  const { rows } = await sql<SumRow>`select ${groupColumn(question.by, columns)} as "key", ${currency} as "currency",
      ${sql.join(added)} from ${from} where ${movesWhere(movement, question)} group by 1, 2`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    currency: row.currency,
    figures: {
      ...Object.fromEntries(figuresIn(amounts).map((figure) => [figure, summed(row, figure)])),
      ...Object.fromEntries(figuresIn(counts).map((figure) => [figure, row[figure]])),
    },
  }));
};

interface PaidLine {
  readonly position: number;
  readonly amount: number;
  readonly key: string | null;
  readonly currency: string | null;
  readonly productId: string | null;
  readonly gross: number | null;
}

const linesByPayment = (lines: readonly PaidLine[]): Iterable<readonly PaidLine[]> => {
  const payments = new Map<number, PaidLine[]>();
  for (const line of lines) {
    const known = payments.get(line.position);
    if (known) known.push(line);
    else payments.set(line.position, [line]);
  }
  return payments.values();
};

/** Money for an invoice is that of its lines, in proportion to what each comes to with tax. */
const sumsSharedOut = async (
  db: RevenueDb,
  figure: keyof typeof paidAsWhole,
  question: RevenueQuestion,
): Promise<readonly RevenueSums[]> => {
  const movement = paidAsWhole[figure];
  const { from, columns, currency, amounts } = movement;
  const ofAll = { ...question, product: undefined };
  const key = groupColumn(question.by, { ...columns, product: sql`l."productId"` });
  const { rows } = await sql<PaidLine>`select p."position", ${amounts[figure]} as "amount", ${key} as "key",
      ${currency} as "currency", l."productId", l."gross"
    from ${from} left join "invoice_lines" l on l."invoiceId" = p."invoiceId"
    where ${movesWhere(movement, ofAll)} order by p."position", l."position", l."line"`.execute(db);
  return [...linesByPayment(rows)].flatMap((lines) => {
    const [first] = lines;
    if (first === undefined) return [];
    const weights = lines.map(({ gross }) => gross ?? 0);
    return proportionalParts(first.amount, weights).flatMap((part, index) => {
      const line = lines[index] ?? first;
      if (question.product !== undefined && line.productId !== question.product) return [];
      return [{ key: line.key, currency: line.currency, figures: { [figure]: part } }];
    });
  });
};

/** All that is added up, by what is shown of each key. */
export const revenueSums = async (
  db: RevenueDb,
  question: RevenueQuestion,
  context: ReportContext,
): Promise<readonly FilledSums<RevenueFigure>[]> => {
  const parts: RevenueSums[] = [];
  for (const movement of movementsOf(question)) parts.push(...(await sumsOfMovement(db, movement, question)));
  if (isByLine(question))
    for (const figure of ['paid', 'refunded'] as const) parts.push(...(await sumsSharedOut(db, figure, question)));
  const values = new Set(parts.map(({ key }) => key));
  const nameOf = await groupNames(db, question.by, values, context);
  return addedUp(
    revenueFigures,
    parts.map((part) => ({ ...part, key: nameOf(part.key) })),
  );
};
