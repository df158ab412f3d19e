import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import type { AnyField, FieldKind, ObjectKind } from '../../application/commands/fields';
import { httpCommands } from './command-classes';
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
  boolean: { type: 'boolean' },
  money: {},
  object: {},
  list: { type: 'array' },
};

const limitsOf = ({ kind, min = 0 }: AnyField, max: number): Schema => {
  if (kind === 'integer') return { minimum: min, maximum: max };
  return kind === 'list' ? { minItems: min, maxItems: max } : { maxLength: max };
};

const refTo = ({ name }: ObjectKind): { $ref: string } => ({ $ref: getSchemaPath(name) });

const objectsOf = ({ objects = [] }: AnyField): Schema => {
  if (objects.length === 0) return {};
  return objects.length === 1 ? { allOf: objects.map(refTo) } : { oneOf: objects.map(refTo) };
};

const entrySchema = ({ objects: [kind] = [], kind: entryKind }: AnyField) => (kind ? refTo(kind) : types[entryKind]);

const fieldSchema = (field: AnyField): Schema => {
  const { kind, expects, description = expects, isOwnId, words, example, max, entries } = field;
  return {
    ...types[kind],
    ...(max !== undefined && limitsOf(field, max)),
    ...(words && { enum: [...words] }),
    ...(example !== undefined && { example }),
    ...objectsOf(field),
    ...(entries && { items: entrySchema(entries) }),
    description: isOwnId ? `${description}; made up where it is left out` : description,
  };
};

/** A body has no other fields; what the address says is no part of it. */
const schemaOfObject = ({ fields }: ObjectKind, inPath: readonly string[] = []): Schema => {
  const own = [...fields].filter(([name]) => !inPath.includes(name));
  const required = own.filter(([, { optional, isOwnId }]) => !optional && !isOwnId).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(own.map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

const addParts = (schemas: BodySchemas, { fields }: ObjectKind): void => {
  for (const field of fields.values())
    for (const kind of field.objects ?? field.entries?.objects ?? []) {
      schemas[kind.name] ??= schemaOfObject(kind);
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
