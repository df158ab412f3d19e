import { enquiryGroupings } from '../groupings/enquiry-groupings';
import { column, keyColumns, nullable, sharesWithin, type AnswerColumns } from '../kit/answer-columns';

const funnel: AnswerColumns = {
  step: column.text(),
  reached: column.whole('Enquiries that came so far'),
  ...sharesWithin('share'),
  ...sharesWithin('ofPrevious'),
  waiting: column.whole('Those that reached the step before, and may still go on'),
  medianDays: nullable(column.real('From the step before (Kaplan–Meier)')),
  medianDaysFromReceipt: nullable(column.real('From the receipt (Kaplan–Meier)')),
};

export const conversionColumns = { total: funnel, steps: { ...keyColumns(enquiryGroupings), ...funnel } };
