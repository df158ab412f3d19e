import { sql } from 'kysely';
import { nameIn } from '../groupings/explained-rows';
import { decidedBySegment, priorsBySegment, decidedOutcomes } from '../groupings/acceptance-by-segment';
import { isInSegment } from '../groupings/segments';
import { computed, countFigure, shownFigures, rowsWith, rowsByKeys } from '../kit/grounds';
import type {
  AnswerRow,
  ExplainedSections,
  Ground,
  ParameterValues,
  ReportContext,
  ReportFigure,
  ReportFigures,
  SqlPart,
} from '../kit/report';
import { lastYearOf } from '../kit/window';
import { acceptanceBySegment, decidedOf } from '../sales/acceptance';
import { STALE_FROM, type AssessedProduct } from '../sales/assessment';
import { explainedDemand } from '../sales/demand';
import {
  endedGround,
  offeredGround,
  outlookGrounds,
  ownGrounds,
  segmentGrounds,
  soldGrounds,
  type SalesAsked,
} from '../sales/grounds';
import { formulasOfOutlook } from '../sales/outlook-formulas';
import { utcDay, utcDayOf, type Basis } from '../sales/sales';
import { acceptanceFormula, type AcceptancePrior } from '../statistics/acceptance';
import { causeAsked, causedRefusals, type CausedLines } from './refusal-causes';
import { assessedRows } from './rows';
import type { FactsDb } from '../facts/tables';
import { isAmong } from '../kit/conditions';

const stateFormula = ({ state, outlook, expectedInterval }: AssessedProduct): string => {
  const chance = outlook?.chanceOfNoSale.toPrecision(4) ?? 'unknown';
  return `${state}: chanceOfNoSale ${chance} (stale from ${STALE_FROM}), new below two intervals of ${expectedInterval?.toPrecision(4) ?? 'no'} days`;
};

const salesFigures = (asked: SalesAsked, one: AssessedProduct, row: AnswerRow): ReportFigures => {
  const { productId } = one.product;
  const shown = (name: string, grounds: readonly Ground[], formula: string) =>
    shownFigures(row, grounds, formula, name);
  const [own, sold] = [ownGrounds(asked, productId), soldGrounds('sold', asked, productId)];
  const outlook = [...outlookGrounds(asked), ...own];
  const { interval, noSale, dead } = formulasOfOutlook(one);
  return {
    ...shown('state', outlook, stateFormula(one)),
    ...shown('introducedAt', own, 'as products has it; of what was never introduced, its first day'),
    ...shown('withdrawnFrom', own, 'as products has it'),
    ...shown('inStock', own, 'its last state'),
    ...shown('lastSaleOn', sold, 'the latest of its sales'),
    ...shown('daysSinceLastSale', sold, 'days from the latest of its sales to the moment of the report'),
    ...shown('quietDaysOnSale', own, 'days on which it could be sold since the latest of its sales'),
    ...shown('daysWithSale', sold, 'different days of its sales'),
    ...shown('expectedIntervalDays', outlook, interval),
    ...shown('chanceOfNoSale', outlook, noSale),
    ...shown('chanceDead', outlook, dead),
  };
};

const acceptanceFigures = (row: AnswerRow, grounds: readonly Ground[], formula: string): ReportFigures => ({
  ...shownFigures(row, grounds, formula, 'acceptance'),
  ...shownFigures(row, grounds, `lower bound, 95 % of the beta distribution, of ${formula}`, 'acceptanceLow'),
  ...shownFigures(row, grounds, `higher bound, 95 % of the beta distribution, of ${formula}`, 'acceptanceHigh'),
});

const linesFigures = (
  asked: SalesAsked,
  { product: { productId }, sales }: AssessedProduct,
  row: AnswerRow,
  prior: AcceptancePrior | null,
): ReportFigures => {
  const counted = decidedOf(sales);
  const formula = acceptanceFormula(prior, counted);
  const all = endedGround('decided, of all', asked);
  const { lastAcceptedOn } = sales;
  const isSince = sql`${utcDayOf('outcomeAt')} > ${lastAcceptedOn ?? ''}`;
  const since = rowsWith(
    'counted',
    'offer_lines',
    sql`"voided" = 0 and "productId" = ${productId} and "outcome" in ('refused', 'no_response', 'expired')
      and ${utcDayOf('outcomeAt')} <= ${asked.today} and ${isSince}`,
  );
  const accepted = endedGround('looked up: the last acceptance', asked, productId, 'accepted');
  const product = rowsWith('looked up', 'products', sql`"productId" = ${productId}`);
  return {
    offered: countFigure(offeredGround('counted', asked, productId)),
    accepted: countFigure(endedGround('counted', asked, productId, 'accepted')),
    decided: countFigure(endedGround('counted', asked, productId)),
    ...acceptanceFigures(row, [endedGround('decided', asked, productId), all, product], formula),
    decidedSinceAcceptance: countFigure(since, [accepted]),
    ...shownFigures(
      row,
      [since, accepted, all, product],
      `(1 − p)^n, n = ${JSON.stringify(row['decidedSinceAcceptance'])} lines since, p = ${formula}`,
      'chanceOfNoAcceptance',
    ),
  };
};

