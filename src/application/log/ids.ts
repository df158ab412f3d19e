import { hash, randomUUID } from 'node:crypto';
import type { Id } from '../../domain/shared/values';
import { BoundedCache } from './bounded-cache';

/** The namespace of all ids that Letopis derives (RFC 9562, version 5): its 16 bytes stand before every name. */
const NAMESPACE = Buffer.from('5b3e1d0a6a5c4b8e9f0d2c7a1e4f6b38', 'hex');
const NAMESPACE_BYTES = 16;
/** One buffer for all names: deriving ids is the most frequent work of an import. */
let room = Buffer.concat([NAMESPACE, Buffer.alloc(1_024)]);

const withNamespace = (name: string): Buffer => {
  const most = NAMESPACE_BYTES + name.length * 3;
  if (most > room.length) room = Buffer.concat([NAMESPACE, Buffer.alloc(most)]);
  return room.subarray(0, NAMESPACE_BYTES + room.write(name, NAMESPACE_BYTES));
};

/** The digit in which version 5 keeps the variant: its two high bits are 10. */
const variant = (digit: string): string => ((Number.parseInt(digit, 16) & 0x3) | 0x8).toString(16);

/** A UUID of version 5: the same name gives the same id, on every machine, for ever. */
export const derivedId = (name: string): Id => {
  const hex = hash('sha1', withNamespace(name), 'hex');
  const [first, second, last] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(20, 32)];
  return `${first}-${second}-5${hex.slice(13, 16)}-${variant(hex.charAt(16))}${hex.slice(17, 20)}-${last}`;
};

export const randomId = (): Id => randomUUID();

/** The id of a command's n-th event: the same command asked again makes the same events. */
export const eventIdOf = (commandId: Id, index: number): Id => derivedId(`${commandId}/${index}`);

/** The names of an object's fields in their order, each as JSON with its colon. */
type Shape = readonly (readonly [name: string, asJson: string])[];

/** Objects of one shape are many, and sorting their names costs more than writing their values. */
const shapes = new BoundedCache<Shape>(2_000);

const shapeOf = (names: readonly string[]): Shape => {
  const key = names.join();
  const known = shapes.get(key);
  if (known) return known;
  const shape = names.toSorted().map((name) => [name, `${JSON.stringify(name)}:`] as const);
  // A name that holds a comma could pass for two.
  if (!names.some((name) => name.includes(','))) shapes.set(key, shape);
  return shape;
};

/** Text without anything that JSON writes otherwise. */
const PLAIN_TEXT = /^[^"\\\p{Cc}\p{Cs}]*$/u;

const canonicalLeaf = (value: unknown): string => {
  if (typeof value === 'string' && PLAIN_TEXT.test(value)) return `"${value}"`;
  return value === undefined ? 'null' : JSON.stringify(value);
};

/** JSON in which the order of fields does not matter: equal content, equal text. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return canonicalLeaf(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // Any object is read by the names of its fields.
  const contents = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const [name, asJson] of shapeOf(Object.keys(contents))) {
    const content = contents[name];
    if (content !== undefined) text += `${text === '' ? '' : ','}${asJson}${canonicalJson(content)}`;
  }
  return `{${text}}`;
};

/** Tells one command body from another without keeping it; the pepper keeps names in it from being guessed. */
export const commandDigest = (body: unknown, pepper: Buffer): string =>
  hash('sha256', pepper.toString('latin1') + canonicalJson(body), 'base64url').slice(0, 22);
