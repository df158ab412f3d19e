import { column, nullable } from '../../read-models/kit/answer-columns';
import type { AnswerSections } from '../../read-models/kit/answer-columns';
import { namedEventColumns } from '../asking/explanation-columns';

const because = column.text('events, code or time');
const kind = column.text('late, corrected, voided, merged …');
const knownTo = column.text('old, new or both');

/** The sections of the difference between two answers. */
export const differenceColumns = {
  base: {
    ...{ side: column.text('old or new'), report: column.text(), edition: column.text() },
    versions: column.texts('Of its read models'),
    position: nullable(column.text('Up to where the log was folded')),
    ...{ knownUntil: nullable(column.moment()), at: column.moment() },
  },
  sections: {
    section: column.text(),
    ...{
      onlyOld: column.whole('Rows'),
      onlyNew: column.whole('Rows'),
      changed: column.whole('Rows'),
      same: column.whole('Rows'),
    },
  },
  columns: {
    ...{ section: column.text(), column: column.text(), changed: column.whole('Cells') },
    sumOfDifference: nullable(column.text('New less old, in decimal digits; null where nothing adds up')),
  },
  figures: {
    ...{ section: column.text(), row: column.text(), figure: column.text() },
    ...{ old: column.any(), new: column.any(), because: column.texts() },
  },
  explained: {
    ...{ because, kind, knownTo, events: column.whole(), rows: column.whole() },
    figures: nullable(column.whole('That only time changed')),
  },
  facts: {
    ...{ table: column.text(), key: column.text(), kind: column.text('only old, only new or changed') },
    ...{ says: column.text('What is in it'), because: column.texts() },
  },
  events: { because, kind, knownTo, table: column.text(), row: column.text(), ...namedEventColumns },
} as const satisfies AnswerSections;
