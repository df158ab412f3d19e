import { groupBy } from '../kit/group-by';
import { sql } from 'kysely';
import { sumsByName, sumsOfAll, sumsOfRows } from '../groupings/added-rows';
import { groupColumn } from '../groupings/groupings';
import { totalOf, type FilledSums, type KeyedSums } from '../kit/keyed-sums';
import type { ReportContext } from '../kit/report';
import {
  invoicesIssued,
  movementsOf,
  paidAsWhole,
  paidFigures,
  revenueFigures,
  type PaidFigure,
  type RevenueFigure,
} from './movements';
import { isByLine, type RevenueQuestion } from './revenue-question';
import type { FactsDb } from '../facts/tables';
import { sum } from '../statistics/sum';

/** The quotient, rounded half up; of amounts that no number may hold exactly. */
const rounded = (amount: number, weight: number, total: number): number =>
  Number((2n * BigInt(amount) * BigInt(weight) + BigInt(total)) / (2n * BigInt(total)));

/**
 * An amount in parts that are to each other as the weights, in whole minor units, and together exactly the amount: each
 * part is what the rounded share of all up to it adds. Where nothing has a weight, the first part takes it all.
 */
export const proportionalParts = (amount: number, weights: readonly number[]): readonly number[] => {
  const total = sum(weights);
  if (total <= 0) return weights.map((_, index) => (index === 0 ? amount : 0));
  let [weighed, given] = [0, 0];
  return weights.map((weight) => {
    weighed += weight;
    const upToHere = rounded(amount, weighed, total);
    const part = upToHere - given;
    given = upToHere;
    return part;
  });
};

interface PaidLine {
  readonly position: number;
  readonly amount: number;
  readonly key: string | null;
  readonly currency: string | null;
  readonly productId: string | null;
  readonly gross: number | null;
}

const linesByPayment = (lines: readonly PaidLine[]): Iterable<readonly PaidLine[]> =>
  groupBy(lines, ({ position }) => position).values();

/** What a line has of a payment, which the position names. */
export interface PaidPart extends Pick<PaidLine, 'position' | 'key' | 'currency'> {
  readonly part: number;
}

/** Money for an invoice is that of its lines, in proportion to what each comes to with tax. */
export const partsSharedOut = async (
  db: FactsDb,
  figure: PaidFigure,
  question: RevenueQuestion,
): Promise<readonly PaidPart[]> => {
  const { from, columns, currency, figures, where } = paidAsWhole(question)[figure];
  const key = groupColumn(question.by, { ...columns, product: sql`l."productId"` });
  const { rows } = await sql<PaidLine>`select p."position", ${figures[figure]?.adds} as "amount", ${key} as "key",
      ${currency} as "currency", l."productId", l."gross"
    from ${from} left join "invoice_lines" l on l."invoiceId" = p."invoiceId"
    where ${sql.join(where, sql` and `)} order by p."position", l."position", l."line"`.execute(db);
  return [...linesByPayment(rows)].flatMap((lines) => {
    const [first] = lines;
    if (first === undefined) return [];
    const weights = lines.map(({ gross }) => gross ?? 0);
    return proportionalParts(first.amount, weights).flatMap((part, index) => {
      const { position, key, currency, productId } = lines[index] ?? first;
      if (question.product !== undefined && productId !== question.product) return [];
      return [{ position, key, currency, part }];
    });
  });
};

/** All keys together, by currency: an invoice for several products is one. */
export const revenueTotal = async (
  db: FactsDb,
  question: RevenueQuestion,
  sums: readonly FilledSums<RevenueFigure>[],
): Promise<readonly FilledSums<RevenueFigure>[]> => {
  const total = totalOf(revenueFigures, sums);
  if (question.by !== 'product') return total;
  const once = await sumsOfRows(db, invoicesIssued(question), undefined);
  return total.map((all) => {
    const invoices = once.find(({ currency }) => currency === all.currency)?.figures.invoices ?? 0;
    return { ...all, figures: { ...all.figures, invoices } };
  });
};

/** All that is added up, by what is shown of each key. */
export const revenueSums = async (
  db: FactsDb,
  question: RevenueQuestion,
  context: ReportContext,
): Promise<readonly FilledSums<RevenueFigure>[]> => {
  const parts: KeyedSums<RevenueFigure>[] = [...(await sumsOfAll(db, movementsOf(question), question.by))];
  if (isByLine(question))
    for (const figure of paidFigures) {
      const shared = await partsSharedOut(db, figure, question);
      parts.push(...shared.map(({ key, currency, part }) => ({ key, currency, figures: { [figure]: part } })));
    }
  return sumsByName(db, revenueFigures, parts, question.by, context);
};
