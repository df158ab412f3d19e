import { enquiryGroupings } from '../groupings/enquiry-groupings';
import {
  keyColumns,
  nullable,
  realColumn,
  sharesWithin,
  textColumn,
  wholeColumn,
  type AnswerColumns,
} from '../kit/answer-columns';

const funnel: AnswerColumns = {
  step: textColumn(),
  reached: wholeColumn('Enquiries that came so far'),
  ...sharesWithin('share'),
  ...sharesWithin('ofPrevious'),
  waiting: wholeColumn('Those that reached the step before, and may still go on'),
  medianDays: nullable(realColumn('From the step before (Kaplan–Meier)')),
  medianDaysFromReceipt: nullable(realColumn('From the receipt (Kaplan–Meier)')),
};

export const conversionColumns = { total: funnel, steps: { ...keyColumns(enquiryGroupings), ...funnel } };
