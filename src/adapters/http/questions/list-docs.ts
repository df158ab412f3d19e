import type { ApiResponseSchemaHost } from '@nestjs/swagger';
import type { List } from '../../../read-models/lists/list';
import { listedColumns, type ListPart, type ListSpec, type ShownColumns } from '../../../read-models/lists/spec';
import { nameColumnOf } from '../../../read-models/names/named';
import type { Column, ColumnKind } from '../../../read-models/kit/projection';

/** What OpenAPI says of lists: their rows, made from the columns of the tables. */

type ListSchema = ApiResponseSchemaHost['schema'];

const textSchema: ListSchema = { type: 'string' };
const wholeSchema: ListSchema = { type: 'integer' };

const columnSchemas: Readonly<Record<ColumnKind, ListSchema>> = {
  id: { type: 'string', format: 'uuid' },
  code: textSchema,
  text: textSchema,
  moment: { type: 'string', format: 'date-time' },
  day: { type: 'string', format: 'date' },
  personal: { type: 'string', description: '[erased] once the person was erased' },
  json: textSchema,
  integer: wholeSchema,
  money: wholeSchema,
  position: wholeSchema,
  real: { type: 'number' },
  decimal: { type: 'number' },
  flag: { type: 'boolean' },
};

const orNull = (schema: ListSchema): ListSchema => ({ anyOf: [schema, { type: 'null' }] });

const columnSchema = ({ kind, optional, description }: Column): ListSchema => ({
  ...(optional ? orNull(columnSchemas[kind]) : columnSchemas[kind]),
  description,
});

/** The column of the name that stands beside an id. */
const nameSchema: ListSchema = { ...orNull(textSchema), description: 'Its name, as it is known now' };

const rowProperties = (columns: ShownColumns, names: ListSpec['names']): Record<string, ListSchema> =>
  Object.fromEntries(
    columns.flatMap(([name, column]) => [
      [name, columnSchema(column)] as const,
      ...(Object.hasOwn(names, name) ? [[nameColumnOf(name), nameSchema] as const] : []),
    ]),
  );

const rowsSchema = (properties: Record<string, ListSchema>): ListSchema => ({
  type: 'array',
  items: { type: 'object', properties },
});

const notesSchema: ListSchema = { type: 'array', items: textSchema, description: 'What the reader must know' };

const pageOfRows = (properties: Record<string, ListSchema>): ListSchema => ({
  type: 'object',
  required: ['items', 'next', 'notes'],
  properties: {
    items: rowsSchema(properties),
    next: { ...orNull(textSchema), description: 'What after is for the next page; null at the end' },
    notes: notesSchema,
  },
});

export const listSchema = ({ spec, columns }: List): ListSchema => pageOfRows(rowProperties(columns, spec.names));

const partSchema = ({ names }: ListSpec, { table, of, hidden = [], shared = [] }: ListPart): ListSchema =>
  rowsSchema({
    ...rowProperties(listedColumns(table, [of, ...hidden]), names),
    ...Object.fromEntries(shared.map((column) => [column, textSchema])),
  });

const contactSchema: ListSchema = rowsSchema({ channel: textSchema, value: textSchema });

export const oneSchema = ({ spec, columns }: List): ListSchema => ({
  type: 'object',
  required: [spec.id, 'notes'],
  properties: {
    ...rowProperties(columns, spec.names),
    ...('contacts' in spec.table.columns && { contacts: contactSchema }),
    ...Object.fromEntries(Object.entries(spec.parts).map(([name, part]) => [name, partSchema(spec, part)])),
    notes: notesSchema,
  },
});

export const foundSchema: ListSchema = pageOfRows({
  kind: { type: 'string', enum: ['client', 'manager', 'product', 'invoice'] },
  id: columnSchemas.id,
  name: { type: 'string', description: 'Its name; of an invoice its number' },
  about: textSchema,
  at: { type: 'string', description: 'Where all that is known of it is read', example: '/clients/…' },
  mergedInto: { ...orNull(columnSchemas.id), description: 'The client that this one is a duplicate of' },
  mergedIntoName: nameSchema,
  clientId: { ...orNull(columnSchemas.id), description: 'Of an invoice: the client' },
  clientName: nameSchema,
});
