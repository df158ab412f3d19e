import {
  anyColumn,
  idColumn,
  momentColumn,
  nullable,
  realColumn,
  textColumn,
  wholeColumn,
  type AnswerColumns,
  type AnswerSections,
} from '../../read-models/kit/answer-columns';

/** The columns of `columnsOfEvent`. */
export const namedEventColumns: AnswerColumns = {
  ...{ position: wholeColumn('In the log'), eventId: idColumn(), type: textColumn(), stream: textColumn() },
  ...{ by: textColumn('Who, as kind:id'), occurredAt: momentColumn(), recordedAt: momentColumn() },
};

/** The sections of an explanation; the first has the columns that name the row as well. */
export const explanationColumns = {
  figure: {
    ...{ report: textColumn(), section: textColumn(), figure: textColumn() },
    ...{
      value: anyColumn('The figure'),
      formula: textColumn('How it comes from its grounds, with the numbers put in'),
    },
  },
  grounds: {
    ...{ role: textColumn('What they are to the figure'), table: textColumn(), rows: wholeColumn() },
    sum: { kind: 'sum', description: 'What they add up to' },
  },
  events: {
    ...{ role: textColumn(), table: textColumn(), row: textColumn('The row of facts that it wrote') },
    adds: nullable(realColumn('What that row adds')),
    ...namedEventColumns,
  },
} as const satisfies AnswerSections;
