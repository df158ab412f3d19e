import type { Parameter, ParameterValues, ReportContext } from '../kit/report';
import { lastYearOf } from '../kit/window';
import { productsOnSale, targetedLines } from './lines';
import type { FactsDb } from '../facts/tables';

export const offerCostParameter: Parameter = {
  kind: 'integer',
  min: 1,
  description: 'What making an offer costs, in minor units: for the flag below break-even',
  required: false,
};

/** The lines of the time that is asked for, and what was on sale. */
export const targetingAsked = async (db: FactsDb, parameters: ParameterValues, context: ReportContext) => {
  const { from, until } = lastYearOf(parameters, context);
  return {
    ...{ from, until, offerCost: parameters.optionalNumber('offerCost'), chosen: parameters.optionalText('manager') },
    lines: await targetedLines(db, from, until),
    onSale: await productsOnSale(db, context.at),
  };
};

export type TargetingAsked = Awaited<ReturnType<typeof targetingAsked>>;
