import type { Random } from '../../src/application/sample-company/random';

/** A part of the OpenAPI document that says what a value looks like. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly description?: string;
}

/** What was recorded of a thing: its fields by name, so that what rests on it fits. */
export type Fields = Readonly<Record<string, unknown>>;

const DAY = 86_400_000;
const reasons = ['PRICE_TOO_HIGH', 'NO_BUDGET', 'NO_NEED', 'OTHER', 'DUPLICATE'] as const;
const words = [
  'Bergmann',
  '  two  spaces ',
  'Ünïcödé',
  'Cafe\u0301',
  'Straße',
  '北京',
  'а\u200bб',
  '\u202eabc',
  'x'.repeat(45),
  '=1+1',
] as const;

/** Fields that hold the id of a thing under a name of their own. */
const things: Readonly<Record<string, string>> = {
  into: 'clientId',
  targets: 'clientId',
  control: 'clientId',
  topics: 'productId',
  replacementId: 'productId',
  by: 'managerId',
  lineIds: 'lineId',
};

/** The name under which ids of the same kind are remembered. */
export const thingOf = (name: string): string => things[name] ?? name;

export const MADE_UP = 'made up where it is left out';

/** What a new value may rest on. */
export interface Known {
  readonly random: Random;
  readonly schemas: Readonly<Record<string, Schema>>;
  /** An id of a thing that is there. */
  readonly idOf: (thing: string) => string | undefined;
  /** What fits to the things that were chosen for this request. */
  readonly fitting: Fields;
}

const numberFor = ({ random }: Known, { minimum = 0, maximum = 1_000, type }: Schema): number => {
  if (random.chance(0.02)) return random.pick([minimum, maximum, maximum - 1] as const);
  const whole = Math.min(maximum, minimum + random.whole(0, random.pick([2, 5, 20_000] as const)));
  return type === 'number' && random.chance(0.3) ? whole + random.pick([0.5, 0.195, 0.000001] as const) : whole;
};

const dayFor = ({ random }: Known, from: number, to: number): string =>
  new Date(Date.now() + random.whole(from, to) * DAY).toISOString().slice(0, 10);

const momentFor = ({ random }: Known): string =>
  new Date(Date.now() - Math.trunc(random.next() ** 3 * (random.chance(0.1) ? -30 : 20) * DAY)).toISOString();

const textFor = ({ random }: Known, { pattern, examples = [], maxLength = 20 }: Schema): unknown => {
  if (pattern === undefined) return random.pick(words).slice(0, maxLength);
  if (pattern === '^[A-Z]{3}$') return random.chance(0.9) ? 'EUR' : random.pick(['USD', 'JPY'] as const);
  return examples[0] === 'PRICE_TOO_HIGH' ? random.pick(reasons) : examples[0];
};

const stringFor = (known: Known, name: string, schema: Schema): unknown => {
  const { random, idOf } = known;
  if (schema.format === 'date') return name === 'paidOn' ? dayFor(known, -5, 0) : dayFor(known, -3, 30);
  if (schema.format === 'date-time')
    return name === 'validUntil' ? `${dayFor(known, 1, 30)}T10:00:00Z` : momentFor(known);
  if (schema.format !== 'uuid') return textFor(known, schema);
  const isNew = schema.description?.includes(MADE_UP) ?? false;
  return random.chance(isNew ? 0.98 : 0.02) ? random.id() : (idOf(thingOf(name)) ?? random.id());
};

const resolved = ({ schemas }: Known, { $ref, allOf, ...schema }: Schema): Schema => {
  const ref = $ref ?? allOf?.[0]?.$ref;
  return ref === undefined ? schema : schemas[ref.split('/').at(-1)!]!;
};

/** What was remembered in one shape, as another shape holds it. */
const shaped = (known: Known, schema: Schema, value: unknown): unknown => {
  const { items, properties } = resolved(known, schema);
  if (Array.isArray(value)) return value.map((item: unknown) => (items ? shaped(known, items, item) : item));
  if (typeof value !== 'object' || value === null || !properties) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(properties, name)));
};

const often = ['lineId', 'unitPrice', 'vat', 'validUntil', 'pitch', 'clientId'];

const isLeftOut = ({ random }: Known, name: string): boolean => {
  if (name === 'occurredAt') return random.chance(0.9);
  return random.chance(often.includes(name) ? 0.15 : 0.7);
};

const objectFor = (known: Known, { properties = {}, required = [] }: Schema): Fields => {
  const made: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (!required.includes(name) && isLeftOut(known, name)) continue;
    const fits = Object.hasOwn(known.fitting, name) && known.random.chance(0.95);
    made[name] = fits ? shaped(known, schema, known.fitting[name]) : valueFor(known, name, schema);
  }
  return made;
};

const listFor = (known: Known, name: string, { items = {}, maxItems = 3 }: Schema): unknown[] => {
  const length = known.random.chance(0.01) ? 0 : known.random.whole(1, Math.min(3, maxItems));
  return Array.from({ length }, () => valueFor(known, name, items));
};

/** A value that is right by its schema, mostly: whether the rules of the company allow it is for the service to say. */
export const valueFor = (known: Known, name: string, schema: Schema): unknown => {
  const { $ref, allOf, oneOf, type } = schema;
  if ($ref !== undefined) return valueFor(known, name, known.schemas[$ref.split('/').at(-1)!]!);
  if (allOf ?? oneOf) return valueFor(known, name, known.random.among(allOf ?? oneOf ?? [])!);
  // Of the categories of tax only this one has a rate.
  if (schema.enum?.includes('AE') && known.random.chance(0.8)) return 'S';
  if (schema.enum) return known.random.among(schema.enum);
  if (type === 'object') return objectFor(known, schema);
  if (type === 'array') return listFor(known, name, schema);
  if (type === 'boolean') return known.random.chance(0.5);
  return type === 'string' ? stringFor(known, name, schema) : numberFor(known, schema);
};

/** The names of all fields of a body, however deep. */
export const fieldNames = (schemas: Known['schemas'], schema: Schema): string[] => {
  const { $ref, allOf = [], oneOf = [], items, properties = {} } = schema;
  return [
    ...Object.keys(properties),
    ...[...allOf, ...oneOf, ...(items ? [items] : []), ...Object.values(properties)].flatMap((part) =>
      fieldNames(schemas, part),
    ),
    ...($ref === undefined ? [] : fieldNames(schemas, schemas[$ref.split('/').at(-1)!]!)),
  ];
};

const nested = (depth: number): unknown => {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { value };
  return value;
};

const oddValues: readonly [unknown, ...unknown[]] = [
  null,
  true,
  0,
  -1,
  -0.5,
  1e308,
  2 ** 53,
  9_007_199_254_740_991,
  '',
  ' ',
  '\0',
  'a\u0000b',
  '\ud800',
  '\u202e\u200b',
  'NaN',
  '2026-02-30',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '__proto__',
  'x'.repeat(70_000),
  [],
  {},
  [[]],
  nested(40),
  nested(2_000),
];

/** The same with one place of it made odd, or with a field too many. */
export const spoilt = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(0.1)) return random.pick(oddValues);
  if (Array.isArray(value)) return value.map((item) => (random.chance(0.6) ? spoilt(random, item) : (item as unknown)));
  const name = random.among(Object.keys(value));
  if (name === undefined || random.chance(0.05)) return { ...value, ['odd']: random.pick(oddValues) };
  return { ...value, [name]: spoilt(random, (value as Fields)[name]) };
};
