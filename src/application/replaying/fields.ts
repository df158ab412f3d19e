import { inOrder, type Chain } from '../../domain/shared/chain';
import { isComposite, isPersonalText, isSame } from '../../domain/shared/same';
import type { Personal } from '../../domain/shared/values';

/** What stands in one field: a text (one about a person as it is stored), a number, yes or no, null. */
export type Leaf = string | number | boolean | null | Personal;

/** The fields of a value by their paths, `lines.2.status`, in their order. */
export type Fields = ReadonlyMap<string, Leaf>;

export interface FieldChange {
  readonly field: string;
  /** Undefined where there is none. */
  readonly before: Leaf | undefined;
  readonly after: Leaf | undefined;
}

const isChain = (value: object): value is NonNullable<Chain<unknown>> => 'newest' in value && 'before' in value;

const namedEntries = (map: ReadonlyMap<unknown, unknown>): readonly (readonly [string, unknown])[] =>
  [...map].map(([name, value]) => [String(name), value]);

/** A state as plain JSON: chains as lists in their order, maps as objects, what is undefined left out. */
export const plainState = (value: unknown): unknown => {
  if (!isComposite(value)) return value ?? null;
  if (Array.isArray(value)) return value.map(plainState);
  if (isChain(value)) return inOrder(value).map(plainState);
  const entries = value instanceof Map ? namedEntries(value) : Object.entries(value);
  return Object.fromEntries(
    entries.filter(([, field]) => field !== undefined).map(([name, field]) => [name, plainState(field)]),
  );
};

const addFields = (fields: Map<string, Leaf>, value: unknown, path: string): void => {
  if (isComposite(value) && !isPersonalText(value))
    for (const [name, field] of Object.entries(value)) addFields(fields, field, path === '' ? name : `${path}.${name}`);
  // What is left of JSON here is a leaf.
  else fields.set(path, value as Leaf);
};

/** The fields of plain JSON; of nothing, and of what is empty, there are none. */
export const leavesOf = (value: unknown): Fields => {
  const fields = new Map<string, Leaf>();
  addFields(fields, value ?? {}, '');
  return fields;
};

/** In which fields two values differ, in the order of the later one; then those that it has no more. */
export const changedFields = (before: Fields, after: Fields): readonly FieldChange[] =>
  [...new Set([...after.keys(), ...before.keys()])]
    .map((field) => ({ field, before: before.get(field), after: after.get(field) }))
    .filter((change) => !isSame(change.before, change.after));

/** A path without the places of lists: `lines.2.status` is `lines.status`. */
const withoutPlaces = (field: string): string =>
  field
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .join('.');

/** Whether a name means a field: its whole path, or its last parts, with or without the places of lists. */
export const isFieldNamed = (field: string, name: string): boolean =>
  [field, withoutPlaces(field)].some((path) => path === name || path.endsWith(`.${name}`));
