import type { AnswerColumn, AnswerColumns, CellKind } from './answer-columns';
import { personalCell } from './personal';
import type { Column, ColumnKind, Row, TableSpec, Value } from './projection';
import type { AnswerRow, Cell } from './report';

export type ShownColumns = readonly (readonly [name: string, column: Column])[];

const isOfStore = (name: string, { key, trace }: TableSpec): boolean =>
  trace !== undefined && !key.includes(name) && [trace.first, trace.last, trace.from, trace.to].includes(name);

/** The columns of a table that people and programs are shown. */
export const shownColumns = (table: TableSpec, hidden: readonly string[] = []): ShownColumns =>
  Object.entries(table.columns).filter(([name]) => !isOfStore(name, table) && !hidden.includes(name));

const shownCell = (kind: ColumnKind, value: Value | undefined): Cell => {
  if (value === null || value === undefined) return null;
  if (kind === 'personal') return personalCell(String(value));
  return kind === 'flag' ? value === 1 : value;
};

/** A row of a table as it is shown: texts about people as what the edge opens, flags as what they say. */
export const shownRow = (columns: ShownColumns, row: Row): AnswerRow =>
  Object.fromEntries(columns.map(([name, { kind }]) => [name, shownCell(kind, row[name])]));

const kindsShown: Readonly<Record<ColumnKind, CellKind>> = {
  ...({ id: 'id', moment: 'moment', day: 'day', flag: 'flag' } as const),
  ...({ code: 'text', text: 'text', personal: 'text', json: 'text' } as const),
  ...({ integer: 'integer', position: 'integer', real: 'real', decimal: 'real', money: 'amount' } as const),
};

/** A column of a table as a row of it is shown. */
const shownAs = ({ kind, optional, description }: Column): AnswerColumn => ({
  ...{ kind: kindsShown[kind], description },
  ...(optional && { optional }),
});

export const columnsOfShown = (columns: ShownColumns): AnswerColumns =>
  Object.fromEntries(columns.map(([name, column]) => [name, shownAs(column)]));

/** The columns of a table whose rows are shown as they are. */
export const columnsOfTable = (table: TableSpec): AnswerColumns => columnsOfShown(shownColumns(table));
