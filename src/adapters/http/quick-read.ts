import { fieldsOf, type FieldShape, type PartClass } from '../../application/commands/shapes';

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface ClassReader {
  readonly fields: ReadonlyMap<string, FieldShape>;
  readonly required: readonly string[];
}

const readers = new Map<PartClass, ClassReader>();

const readerOf = (of: PartClass): ClassReader => {
  const known = readers.get(of);
  if (known) return known;
  const fields = fieldsOf(of);
  const required = [...fields].filter(([, { optional }]) => !optional).map(([name]) => name);
  const made = { fields, required };
  readers.set(of, made);
  return made;
};

const readPart = (value: unknown, of: PartClass): object | undefined => {
  if (!Array.isArray(value)) return isFields(value) ? quickRead(of, value) : undefined;
  const items = value.map((item) => (isFields(item) ? quickRead(of, item) : undefined));
  return items.includes(undefined) ? undefined : items;
};

/** Undefined for a value that is not as expected. */
const readField = ({ isRight, read, partOf }: FieldShape, given: unknown): unknown => {
  const value = read ? read(given) : given;
  if (isRight?.(value) !== true) return undefined;
  return partOf ? readPart(value, partOf(value)) : value;
};

/**
 * An instance of a class from a body in which everything is as expected; undefined for any other, which class-validator
 * then looks at and says why. The same checks by the same decorators (a test compares both), without the search through
 * metadata that class-transformer and class-validator begin anew for each object: a tenth of their time.
 */
export const quickRead = <Instance extends object>(of: new () => Instance, body: Fields): Instance | undefined => {
  const { fields, required } = readerOf(of);
  const made: Fields = {};
  for (const name of Object.keys(body)) {
    const field = fields.get(name);
    const value = field && readField(field, body[name]);
    if (value === undefined) return undefined;
    made[name] = value;
  }
  return required.every((name) => Object.hasOwn(made, name)) ? Object.assign(new of(), made) : undefined;
};
