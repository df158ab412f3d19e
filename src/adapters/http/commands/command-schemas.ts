import type { OpenAPIObject } from '@nestjs/swagger';
import type { AnyField, FieldKind, ObjectKind } from '../../../application/commands/fields';
import { refTo } from '../protocol/schemas';
import { httpCommands } from './command-classes';
import { exampleIds } from './example-ids';
import { parametersOf } from './routes';

/** What OpenAPI says of the bodies of commands, from their fields. */

type BodySchemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Exclude<BodySchemas[string], { readonly $ref: string }>;

const types: { readonly [Kind in FieldKind]: Pick<Schema, 'type' | 'format'> } = {
  text: { type: 'string' },
  id: { type: 'string', format: 'uuid' },
  moment: { type: 'string', format: 'date-time' },
  day: { type: 'string', format: 'date' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  boolean: { type: 'boolean' },
  money: {},
  object: {},
  list: { type: 'array' },
};

const limitsOf = ({ kind, min = 0 }: AnyField, max: number): Schema => {
  if (kind === 'integer' || kind === 'decimal') return { minimum: min, maximum: max };
  return kind === 'list' ? { minItems: min, maxItems: max } : { minLength: 1, maxLength: max };
};

const refToKind = ({ name }: ObjectKind) => refTo(name);

const objectsOf = ({ objects = [] }: AnyField): Schema => {
  if (objects.length === 0) return {};
  return objects.length === 1 ? { allOf: objects.map(refToKind) } : { oneOf: objects.map(refToKind) };
};

const entrySchema = (entry: AnyField): Schema | { $ref: string } =>
  entry.objects?.[0] ? refTo(entry.objects[0].name) : valueSchema(entry);

const valueSchema = (field: AnyField): Schema => {
  const { kind, words, example, max, pattern } = field;
  return {
    ...types[kind],
    ...(max !== undefined && limitsOf(field, max)),
    ...(pattern !== undefined && { pattern }),
    ...(words && { enum: [...words] }),
    ...(example !== undefined && { examples: [example] }),
  };
};

/** `replacementId` is the id of the replacement; what an object is, its own schema says. */
const usualDescription = (name: string, { kind, expects, objects }: AnyField): string | undefined => {
  if (objects) return undefined;
  const thing = name.replace(/Id$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return kind === 'id' && thing !== name ? `The id of the ${thing}: ${expects}` : expects;
};

const fieldSchema = (name: string, field: AnyField): Schema => {
  const { isOwnId, entries } = field;
  const description = field.description ?? usualDescription(name, field);
  return {
    ...valueSchema(field),
    ...objectsOf(field),
    ...(entries && { items: entrySchema(entries) }),
    ...(description !== undefined && {
      description: isOwnId ? `${description}; made up where it is left out` : description,
    }),
  };
};

const plainExamples: { readonly [Kind in FieldKind]: unknown } = {
  text: 'some words',
  id: exampleIds.event,
  moment: '2026-11-27T10:00:00+01:00',
  day: '2026-11-27',
  integer: 1,
  decimal: 1.5,
  boolean: true,
  money: {},
  object: {},
  list: [],
};

/** A right value of a field; what the documents show of an object is made of those. */
const exampleOf = ({ kind, words, example, entries, objects }: AnyField): unknown => {
  if (entries) return [exampleOf(entries)];
  return objects?.[0] ? exampleOfObject(objects[0]) : (example ?? words?.[0] ?? plainExamples[kind]);
};

const exampleOfObject = ({ fields }: ObjectKind): object =>
  Object.fromEntries(
    [...fields].filter(([, { optional }]) => !optional).map(([name, field]) => [name, exampleOf(field)]),
  );

/** A body has no other fields; what the address says is no part of it. */
const schemaOfObject = ({ fields }: ObjectKind, inPath: readonly string[] = []): Schema => {
  const own = [...fields].filter(([name]) => !inPath.includes(name));
  const required = own.filter(([, { optional, isOwnId }]) => !optional && !isOwnId).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(own.map(([name, field]) => [name, fieldSchema(name, field)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

const addParts = (schemas: BodySchemas, { fields }: ObjectKind): void => {
  for (const field of fields.values())
    for (const kind of field.objects ?? field.entries?.objects ?? []) {
      schemas[kind.name] ??= { ...schemaOfObject(kind), examples: [exampleOfObject(kind)] };
      addParts(schemas, kind);
    }
};

/** The bodies of all commands, and the objects in them, by their names. */
export const commandSchemas = (): BodySchemas => {
  const schemas: BodySchemas = {};
  for (const { type, body, route } of httpCommands) {
    schemas[type] = schemaOfObject(body, parametersOf(route));
    addParts(schemas, body);
  }
  return schemas;
};
