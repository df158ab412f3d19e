import { chosenBy, type Chosen } from '../groupings/chosen-rows';
import { groupings, type Grouping } from '../groupings/groupings';
import { choiceOf, type ParameterValues, type ReportContext } from '../kit/report';
import { windowOf, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';

export interface RevenueQuestion extends Chosen {
  readonly by: Grouping;
  readonly window: ReportWindow;
}

export const revenueQuestion = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<RevenueQuestion> => ({
  ...(await chosenBy(db, parameters, parameters.optionalText('product'))),
  by: choiceOf(parameters, 'by', groupings) ?? 'month',
  window: windowOf(parameters, context),
});

/** Whether the question is about products: then documents are taken line by line. */
export const isByLine = ({ by, product }: RevenueQuestion): boolean => by === 'product' || product !== undefined;
