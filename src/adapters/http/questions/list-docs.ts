import { column, alike, nullable, type AnswerColumns } from '../../../read-models/kit/answer-columns';
import { columnsOfShown, shownColumns, type ShownColumns } from '../../../read-models/kit/shown-rows';
import { foundColumns } from '../../../read-models/lists/find';
import type { List } from '../../../read-models/lists/list';
import type { ListPart, ListSpec } from '../../../read-models/lists/spec';
import { objectSchema, orNull, rowsSchema, textSchema, type ResponseSchema } from '../protocol/schemas';
import { notesSchema, rowProperties, rowSchema } from './row-schemas';

/** What OpenAPI says of lists: their rows, made from the columns of the tables. */

const columnsNamed = (columns: ShownColumns, { names }: Pick<ListSpec, 'names'>): AnswerColumns =>
  Object.fromEntries(
    Object.entries(columnsOfShown(columns)).map(([name, column]) => {
      const kind = names[name];
      return [name, { ...column, ...(kind && { names: kind }) }];
    }),
  );

const pageOfRows = (items: ResponseSchema): ResponseSchema =>
  objectSchema({
    items: rowsSchema(items),
    next: { ...orNull(textSchema), description: 'What after is for the next page; null at the end' },
    notes: notesSchema,
  });

/** Of a page some columns may be asked for. */
export const listSchema = ({ spec, columns }: List): ResponseSchema =>
  pageOfRows({ type: 'object', required: [spec.id], properties: rowProperties(columnsNamed(columns, spec)) });

const partSchema = (spec: ListSpec, { table, of, hidden = [], shared = [] }: ListPart): ResponseSchema =>
  rowsSchema(
    rowSchema({
      ...columnsNamed(shownColumns(table, [of, ...hidden]), spec),
      ...alike(shared, nullable(column.text())),
    }),
  );

const contactSchema = rowsSchema(rowSchema({ channel: column.text(), value: column.text() }));

export const oneSchema = ({ spec, columns }: List): ResponseSchema => ({
  type: 'object',
  required: [spec.id, 'notes'],
  properties: {
    ...rowProperties(columnsNamed(columns, spec)),
    ...('contacts' in spec.table.columns && { contacts: contactSchema }),
    ...Object.fromEntries(Object.entries(spec.parts).map(([name, part]) => [name, partSchema(spec, part)])),
    notes: notesSchema,
  },
});

export const foundSchema: ResponseSchema = pageOfRows(rowSchema(foundColumns));
