import type { Parameter, ParameterValues, ReportContext } from '../kit/report';
import { lastYearOf } from '../kit/window';
import { productsOnSale, targetedLines, type TargetingDb } from './lines';

export const offerCostParameter: Parameter = {
  kind: 'integer',
  min: 1,
  description: 'What making an offer costs, in minor units: for the flag below break-even',
  required: false,
};

const costOf = (parameters: ParameterValues): number | undefined => {
  const cost = parameters.integer('offerCost', 0);
  return cost === 0 ? undefined : cost;
};

/** The lines of the time that is asked for, and what was on sale. */
export const targetingAsked = async (db: TargetingDb, parameters: ParameterValues, context: ReportContext) => {
  const { from, until } = lastYearOf(parameters, context);
  return {
    ...{ from, until, offerCost: costOf(parameters), chosen: parameters.optionalText('manager') },
    lines: await targetedLines(db, from, until),
    onSale: await productsOnSale(db, context.at),
  };
};

export type TargetingAsked = Awaited<ReturnType<typeof targetingAsked>>;
