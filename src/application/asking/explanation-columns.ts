import { column, nullable, type AnswerColumns, type AnswerSections } from '../../read-models/kit/answer-columns';

/** The columns of `columnsOfEvent`. */
export const namedEventColumns: AnswerColumns = {
  ...{ position: column.whole('In the log'), eventId: column.id(), type: column.text(), stream: column.text() },
  ...{ by: column.text('Who, as kind:id'), occurredAt: column.moment(), recordedAt: column.moment() },
};

/** The sections of an explanation; the first has the columns that name the row as well. */
export const explanationColumns = {
  figure: {
    ...{ report: column.text(), section: column.text(), figure: column.text() },
    ...{
      value: column.any('The figure'),
      formula: column.text('How it comes from its grounds, with the numbers put in'),
    },
  },
  grounds: {
    ...{ role: column.text('What they are to the figure'), table: column.text(), rows: column.whole() },
    sum: { kind: 'sum', description: 'What they add up to' },
  },
  events: {
    ...{ role: column.text(), table: column.text(), row: column.text('The row of facts that it wrote') },
    adds: nullable(column.real('What that row adds')),
    ...namedEventColumns,
  },
} as const satisfies AnswerSections;
