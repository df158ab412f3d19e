import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { tell } from './shapes';
import { asMoment, isClock, isCode, isDay, isName, isPosition, isRate, isText, isUuid, isWhole, isZone } from './texts';

/**
 * The words in which commands describe their fields. Each says one thing once: what class-validator checks, what the
 * answer to a wrong value says, and what OpenAPI shows. Everything has a limit.
 */

export interface FieldOptions {
  readonly optional?: boolean;
  /** For the reader of the API. */
  readonly says?: string;
}

export interface Check {
  /** Ends the sentence "expected …". */
  readonly expects: string;
  readonly isRight: (value: unknown) => boolean;
  readonly schema: ApiPropertyOptions;
}

export const field = (
  { expects, isRight, schema }: Check,
  { optional = false, says = '' }: FieldOptions,
): PropertyDecorator =>
  applyDecorators(
    ValidateBy({ name: 'shape', validator: { validate: isRight, defaultMessage: () => expects } }),
    tell({ isRight, optional }),
    // Not IsOptional: it lets null pass, and no fact holds null.
    ...(optional ? [ValidateIf((_object, value) => value !== undefined)] : []),
    (optional ? ApiPropertyOptional : ApiProperty)({ ...schema, description: says || expects }),
  );

export const uuid: Check = {
  expects: 'a UUID in lower case',
  isRight: isUuid,
  schema: { type: String, format: 'uuid' },
};

const string = (
  expects: string,
  isRight: (value: unknown) => boolean,
  schema: { format?: string; maxLength?: number; example?: string } = {},
) => {
  const check: Check = { expects, isRight, schema: { type: String, ...schema } };
  return (options: FieldOptions = {}) => field(check, options);
};

export const Uuid = (options: FieldOptions = {}): PropertyDecorator => field(uuid, options);

export const Text = ({ max = 200, ...options }: FieldOptions & { max?: number } = {}): PropertyDecorator =>
  string(`a text of 1 to ${max} characters`, (value) => isText(value, max), { maxLength: max })(options);

export const Code = string('a code in capitals, as PRICE_TOO_HIGH', isCode, { example: 'PRICE_TOO_HIGH' });
export const Name = string('a name of up to 40 small letters, digits and hyphens', isName);
export const Day = string('a day that exists, as 2024-05-06', isDay, { format: 'date' });
export const Clock = string('a time of day from 00:00 to 24:00, as 09:30', isClock, { example: '09:30' });
export const Zone = string('a time zone by its IANA name, as Europe/Berlin', isZone, { example: 'Europe/Berlin' });
export const LogPosition = string('a position of the log, a whole number in quotes', isPosition, { example: '1200' });
export const Rate = string('a number above 0 in quotes, as "1.0825"', isRate, { example: '1.0825' });
export const Currency = string(
  'a currency by ISO 4217, as EUR',
  (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
  { example: 'EUR' },
);

const readMoment = (value: unknown): unknown => asMoment(value) ?? value;

/** Any moment with its offset; kept as UTC with milliseconds. */
export const Moment = (options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }): unknown => readMoment(value)),
    tell({ read: readMoment }),
    string(
      'a moment by ISO 8601 with its offset, as 2024-05-06T10:00:00+02:00',
      (value) => typeof value === 'string' && asMoment(value) === value,
      { format: 'date-time' },
    )(options),
  );

export const Whole = ({ min, max, ...options }: FieldOptions & { min: number; max: number }): PropertyDecorator =>
  field(
    {
      expects: `a whole number from ${min} to ${max}`,
      isRight: (value) => isWhole(value, min, max),
      schema: { type: 'integer', minimum: min, maximum: max },
    },
    options,
  );

export const Flag = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    { expects: 'true or false', isRight: (value) => typeof value === 'boolean', schema: { type: Boolean } },
    options,
  );

export const OneOf = (values: readonly (string | boolean)[], options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      expects: values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`,
      isRight: (value) => (typeof value === 'string' || typeof value === 'boolean') && values.includes(value),
      schema: { type: values.every((value) => typeof value === 'string') ? String : Boolean, enum: [...values] },
    },
    options,
  );

export type ListOptions = FieldOptions & { readonly min?: number; readonly max?: number };

export const listOf = (
  what: string,
  { min = 1, max = 200, ...options }: ListOptions,
  isItem: (value: unknown) => boolean,
  schema: ApiPropertyOptions,
): PropertyDecorator =>
  field(
    {
      expects: `a list of ${min} to ${max} ${what}`,
      isRight: (value) =>
        Array.isArray(value) && value.length >= min && value.length <= max && value.every((item) => isItem(item)),
      schema: { ...schema, minItems: min, maxItems: max },
    },
    options,
  );

export const IdList = (options: ListOptions = {}): PropertyDecorator =>
  listOf('UUIDs in lower case', options, isUuid, { type: [String], format: 'uuid' });

export const CodeList = (options: ListOptions = {}): PropertyDecorator =>
  listOf('codes in capitals', options, isCode, { type: [String] });

export const DayList = (options: ListOptions = {}): PropertyDecorator =>
  listOf('days that exist, as 2024-05-06', options, isDay, { type: [String], format: 'date' });
