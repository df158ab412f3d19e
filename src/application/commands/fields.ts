import type { CommandCatalogue, CommandType } from '../../domain/catalogue';
import { asMoment, isDayText } from '../../domain/shared/iso-text';
import { LONGEST_LINE } from '../../domain/shared/text';
import {
  CODE,
  CURRENCY_CODE,
  isCurrency,
  isMatch,
  isDecimalWithin,
  isText,
  isUuid,
  isWhole,
  isZone,
  LONGEST_ZONE,
  NAME,
  POSITION,
  DECIMAL_RATE,
  TIME_OF_DAY,
} from './texts';

/**
 * The words in which commands describe their fields: what is allowed, what the answer to a wrong value says, what the
 * documents show. They are plain data, which every door reads: HTTP (class-validator and OpenAPI, see
 * adapters/http) and import (import/mapping). Everything has a limit.
 */

export type FieldKind =
  'text' | 'id' | 'moment' | 'day' | 'integer' | 'decimal' | 'boolean' | 'money' | 'object' | 'list';

/** Fields by name: what an object, or a command as a whole, is made of. */
export type FieldsByName = Readonly<Record<string, AnyField>>;

/** An object with fields of its own, under the name that the documents give it. */
export interface ObjectKind {
  readonly name: string;
  readonly fields: ReadonlyMap<string, AnyField>;
  /** A field that sets it apart from the other kinds in the same place. */
  readonly mark?: string;
}

/** What is known of a field, whatever it holds. */
export interface AnyField {
  readonly kind: FieldKind;
  /** Ends the sentence "expected …". */
  readonly expects: string;
  /** Whether a value is right by itself; the fields of an object in it are looked at one by one (see read-fields.ts). */
  readonly isRight: (value: unknown) => boolean;
  /** Brings a right value into the form in which it is kept. */
  readonly kept?: (value: unknown) => unknown;
  /** For the reader of the documents. */
  readonly description?: string;
  readonly optional?: true;
  /** The id of what the command creates: HTTP makes it up where it is left out. */
  readonly isOwnId?: true;
  /** Only a process or an import may give it; HTTP knows no such field. */
  readonly isWithheld?: true;
  /** A text in people's own words, which is kept normalised. */
  readonly isFree?: true;
  /** Of a number; of a text and a list, how long it may be. */
  readonly min?: number;
  readonly max?: number;
  /** All that it may hold, where that is a list of words. */
  readonly words?: readonly (string | boolean)[];
  /** Of a text, as a regular expression: what its form is. */
  readonly pattern?: string;
  readonly example?: string | number;
  /** What the entries of a list are. */
  readonly entries?: AnyField;
  /** What an object may be: one kind, or several that their marks tell apart. */
  readonly objects?: readonly ObjectKind[];
}

export interface RequiredField<Content> extends AnyField {
  readonly optional?: never;
  /** Never there: it holds the field to exactly the type that the domain gives it. */
  readonly content?: (content: Content) => Content;
}

export interface OptionalField<Content> extends AnyField {
  readonly optional: true;
  readonly content?: (content: Content) => Content;
}

type FieldFor<Data, Name extends keyof Data> =
  Partial<Pick<Data, Name>> extends Pick<Data, Name>
    ? OptionalField<Exclude<Data[Name], undefined>>
    : RequiredField<Data[Name]>;

/** A field for each of a type's: one that lacks, is too many, or is of another type does not compile. */
export type ExactFields<Data> = { readonly [Name in keyof Data]-?: FieldFor<Data, Name> };

/** Commands that only processes and timers give. */
type InternalCommandType =
  | 'AbsorbDuplicate'
  | 'EraseDuplicate'
  | 'ReviewEvidence'
  | 'NoteCallAsProof'
  | 'NoteOfferAsProof'
  | 'NoteInvoiceAsProof'
  | 'NoteAnswerDeadline'
  | 'NoteFulfilmentDeadline'
  | 'ExpireOffer'
  | 'InvoiceOfferLines'
  | 'ReleaseOfferLines'
  | 'ReserveDocumentNumber'
  | 'SetNumberAside'
  | 'ReserveId'
  | 'CheckTaxId'
  | 'ReserveTaxId'
  | 'ReleaseTaxId';

