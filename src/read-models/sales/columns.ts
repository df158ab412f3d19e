import {
  namedColumn,
  nullable,
  realColumn,
  sharesWithin,
  textColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';

/** Which product a row is about. */
export const productColumns: AnswerColumns = { productId: namedColumn('product'), name: nullable(textColumn()) };

/** Of `acceptanceRow`. */
export const acceptanceColumns: AnswerColumns = sharesWithin('acceptance');

/** Of `unmetDemand`. */
export const demandColumns: AnswerColumns = {
  ...{ need: nullable(textColumn()), productId: nullable(namedColumn('product')) },
  ...wholeColumns('enquiries', 'clients'),
  quantity: realColumn(),
  ...wholeColumns('declined'),
};
