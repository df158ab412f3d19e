import {
  anyColumn,
  nullable,
  shownToPeople,
  momentColumn,
  textColumn,
  textsColumn,
  wholeColumn,
} from '../../read-models/kit/answer-columns';
import type { AnswerSections } from '../../read-models/kit/answer-columns';
import { currencyOfMoney, namedEventColumns } from '../asking/explanation-columns';

const cellColumn = { ...anyColumn(), currency: 'inCurrency' };
const because = textColumn('events, code or time');
const kind = textColumn('late, corrected, voided, merged …');
const knownTo = textColumn('old, new or both');

/** The sections of the difference between two answers. */
export const differenceColumns = {
  base: {
    ...{ side: textColumn('old or new'), report: textColumn(), edition: textColumn() },
    versions: textsColumn('Of its read models'),
    position: nullable(textColumn('Up to where the log was folded')),
    ...{ knownUntil: nullable(momentColumn()), at: momentColumn() },
  },
  sections: {
    section: textColumn(),
    ...{
      onlyOld: wholeColumn('Rows'),
      onlyNew: wholeColumn('Rows'),
      changed: wholeColumn('Rows'),
      same: wholeColumn('Rows'),
    },
  },
  columns: {
    ...{ section: textColumn(), column: textColumn(), changed: wholeColumn('Cells') },
    sumOfDifference: nullable(textColumn('New less old, in decimal digits; null where nothing adds up')),
  },
  figures: {
    ...{ section: textColumn(), row: textColumn(), figure: textColumn() },
    ...{ old: cellColumn, new: cellColumn, inCurrency: currencyOfMoney, because: textsColumn() },
  },
  explained: {
    ...{ because, kind, knownTo, events: wholeColumn(), rows: wholeColumn() },
    figures: nullable(wholeColumn('That only time changed')),
  },
  facts: {
    ...{ table: textColumn(), key: textColumn(), kind: textColumn('only old, only new or changed') },
    ...{ says: textColumn('What is in it'), because: textsColumn() },
  },
  events: { because, kind, knownTo, table: textColumn(), row: textColumn(), ...namedEventColumns },
} as const satisfies AnswerSections;

/** Which columns of a difference, or of a comparison, people are shown in major units. */
export const moneyInDifferences = shownToPeople(differenceColumns).money;
