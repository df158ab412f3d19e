import type { Day, Id, Moment, Money } from '../../../domain/shared/values';
import type { Kind } from '../language/expression';

/**
 * What a command's data must look like, as something that exists at run time: an import checks a mapping against it
 * before the first row, and each command that a row gave. Tied to the domain's types: a field that is missing here, or of
 * another type, does not compile.
 */
export interface Shape<Content> {
  readonly kind: Kind;
  /** The words that are allowed, where they are listed. */
  readonly oneOf?: readonly string[];
  /** Of an object. */
  readonly fields?: Readonly<Record<string, Field<unknown>>>;
  /** Of a list. */
  readonly entries?: Shape<unknown>;
  /** What is wrong with a value, undefined where nothing is. */
  readonly problemIn: (value: unknown) => string | undefined;
  readonly accepts: (value: unknown) => value is Content;
}

interface Field<Content> {
  readonly required: boolean;
  readonly shape: Shape<Content>;
}
interface Needed<Content> extends Field<Content> {
  readonly required: true;
}
interface Possible<Content> extends Field<Content> {
  readonly required: false;
}

export type FieldsOf<Data> = {
  readonly [Name in keyof Data]-?: Partial<Pick<Data, Name>> extends Pick<Data, Name>
    ? Possible<Exclude<Data[Name], undefined>>
    : Needed<Data[Name]>;
};

const shape = <Content>(
  known: Omit<Shape<Content>, 'accepts' | 'problemIn'>,
  problemIn: (value: unknown) => string | undefined,
): Shape<Content> => ({
  ...known,
  problemIn,
  accepts: (value: unknown): value is Content => problemIn(value) === undefined,
});

const textLike = <Content extends string>(kind: Kind, pattern: RegExp, what: string): Shape<Content> =>
  shape({ kind }, (value) => (typeof value === 'string' && pattern.test(value) ? undefined : `must be ${what}`));

export const text: Shape<string> = textLike('text', /\S/u, 'a text');
export const id: Shape<Id> = textLike('id', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u, 'an id (idOf)');
export const moment: Shape<Moment> = textLike(
  'moment',
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u,
  'a moment (timeOf)',
);
export const day: Shape<Day> = textLike('day', /^\d{4}-\d\d-\d\d$/u, 'a day (dayOf)');

export const integer: Shape<number> = shape({ kind: 'integer' }, (value) =>
  Number.isSafeInteger(value) ? undefined : 'must be a whole number (integerOf)',
);

export const flag: Shape<boolean> = shape({ kind: 'boolean' }, (value) =>
  typeof value === 'boolean' ? undefined : 'must be true or false',
);

export const only = <Word extends string | boolean>(word: Word): Shape<Word> =>
  shape({ kind: typeof word === 'boolean' ? 'boolean' : 'text', oneOf: [String(word)] }, (value) =>
    value === word ? undefined : `must be ${String(word)}`,
  );

export const oneOf = <Word extends string>(words: readonly Word[]): Shape<Word> => {
  const known = new Set<unknown>(words);
  return shape({ kind: 'text', oneOf: words }, (value) =>
    known.has(value) ? undefined : `must be one of ${words.join(', ')}`,
  );
};

export const need = <Content>(of: Shape<Content>): Needed<Content> => ({ required: true, shape: of });
export const may = <Content>(of: Shape<Content>): Possible<Content> => ({ required: false, shape: of });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const problemInFields = (fields: ReadonlyMap<string, Field<unknown>>, value: unknown): string | undefined => {
  if (!isObject(value)) return 'must be an object';
  for (const name of Object.keys(value)) if (!fields.has(name)) return `has no field ${name}`;
  for (const [name, field] of fields) {
    const content = value[name];
    if (content === undefined) {
      if (field.required) return `${name} is empty`;
      continue;
    }
    const problem = field.shape.problemIn(content);
    if (problem !== undefined) return `${name} ${problem}`;
  }
  return undefined;
};

export const object = <Data extends object>(fields: FieldsOf<Data>): Shape<Data> => {
  const plain: Readonly<Record<string, Field<unknown>>> = { ...fields };
  const byName = new Map(Object.entries(plain));
  return shape({ kind: 'object', fields: plain }, (value) => problemInFields(byName, value));
};

/** One of several objects, told apart by their fields. */
export const either = <Data extends object>(
  ...alternatives: readonly [Shape<Data>, Shape<Data>, ...Shape<Data>[]]
): Shape<Data> => {
  const fields: Record<string, Field<unknown>> = {};
  for (const alternative of alternatives)
    for (const [name, field] of Object.entries(alternative.fields ?? {}))
      fields[name] = { required: false, shape: field.shape };
  return shape({ kind: 'object', fields }, (value) =>
    alternatives.some((one) => one.accepts(value)) ? undefined : alternatives[0].problemIn(value),
  );
};

export const list = <Content>(of: Shape<Content>): Shape<readonly Content[]> =>
  shape({ kind: 'list', entries: of }, (value) => {
    if (!Array.isArray(value)) return 'must be a list';
    for (const entry of value) {
      const problem = of.problemIn(entry);
      if (problem !== undefined) return `entry: ${problem}`;
    }
    return undefined;
  });

const moneyFields = object<Money>({ amount: need(integer), currency: need(text) });
export const money: Shape<Money> = { ...moneyFields, kind: 'money' };