const refusalFigures = ({ refused, ofCohort }: CausedLines, beside: readonly Ground[]): ReportFigures => {
  const counted = (lines: typeof refused): ReportFigure =>
    countFigure(
      rowsByKeys(
        'counted',
        'refusals',
        lines.map(({ eventId, lineId }) => [eventId, lineId]),
      ),
      beside,
    );
  return { refusals: counted(refused), cohortRefusals: counted(ofCohort) };
};

/** Of a product in a segment what was decided of it there, and in the segment at all. */
const segmentFigures = async (
  db: FactsDb,
  productId: string,
  segment: string | null,
): Promise<ReportFigures | undefined> => {
  const rows = await acceptanceBySegment(db, new Map([[productId, null]]));
  const row = rows.find((each) => each['segment'] === segment);
  if (!row) return undefined;
  const isIn = (await isInSegment(db, segment))(sql.ref('offer_lines.clientId'));
  const isDecided = sql`"voided" = 0 and ${isAmong(sql`"outcome"`, decidedOutcomes)}`;
  const own = sql`"productId" = ${productId}`;
  const lines = (role: string, ...that: readonly SqlPart[]): Ground =>
    rowsWith(role, 'offer_lines', isDecided, isIn, ...that);
  const counted = (await decidedBySegment(db)).filter((each) => each.segment === segment);
  const prior = priorsBySegment(counted).get(segment) ?? null;
  const ownCounted = counted.find((each) => each.productId === productId) ?? { successes: 0, trials: 0 };
  const beside = [rowsWith('looked up', 'products', own), ...segmentGrounds];
  return {
    accepted: countFigure(lines('counted', own, sql`"outcome" = 'accepted'`), beside),
    decided: countFigure(lines('counted', own), beside),
    ...acceptanceFigures(row, [lines('decided in the segment'), ...beside], acceptanceFormula(prior, ownCounted)),
  };
};

/** Any invoice, of whatever product and day, makes it that of invoices. */
const basisFigure = (basis: Basis, productId: string, parameters: ParameterValues): ReportFigure => {
  const product = rowsWith('looked up', 'products', sql`"productId" = ${productId}`);
  const isAskedFor = parameters.optionalText('basis') !== undefined;
  const formula = isAskedFor ? 'as it is asked' : 'invoiced where there are invoices, otherwise accepted';
  const invoices = isAskedFor ? [] : [rowsWith('looked up', 'invoices')];
  return computed([product, ...invoices], () => ({ value: basis, formula }));
};

const productFigures = async (
  db: FactsDb,
  productId: string | undefined,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<ReportFigures | undefined> => {
  const { basis, prior, rows } = await assessedRows(db, parameters, context);
  const found = rows.find(({ one }) => one.product.productId === productId);
  if (!found) return undefined;
  const asked = { basis, at: context.at, today: utcDay(context.at) };
  return {
    basis: basisFigure(basis, found.one.product.productId, parameters),
    ...salesFigures(asked, found.one, found.row),
    ...linesFigures(asked, found.one, found.row, prior),
  };
};

/** What each figure of the products rests on: their lines and sales, and for what is foretold those of all products. */
export const explainedStale = (db: FactsDb, parameters: ParameterValues, context: ReportContext): ExplainedSections => {
  const window = lastYearOf(parameters, context);
  const by = causeAsked(parameters);
  const causeOf = async (productId: string, cause: string | null): Promise<CausedLines | undefined> =>
    (await causedRefusals(db, by, window, [productId])).get(productId)?.find(({ key }) => key === cause);
  return {
    products: {
      key: ['productId'],
      described: ['name', 'category'],
      figuresOf: ([productId]) => productFigures(db, productId, parameters, context),
    },
    refusals: {
      key: ['productId', by],
      described: ['name'],
      figuresOf: async ([productId = '', cause]) => {
        const found = await causeOf(productId, nameIn(cause));
        const product = rowsWith('looked up', 'products', sql`"productId" = ${productId}`);
        return found && refusalFigures(found, [product, ...(by === 'segment' ? segmentGrounds : [])]);
      },
    },
    'acceptance-by-segment': {
      key: ['productId', 'segment'],
      described: ['name'],
      figuresOf: ([productId = '', segment]) => segmentFigures(db, productId, nameIn(segment)),
    },
    'unmet-demand': explainedDemand(db, window, context),
  };
};