export type PublicCommandType = Exclude<CommandType, InternalCommandType>;

/** Has the command's name, so that the compiler's message has it too. */
export type CommandFields<Type extends PublicCommandType> = {
  readonly [Name in keyof CommandCatalogue[Type]]-?: FieldFor<CommandCatalogue[Type], Name>;
};

/** Fields for each public command of a stream. */
export type StreamFields<Commands> = { readonly [Type in keyof Commands & PublicCommandType]: CommandFields<Type> };

/** What an object of these fields, all required, holds; of several such lists of fields, one or the other. */
type ContentOf<Fields> = Fields extends unknown
  ? { readonly [Name in keyof Fields]: Fields[Name] extends RequiredField<infer Content> ? Content : never }
  : never;

const field = <Content>(
  kind: FieldKind,
  expects: string,
  isRight: (value: unknown) => boolean,
  more: Partial<AnyField> & { readonly optional?: never } = {},
): RequiredField<Content> => ({ kind, expects, isRight, ...more });

// — how a field stands in its command —

/** The same field, with a sentence of its own for the reader of the documents. */
export const described = <Of extends AnyField>(of: Of, description: string): Of => ({ ...of, description });

/** A field that may be left out. */
export const maybe = <Content>(of: RequiredField<Content>, description?: string): OptionalField<Content> => {
  const { optional, content, ...rest } = of;
  return { ...rest, optional: true, ...(description !== undefined && { description }) };
};

/** A field that HTTP does not know: only a process or an import may give it. */
export const withheld = <Of extends AnyField>(of: Of): Of => ({ ...of, isWithheld: true });

// — what a field holds —

export const anId = field<string>('id', 'a UUID in lower case', isUuid);

/** The id of what the command creates. Over HTTP it may be left out: it derives from the Idempotency-Key, or is random. */
export const ownId: RequiredField<string> = { ...anId, isOwnId: true };

/** Up to 200 characters it is one line; a longer text may have several. It is kept normalised (see normalised-texts.ts). */
export const aText = (max = LONGEST_LINE): RequiredField<string> => {
  const allowed = max > LONGEST_LINE ? ', tabs and line breaks being its only control characters' : ', in one line';
  return field(
    'text',
    `a text of 1 to ${max} characters (code points), not all of them invisible${allowed}`,
    (value) => isText(value, max),
    {
      max,
      isFree: true,
    },
  );
};

/** Notes and comments. */
export const aLongText = aText(4_000);
/** Why something was done: some sentences. */
export const REASON_LENGTH = 500;
export const aReason = aText(REASON_LENGTH);

/** A text of a form that a regular expression describes. */
const aForm = (expects: string, form: RegExp, example: string): RequiredField<string> =>
  field('text', expects, (value) => isMatch(form, value), { pattern: form.source, example });

export const aCode = aForm('a code in capitals, as PRICE_TOO_HIGH', CODE, 'PRICE_TOO_HIGH');
export const aName = aForm('a name of up to 40 small letters, digits and hyphens', NAME, 'refusals');

/** Before it nothing happened that a company records; a year below it is a slip, or a field that another system left empty. */
const EARLIEST_YEAR = '1900';
const isPlausible = (text: string | undefined): boolean => text !== undefined && text >= EARLIEST_YEAR;

export const aDay = field<string>(
  'day',
  `a day that exists, as 2024-05-06, not before ${EARLIEST_YEAR}`,
  (value) => isDayText(value) && isPlausible(value),
);
const MONTH_FORM = /^(19|[2-9]\d)\d{2}-(0[1-9]|1[0-2])$/;
export const aMonth = aForm('a month from 1900 on, as 2024-05', MONTH_FORM, '2026-12');
export const aTimeOfDay = aForm('a time of day from 00:00 to 24:00, as 09:30', TIME_OF_DAY, '09:30');
export const aZone = field<string>('text', 'a time zone by its IANA name, as Europe/Berlin', isZone, {
  max: LONGEST_ZONE,
  example: 'Europe/Berlin',
});
export const aPosition = aForm('a position of the log, a whole number in quotes', POSITION, '1200');
export const aRate = aForm('a number above 0 in quotes, as "1.0825"', DECIMAL_RATE, '1.0825');
export const aCurrency: RequiredField<string> = {
  ...aForm('a currency by ISO 4217, as EUR', CURRENCY_CODE, 'EUR'),
  isRight: isCurrency,
};

