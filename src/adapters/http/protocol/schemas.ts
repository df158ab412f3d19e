import { getSchemaPath, type ApiResponseSchemaHost } from '@nestjs/swagger';

/** What OpenAPI says of values: the words that all its schemas are put together from. */

export type ResponseSchema = ApiResponseSchemaHost['schema'];
export type NamedSchemas = Readonly<Record<string, ResponseSchema>>;

export const textSchema: ResponseSchema = { type: 'string' };
export const wholeSchema: ResponseSchema = { type: 'integer' };
export const flagSchema: ResponseSchema = { type: 'boolean' };
export const uuidSchema: ResponseSchema = { type: 'string', format: 'uuid' };
export const momentSchema: ResponseSchema = { type: 'string', format: 'date-time' };
/** Any object: its fields are described elsewhere. */
export const openSchema: ResponseSchema = { type: 'object', additionalProperties: true };

export const describedAs = (schema: ResponseSchema, description: string): ResponseSchema => ({
  ...schema,
  description,
});

/** The schema of this name in the document. */
export const refTo = (name: string): { readonly $ref: string } => ({ $ref: getSchemaPath(name) });

export const rowsSchema = (items: ResponseSchema): ResponseSchema => ({ type: 'array', items });

/** The same, or null where there is nothing: since OpenAPI 3.1 null is a type like others. */
export const orNull = (schema: ResponseSchema): ResponseSchema => {
  const choices = 'anyOf' in schema ? (schema.anyOf ?? []) : [schema];
  return { anyOf: [...choices, { type: 'null' }] };
};

/** An object that has all of these properties, but perhaps the optional ones. */
export const objectSchema = (
  properties: Record<string, ResponseSchema>,
  optional: readonly string[] = [],
): ResponseSchema => {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
};
