import {
  anyColumn,
  idColumn,
  momentColumn,
  nullable,
  realColumn,
  shownToPeople,
  textColumn,
  wholeColumn,
  type AnswerColumns,
  type AnswerSections,
} from '../../read-models/kit/answer-columns';
import type { Report } from '../../read-models/kit/report';

/** The columns of `columnsOfEvent`. */
export const namedEventColumns: AnswerColumns = {
  ...{ position: wholeColumn('In the log'), eventId: idColumn(), type: textColumn(), stream: textColumn() },
  ...{ by: textColumn('Who, as kind:id'), occurredAt: momentColumn(), recordedAt: momentColumn() },
};

/** Beside money, where its currency is known. */
export const currencyOfMoney = nullable(textColumn('Of money: in minor units of this currency'));

/** The sections of an explanation; the first has the columns that name the row as well. */
export const explanationColumns = {
  figure: {
    ...{ report: textColumn(), section: textColumn(), figure: textColumn() },
    ...{
      value: { ...anyColumn('The figure'), currency: 'inCurrency' },
      inCurrency: currencyOfMoney,
      formula: textColumn('How it comes from its grounds, with the numbers put in'),
    },
  },
  grounds: {
    ...{ role: textColumn('What they are to the figure'), table: textColumn(), rows: wholeColumn() },
    sum: { kind: 'sum', description: 'What they add up to', currency: 'inCurrency' },
    inCurrency: currencyOfMoney,
  },
  events: {
    ...{ role: textColumn(), table: textColumn(), row: textColumn('The row of facts that it wrote') },
    adds: { ...nullable(realColumn('What that row adds')), currency: 'inCurrency' },
    inCurrency: currencyOfMoney,
    ...namedEventColumns,
  },
} as const satisfies AnswerSections;

/** What people are shown otherwise than programs of what a report says, or of how a figure of it is explained. */
export const shownToAsker = <Of extends Pick<Report, 'money'>>(report: Of, isExplained: boolean): Of =>
  isExplained ? { ...report, money: shownToPeople(explanationColumns).money } : report;
