import { enquiries, type EnquiryRow } from '../facts/enquiries/tables';
import { enquiryGroupings } from '../groupings/enquiry-groupings';
import {
  column,
  alike,
  keyColumns,
  nullable,
  sharesWithin,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';
import type { AnswerRow } from '../kit/report';
import { columnsOfTable, shownColumns, shownRow } from '../kit/shown-rows';

const answeredFigures: AnswerColumns = {
  ...wholeColumns('received', 'answered', 'answeredInTime', 'neverAnswered', 'endedBeforeDue'),
  ...wholeColumns('fulfilled', 'declined', 'abandoned', 'answeredLate', 'openWithinTime'),
  medianAnswerMinutes: nullable(column.real('Working minutes (Kaplan–Meier)')),
  p90AnswerMinutes: nullable(column.real('Working minutes (Kaplan–Meier)')),
  notReached: column.texts('Which of the two so few answers do not tell'),
  ...sharesWithin('serviceLevel'),
  serviceLevelOf: column.whole('Enquiries whose deadline has passed'),
};

const managerColumns = ['managerId', 'answerDueHolderId', 'answeredById', 'answerableId', 'fulfilDueHolderId'].concat(
  'fulfilledById',
  'declinedById',
  'abandonedById',
  'fulfilmentOfId',
);

export const enquiriesColumns = {
  summary: answeredFigures,
  by: { ...keyColumns(enquiryGroupings), ...answeredFigures },
  enquiries: {
    ...columnsOfTable(enquiries),
    clientId: nullable(column.named('client')),
    ...alike(managerColumns, nullable(column.named('manager'))),
  },
};

const registered = shownColumns(enquiries);

/** An enquiry as the register shows it. */
export const shownEnquiry = (row: EnquiryRow): AnswerRow => shownRow(registered, row);
