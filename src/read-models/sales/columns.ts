import { column, nullable, sharesWithin, wholeColumns, type AnswerColumns } from '../kit/answer-columns';

/** Which product a row is about. */
export const productColumns: AnswerColumns = { productId: column.named('product'), name: nullable(column.text()) };

/** Of `acceptanceRow`. */
export const acceptanceColumns: AnswerColumns = sharesWithin('acceptance');

/** Of `unmetDemand`. */
export const demandColumns: AnswerColumns = {
  ...{ need: nullable(column.text()), productId: nullable(column.named('product')) },
  ...wholeColumns('enquiries', 'clients'),
  quantity: column.real(),
  ...wholeColumns('declined'),
};
