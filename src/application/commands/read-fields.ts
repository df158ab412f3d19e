import { nearestTo } from '../../read-models/kit/nearest';
import { isObject, type AnyField, type ObjectKind } from './fields';

/** One field that is not as it must be. The path is empty for the whole. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: 'missing' | 'wrong' | 'unknown';
  /** Ends the sentence "expected …". */
  readonly expected: string;
}

interface NotRead {
  readonly problem: FieldProblem;
}
type FieldsRead<Data = object> = { readonly data: Data } | NotRead;

const notRead = (path: string, problem: FieldProblem['problem'], expected: string): NotRead => ({
  problem: { path, problem, expected },
});

/** A problem as it is seen from the object or list around it. */
const problemWithin = (outer: string, { problem }: NotRead): NotRead => ({
  problem: { ...problem, path: `${outer}${problem.path}` },
});

/** The kind of object that a value is for a field: the one whose mark it has, else the first. */
export const kindFor = ({ objects = [] }: AnyField, value: unknown): ObjectKind | undefined =>
  objects.find(({ mark }) => mark !== undefined && isObject(value) && Object.hasOwn(value, mark)) ?? objects[0];

const readEntries = (of: AnyField, given: readonly unknown[]): FieldsRead<unknown> => {
  const entries: unknown[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const value = given[index];
    if (!isObject(value)) return notRead(`[${index}]`, value === undefined ? 'missing' : 'wrong', of.expects);
    const read = readContent(of, value);
    if ('problem' in read) return problemWithin(`[${index}].`, read);
    entries.push(read.data);
  }
  return { data: entries };
};

/** What a value that is right by itself holds, as it is kept. */
const readContent = (field: AnyField, value: unknown): FieldsRead<unknown> => {
  if (field.entries?.objects && Array.isArray(value)) return readEntries(field.entries, value);
  const kind = field.objects && kindFor(field, value);
  if (kind && isObject(value)) return readObject(kind, value);
  return { data: field.kept ? field.kept(value) : value };
};

/** What is expected in the place of a field that there is not: those that there are, and which was perhaps meant. */
export const knownFields = (unknown: string, { fields }: ObjectKind): string => {
  const near = nearestTo(unknown, fields.keys()).join(' or ');
  const known = `one of the fields ${[...fields.keys()].join(', ')}`;
  return near === '' ? known : `${known} (did you mean ${near}?)`;
};

const lacking = ({ fields }: ObjectKind, data: object): NotRead | undefined => {
  for (const [name, { optional, expects }] of fields)
    if (!optional && !Object.hasOwn(data, name)) return notRead(name, 'missing', expects);
  return undefined;
};

/**
 * An object read by its fields: the data as it is kept, or the first field that is not as it must be. Every door reads
 * commands by it; HTTP then asks class-validator to name all fields that are wrong.
 */
export const readObject = (kind: ObjectKind, given: Readonly<Record<string, unknown>>): FieldsRead => {
  const data: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    const value = given[name];
    const field = kind.fields.get(name);
    if (!field) return notRead(name, 'unknown', knownFields(name, kind));
    if (value === undefined) continue;
    if (!field.isRight(value)) return notRead(name, 'wrong', field.expects);
    const read = readContent(field, value);
    if ('problem' in read) return problemWithin(field.entries ? name : `${name}.`, read);
    data[name] = read.data;
  }
  return lacking(kind, data) ?? { data };
};
