import { createHash, randomUUID } from 'node:crypto';
import type { Id } from '../domain/shared/values';

/** The namespace of all ids that Letopis derives (RFC 9562, version 5). */
const NAMESPACE = Buffer.from('5b3e1d0a6a5c4b8e9f0d2c7a1e4f6b38', 'hex');

/** A UUID of version 5: the same name gives the same id, on every machine, for ever. */
export const derivedId = (name: string): Id => {
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

export const randomId = (): Id => randomUUID();

/** The id of a command's n-th event: the same command asked again makes the same events. */
export const eventIdOf = (commandId: Id, index: number): Id => derivedId(`${commandId}/${index}`);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, content]) => content !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, content]) => [name, sorted(content)]),
  );
};

/** JSON in which the order of fields does not matter: equal content, equal text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

/** Tells one command body from another without keeping it; the pepper keeps names in it from being guessed. */
export const digestOf = (body: unknown, pepper: Buffer): string =>
  createHash('sha256').update(pepper).update(canonicalJson(body)).digest('base64url').slice(0, 22);
