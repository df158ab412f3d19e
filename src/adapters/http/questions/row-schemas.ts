import type { AnswerColumn, AnswerColumns, CellKind } from '../../../read-models/kit/answer-columns';
import { nameColumnOf } from '../../../read-models/names/named';
import {
  flagSchema,
  momentSchema,
  orNull,
  rowsSchema,
  textSchema,
  uuidSchema,
  wholeSchema,
  type ResponseSchema,
} from '../protocol/schemas';

/** What OpenAPI says of the rows of answers, made from their columns. */

const realSchema: ResponseSchema = { type: 'number' };
const daySchema: ResponseSchema = { type: 'string', format: 'date' };
/** What no number holds. */
const digitsSchema: ResponseSchema = { type: 'string', pattern: '^-?[1-9][0-9]{15,}$' };

const cellSchemas: Readonly<Record<CellKind, ResponseSchema>> = {
  id: uuidSchema,
  text: textSchema,
  texts: rowsSchema(textSchema),
  moment: momentSchema,
  day: daySchema,
  dayOrMoment: { anyOf: [daySchema, momentSchema] },
  month: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}$' },
  flag: flagSchema,
  any: { description: 'Text, number, flag, list or null' },
  integer: wholeSchema,
  real: realSchema,
  figure: { anyOf: [realSchema, digitsSchema] },
  share: { type: 'number', minimum: 0, maximum: 1 },
  shareDifference: realSchema,
  amount: wholeSchema,
  price: realSchema,
  sum: { anyOf: [wholeSchema, digitsSchema] },
};

const describedBy = ({ description, currency }: AnswerColumn): string | undefined =>
  description ?? (currency === undefined ? undefined : `Minor units of the ${currency}`);

const columnSchema = (column: AnswerColumn): ResponseSchema => {
  const { kind, optional } = column;
  const description = describedBy(column);
  return {
    ...(optional ? orNull(cellSchemas[kind]) : cellSchemas[kind]),
    ...(description !== undefined && { description }),
  };
};

/** The column of the name that stands beside an id. */
const nameSchema: ResponseSchema = { ...orNull(textSchema), description: 'Its name, as it is known now' };

/** The columns that a row may begin with: that is what it is about. */
const leadingColumns = (columns: AnswerColumns): readonly string[] => {
  const always = Object.values(columns).findIndex(({ sometimes }) => !sometimes);
  return Object.keys(columns).slice(0, Math.max(1, always));
};

/** A row may say the name of what it is about itself. */
const isNamedBeside = (name: string, { names }: AnswerColumn, columns: AnswerColumns): boolean =>
  names !== undefined && !('name' in columns && leadingColumns(columns).includes(name));

export const rowProperties = (columns: AnswerColumns): Record<string, ResponseSchema> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, column]) => [
      [name, columnSchema(column)] as const,
      ...(isNamedBeside(name, column, columns) ? [[nameColumnOf(name), nameSchema] as const] : []),
    ]),
  );

/** The columns that every row has. */
const requiredOf = (columns: AnswerColumns): string[] =>
  Object.keys(rowProperties(Object.fromEntries(Object.entries(columns).filter(([, { sometimes }]) => !sometimes))));

export const rowSchema = (columns: AnswerColumns): ResponseSchema => ({
  type: 'object',
  properties: rowProperties(columns),
  required: requiredOf(columns),
});

export const notesSchema: ResponseSchema = { ...rowsSchema(textSchema), description: 'What the reader must know' };
