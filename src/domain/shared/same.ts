import type { Context } from './decider';
import type { Personal } from './values';

export const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether two values, as events hold them, are the same: the order of fields does not count, the order of lists does. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (!isComposite(one) || !isComposite(other)) return one === other;
  const fields = new Map<string, unknown>(Object.entries(other));
  const entries = Object.entries(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    entries.length === fields.size &&
    entries.every(([name, value]) => fields.has(name) && isSame(value, fields.get(name)))
  );
};

export const isPersonalText = (value: object): value is Personal =>
  'of' in value && ('personal' in value || 'sealed' in value) && typeof value.of === 'string';

const asRead = (value: unknown, open: Context['open']): unknown => {
  if (!isComposite(value)) return value;
  if (isPersonalText(value)) return open(value);
  if (Array.isArray(value)) return mapped(value, (entry) => asRead(entry, open));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asRead(field, open)]));
};

/** Whether two values say the same to a reader: of texts about people the words count, not how each was sealed. */
export const saysSame = (one: unknown, other: unknown, { open }: Pick<Context, 'open'>): boolean =>
  isSame(asRead(one, open), asRead(other, open));

/** The entries as `of` gives them; the very same list where each stays as it is. */
export const mapped = (list: readonly unknown[], of: (entry: unknown) => unknown): readonly unknown[] => {
  const entries = list.map((entry) => of(entry));
  return entries.every((entry, index) => entry === list[index]) ? list : entries;
};
