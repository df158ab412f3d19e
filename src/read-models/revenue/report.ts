import { compareAmounts, lessAmount, shownSums } from '../kit/beyond';
import { groupings } from '../groupings/groupings';
import type { FilledSums } from '../kit/keyed-sums';
import { firstPage } from '../kit/page';
import { defineReport, limitParameter, namingParameter, optionalChoice, type AnswerRow } from '../kit/report';
import { windowParameters } from '../kit/window';
import { explainedRevenue } from './explained';
import type { RevenueFigure } from '../sales/movements';
import { revenueQuestion } from '../sales/revenue-question';
import { revenueSums, revenueTotal } from '../sales/revenue-sums';
import { revenueColumns } from './columns';
import type { FactTables } from '../facts/tables';

type Revenue = FilledSums<RevenueFigure>;

const leftOf = ({ figures }: Revenue) => ({
  net: lessAmount(lessAmount(figures.invoicedNet, figures.voidedNet), figures.creditedNet),
  gross: lessAmount(lessAmount(figures.invoicedGross, figures.voidedGross), figures.creditedGross),
});

const revenueRow = (sums: Revenue): AnswerRow => ({
  currency: sums.currency,
  ...shownSums({ ...sums.figures, ...leftOf(sums) }),
});

/** The most revenue first; what nothing was invoiced for, by what was accepted. */
const byRevenue = (one: Revenue, other: Revenue): number =>
  compareAmounts(leftOf(other).net, leftOf(one).net) || compareAmounts(other.figures.accepted, one.figures.accepted);

export const revenueReport = defineReport<FactTables>({
  name: 'revenue',
  description: 'What was accepted, invoiced, credited and paid, by month, manager, product, client, segment or source',
  parameters: {
    ...windowParameters,
    by: optionalChoice(groupings, 'What the summary counts by; month by default'),
    manager: namingParameter('manager', 'Only what this manager got accepted and invoiced'),
    client: namingParameter('client', 'Only this client and its duplicates'),
    product: namingParameter('product', 'Only this product'),
    limit: limitParameter('Rows of the summary; 100 by default'),
  },
  columns: revenueColumns,
  reads: ['clients', 'enquiries', 'offers', 'invoices'],
  explained: async (db, parameters, context) =>
    explainedRevenue({ db, question: await revenueQuestion(db, parameters, context), context }),
  answer: async (db, parameters, context) => {
    const question = await revenueQuestion(db, parameters, context);
    const sums = await revenueSums(db, question, context);
    const inCurrency = sums.filter(({ currency }) => currency !== null);
    const ranked = question.by === 'month' ? inCurrency : inCurrency.toSorted(byRevenue);
    const summary = firstPage('summary', ranked, parameters.integer('limit', 100));
    return {
      sections: {
        total: (await revenueTotal(db, question, inCurrency)).map(revenueRow),
        summary: summary.rows.map((row) => ({ [question.by]: row.key, ...revenueRow(row) })),
        'without-price': sums
          .filter(({ currency }) => currency === null)
          .map(({ key, figures: { acceptedLines } }) => ({ [question.by]: key, ...shownSums({ acceptedLines }) })),
      },
      notes: [
        ...summary.notes,
        'Each amount counts at its own moment: a line when it was accepted, an invoice when it was issued, a credit note, a payment and a refund when they happened. An invoice that was voided stays in its month and is taken back in the month of the void: what was reported of a month does not change afterwards. net and gross are invoiced − voided − credited.',
        'accepted, and what ends in Net, is net of tax; what ends in Gross, paid and refunded is with tax. A payment counts by what it covers in the currency of its invoice. Lines that were accepted without a price are in the section without-price.',
        'A source is what made the client ask (the origin of the enquiry behind the offer), otherwise where the client came from. By product, an invoice counts once for each product that it has, and once in total; a payment is that of the lines of its invoice in proportion to what each comes to with tax. Segments are those of the moment of the report.',
      ],
    };
  },
});
