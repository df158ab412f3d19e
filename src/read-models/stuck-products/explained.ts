import { sql } from 'kysely';
import { countedOnce, countFigure, shortly, told, rowsByKeys, rowsWith, shownFigures } from '../kit/grounds';
import { isAmong } from '../kit/conditions';
import type {
  AnswerRow,
  ExplainedSections,
  Ground,
  ParameterValues,
  ReportContext,
  ReportFigures,
  SqlPart,
} from '../kit/report';
import { lastYearOf, type ReportWindow } from '../kit/window';
import { explainedDemand } from '../sales/demand';
import { outlookGrounds, ownGrounds, segmentGrounds } from '../sales/grounds';
import { formulasOfOutlook } from '../sales/outlook-formulas';
import { utcDay, type Basis } from '../sales/sales';
import { decidedLines, isOfferedLately, type LatelyRefused } from './evidence';
import { linesToKnow, usualRate } from './remedy';
import { evidenceRows, refusedByReason, productsStuck, stuckRow, type StuckProduct } from './rows';
import type { FactsDb } from '../facts/tables';
import { decidedOutcomes } from '../groupings/acceptance-by-segment';

const refusalsGround = (role: string, refused: readonly LatelyRefused[]): Ground =>
  rowsByKeys(
    role,
    'refusals',
    refused.map(({ eventId, lineId }) => [eventId, lineId]),
  );

interface StuckAsked {
  readonly basis: Basis;
  readonly window: ReportWindow;
  readonly context: ReportContext;
}

const linesThat = (window: ReportWindow, role: string, ...that: readonly SqlPart[]): Ground =>
  rowsWith(role, 'offer_lines', isOfferedLately(window), ...that);

/** Beside what is counted stands what makes it a product that is stuck: otherwise it has no row. */
const countsExplained = (
  { one, asked }: StuckProduct,
  { window }: StuckAsked,
  beside: readonly Ground[],
): ReportFigures => {
  const own = sql`"productId" = ${one.product.productId}`;
  const lines = (role: string, ...that: readonly SqlPart[]): Ground => linesThat(window, role, own, ...that);
  const once = (ground: Ground, distinct: string): Ground =>
    'where' in ground.rows ? { ...ground, rows: { ...ground.rows, distinct } } : ground;
  return {
    offered: countFigure(lines('counted'), beside),
    clientsOffered: countedOnce(once(lines('counted'), 'clientId'), beside),
    decided: countFigure(lines('counted', isAmong(sql`"outcome"`, decidedOutcomes)), beside),
    accepted: countFigure(lines('counted', sql`"outcome" = 'accepted'`), beside),
    refused: countFigure(refusalsGround('counted', asked.refused), beside),
    openOffers: countedOnce(once(lines('counted', sql`"outcome" = 'open'`), 'offerId'), beside),
  };
};

const usualText = ({ asked }: StuckProduct): string => {
  const { successes, trials } = decidedLines(asked.offered);
  const usual = usualRate(asked);
  return `${successes} of ${trials} decided lines accepted, usually ${shortly(usual)} of those of its category; it takes ${linesToKnow(usual)} to know`;
};

/** By what a product is judged: its lines and refusals, those of the others of its category, and how all of them sell. */
const judgedBy = ({ one, asked }: StuckProduct, { basis, window, context }: StuckAsked): readonly Ground[] => {
  const { productId, category } = one.product;
  const sales = { basis, at: context.at, today: utcDay(context.at) };
  const isOfCategory = sql`("productId" = ${productId} or "productId" in (
    select p."productId" from "products" p where p."category" = ${category}))`;
  return [
    linesThat(window, 'offered, of its category', isOfCategory),
    // Where nothing was offered of its category, it is still known whether anything was at all.
    linesThat(
      window,
      'looked up: whether anything was offered',
      sql`"offeredAt" = (select min(f."offeredAt") from "offer_lines" f where ${isOfferedLatelyAs(window)})`,
    ),
    // Any invoice makes it that sales are told by invoices.
    rowsWith('looked up: whether there are invoices', 'invoices'),
    refusalsGround('refused', asked.refused),
    rowsWith('looked up: unit costs', 'product_prices', sql`"productId" = ${productId} and "kind" = 'cost'`),
    ...segmentGrounds,
    ...ownGrounds(sales, productId),
    ...outlookGrounds(sales),
  ];
};

const isOfferedLatelyAs = ({ from, until }: ReportWindow): SqlPart =>
  sql`f."voided" = 0 and f."outcome" not in ('revised', 'invalid') and f."offeredAt" >= ${from} and f."offeredAt" < ${until}`;

const ADVICE = [
  'remedy',
  'because',
  'wouldChange',
  'moreOffers',
  'segment',
  'gapMedian',
  'gapOfFourInFive',
  'gapCurrency',
];

const stuckFigures = (stuck: StuckProduct, row: AnswerRow, asked: StuckAsked): ReportFigures => {
  const grounds = judgedBy(stuck, asked);
  const shown = (formula: string, ...names: readonly string[]): ReportFigures =>
    shownFigures(row, grounds, formula, ...names);
  const { one } = stuck;
  return {
    ...shown(`${stuck.state}: ${usualText(stuck)}`, 'state'),
    ...shown('days from the latest of its sales to the moment of the report', 'daysSinceLastSale'),
    ...shown(formulasOfOutlook(one).noSale, 'chanceOfNoSale'),
    ...shown(stuck.formula, 'expectedLoss', 'currency', 'lossIn'),
    ...shown(`the first remedy that fits: ${usualText(stuck)}`, ...ADVICE),
    ...countsExplained(stuck, asked, grounds),
  };
};

/** What each figure of a stuck product rests on, and what each reason of its refusals. */
export const explainedStuck = (db: FactsDb, parameters: ParameterValues, context: ReportContext): ExplainedSections => {
  const window = lastYearOf(parameters, context);
  const found = async (productId: string | undefined) => {
    const { basis, stuck } = await productsStuck(db, parameters, context);
    const one = stuck.find((each) => each.one.product.productId === productId);
    return one && { one, asked: { basis, window, context } };
  };
  return {
    products: {
      key: ['productId'],
      isSelection: true,
      described: ['name', 'category'],
      figuresOf: async ([productId]) => {
        const known = await found(productId);
        return known && stuckFigures(known.one, stuckRow(known.one, context), known.asked);
      },
    },
    evidence: {
      key: ['productId', 'reason'],
      isSelection: true,
      described: ['name'],
      figuresOf: async ([productId, reason]) => {
        const known = await found(productId);
        const those = known && refusedByReason(known.one).get(reason ?? '');
        if (!known || !those) return undefined;
        // It is here because the product is stuck.
        const [ground, ...beside] = [refusalsGround('counted', those), ...judgedBy(known.one, known.asked)];
        const eventIds = evidenceRows(known.one).find((row) => row['reason'] === reason)?.['eventIds'] ?? null;
        return { refusals: countFigure(ground, beside), eventIds: told(ground, eventIds, beside) };
      },
    },
    introduce: explainedDemand(db, window, context),
  };
};
