import { mostFrequent } from '../kit/spellings';
import { amountCurrencyParameter, type Parameters, type ParameterValues, type ReportContext } from '../kit/report';
import { lastYearOf } from '../kit/window';
import type { FactsDb } from '../facts/tables';
import { productsOnSale, targetedLines, type TargetedLine } from './lines';

export const offerCostParameters = {
  offerCost: {
    kind: 'integer',
    min: 1,
    description: 'What making an offer costs, in minor units: for the flag below break-even',
    required: false,
  },
  currency: amountCurrencyParameter('offerCost', 'the one in which most lines were offered'),
} as const satisfies Parameters;

/** What making an offer costs. */
export interface OfferCost {
  readonly amount: number;
  readonly currency: string | null;
}

const costOf = (parameters: ParameterValues, lines: readonly TargetedLine[]): OfferCost | undefined => {
  const amount = parameters.integer('offerCost', 0);
  const currency = parameters.optionalText('currency') ?? mostFrequent(lines.map((line) => line.currency));
  return amount === 0 ? undefined : { amount, currency };
};

/** The lines of the time that is asked for, and what was on sale. */
export const targetingAsked = async (db: FactsDb, parameters: ParameterValues, context: ReportContext) => {
  const { from, until } = lastYearOf(parameters, context);
  const lines = await targetedLines(db, from, until);
  return {
    ...{ from, until, offerCost: costOf(parameters, lines), chosen: parameters.optionalText('manager') },
    lines,
    onSale: await productsOnSale(db, context.at),
  };
};

export type TargetingAsked = Awaited<ReturnType<typeof targetingAsked>>;