/** Any moment with its offset; kept as UTC with milliseconds. */
export const aMoment = field<string>(
  'moment',
  `a moment by ISO 8601 with its offset, as 2024-05-06T10:00:00+02:00, not before ${EARLIEST_YEAR}`,
  (value) => isPlausible(asMoment(value)),
  { kept: asMoment },
);

export const aWhole = (min: number, max: number): RequiredField<number> =>
  field('integer', `a whole number from ${min} to ${max}`, (value) => isWhole(value, min, max), { min, max });

/** A number that is kept exactly: what 1.5 hours or 0.195 a piece need. */
export const aDecimal = (min: number, max: number): RequiredField<number> =>
  field(
    'decimal',
    `a number from ${min} to ${max} with at most 6 decimal places and 15 digits in all`,
    (value) => isDecimalWithin(value, min, max),
    { min, max },
  );

export const aFlag = field<boolean>('boolean', 'true or false', (value) => typeof value === 'boolean');

/** One of the words of a list, which stands in the domain where a rule asks for it. */
export const oneOf = <const Word extends string | boolean>(words: readonly Word[]): RequiredField<Word> => {
  const known = new Set<unknown>(words);
  return field(
    words.every((word) => typeof word === 'string') ? 'text' : 'boolean',
    words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`,
    (value) => known.has(value),
    { words },
  );
};

// — objects and lists —

type LengthRange = Partial<Record<'min' | 'max', number>>;

const aList = <Content>(
  entries: AnyField,
  what: string,
  isEntry: (value: unknown) => boolean,
  { min = 1, max = 200 }: LengthRange = {},
): RequiredField<readonly Content[]> =>
  field(
    'list',
    `a list of ${min} to ${max} ${what}`,
    (value) => Array.isArray(value) && value.length >= min && value.length <= max && value.every(isEntry),
    { min, max, entries },
  );

export const idList = (range?: LengthRange): RequiredField<readonly string[]> =>
  aList(anId, 'UUIDs in lower case', anId.isRight, range);
export const codeList = (range?: LengthRange): RequiredField<readonly string[]> =>
  aList(aCode, 'codes in capitals', aCode.isRight, range);
export const dayList = (range?: LengthRange): RequiredField<readonly string[]> =>
  aList(aDay, 'days that exist, as 2024-05-06', aDay.isRight, range);

/** A list of objects; an entry that is none is named by its own place. */
export const listOf = <Content>(of: RequiredField<Content>, range?: LengthRange): RequiredField<readonly Content[]> =>
  aList(of, 'objects', (entry) => !Array.isArray(entry), range);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectKind = (name: string, fields: FieldsByName, mark?: string): ObjectKind => ({
  name,
  fields: new Map(Object.entries(fields)),
  ...(mark !== undefined && { mark }),
});

/** An object with fields of its own: exactly those of a type of the domain. */
export const anObject = <Data extends object>(name: string, fields: ExactFields<Data>): RequiredField<Data> =>
  field('object', 'an object', isObject, { objects: [objectKind(name, { ...fields })] });

/** One of the kinds that an object may be of, recognised by its mark: a field that only this kind has. */
interface Alternative<Fields extends FieldsByName = FieldsByName> {
  readonly name: string;
  readonly mark: string;
  readonly fields: Fields;
}

export const alternative = <Fields extends FieldsByName>(
  name: string,
  mark: keyof Fields & string,
  fields: Fields,
): Alternative<Fields> => ({ name, mark, fields });

/** An object of one of several kinds. With the marks of none it is taken for the first, which then says what it lacks. */
export const eitherOf = <Kinds extends readonly Alternative[]>(
  ...kinds: Kinds
): RequiredField<ContentOf<Kinds[number]['fields']>> =>
  field('object', `an object with ${kinds.map(({ mark }) => mark).join(' or ')}`, isObject, {
    objects: kinds.map(({ name, mark, fields }) => objectKind(name, fields, mark)),
  });
