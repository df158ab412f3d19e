import {
  column,
  nullable,
  shownToPeople,
  type AnswerColumns,
  type AnswerSections,
} from '../../read-models/kit/answer-columns';
import type { Report } from '../../read-models/kit/report';

/** The columns of `columnsOfEvent`. */
export const namedEventColumns: AnswerColumns = {
  ...{ position: column.whole('In the log'), eventId: column.id(), type: column.text(), stream: column.text() },
  ...{ by: column.text('Who, as kind:id'), occurredAt: column.moment(), recordedAt: column.moment() },
};

/** Beside money, where its currency is known. */
export const currencyOfMoney = nullable(column.text('Of money: in minor units of this currency'));

/** The sections of an explanation; the first has the columns that name the row as well. */
export const explanationColumns = {
  figure: {
    ...{ report: column.text(), section: column.text(), figure: column.text() },
    ...{
      value: { ...column.any('The figure'), currency: 'inCurrency' },
      inCurrency: currencyOfMoney,
      formula: column.text('How it comes from its grounds, with the numbers put in'),
    },
  },
  grounds: {
    ...{ role: column.text('What they are to the figure'), table: column.text(), rows: column.whole() },
    sum: { kind: 'sum', description: 'What they add up to', currency: 'inCurrency' },
    inCurrency: currencyOfMoney,
  },
  events: {
    ...{ role: column.text(), table: column.text(), row: column.text('The row of facts that it wrote') },
    adds: { ...nullable(column.real('What that row adds')), currency: 'inCurrency' },
    inCurrency: currencyOfMoney,
    ...namedEventColumns,
  },
} as const satisfies AnswerSections;

/** What people are shown otherwise than programs of what a report says, or of how a figure of it is explained. */
export const shownToAsker = <Of extends Pick<Report, 'money'>>(report: Of, isExplained: boolean): Of =>
  isExplained ? { ...report, money: shownToPeople(explanationColumns).money } : report;
