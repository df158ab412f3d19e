import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, getSchemaPath, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { field, listOf, uuid, type FieldOptions, type ListOptions } from './fields';
import { shapeFor, tell, type PartClass } from './shapes';

/** Fields that hold objects, and ids that a command may leave out. */

/** The id of what the command creates. It may be left out: then it derives from the Idempotency-Key, or is random. */
export const OwnId = (options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    field(uuid, options),
    (prototype: object, name: string | symbol) => {
      shapeFor(prototype).ownIds.push(String(name));
    },
    ApiPropertyOptional({ ...uuid.schema, description: `${uuid.expects}; made up where it is left out` }),
  );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nested = (of: () => PartClass, check: PropertyDecorator): PropertyDecorator =>
  applyDecorators(
    check,
    ValidateNested(),
    Type(of),
    tell({ partOf: of }),
    (prototype: object, name: string | symbol) => {
      shapeFor(prototype).parts.push({ name: String(name), of });
    },
  );

/** An object with fields of its own. */
export const Part = (of: () => PartClass, options: FieldOptions = {}): PropertyDecorator =>
  nested(of, field({ expects: 'an object', isRight: isObject, schema: { type: of } }, options));

/** A list of such objects; an item that is none is named by its own place. */
export const ListOf = (of: () => PartClass, options: ListOptions = {}): PropertyDecorator =>
  nested(
    of,
    listOf('objects', options, (item) => !Array.isArray(item), { type: of, isArray: true }),
  );

/** One of the kinds that an object may be of: told by a field that only this kind has. */
export interface Kind {
  readonly of: PartClass;
  readonly mark: string;
}

/** An object of one of several kinds. With the marks of none it is taken for the first, which then says what it lacks. */
export const Either = (kinds: readonly [Kind, ...Kind[]], options: FieldOptions = {}): PropertyDecorator => {
  const marks = kinds.map(({ mark }) => mark).join(' or ');
  const schema: ApiPropertyOptions = { oneOf: kinds.map(({ of }) => ({ $ref: getSchemaPath(of) })) };
  const kindOf = (value: unknown): PartClass =>
    ((isObject(value) ? kinds.find(({ mark }) => Object.hasOwn(value, mark)) : undefined) ?? kinds[0]).of;
  return applyDecorators(
    field({ expects: `an object with ${marks}`, isRight: isObject, schema }, options),
    ValidateNested(),
    Type((asked) => kindOf(asked && Reflect.get(asked.object, asked.property))),
    tell({ partOf: kindOf }),
    (prototype: object) => {
      shapeFor(prototype).kinds.push(...kinds.map(({ of }) => of));
    },
  );
};
