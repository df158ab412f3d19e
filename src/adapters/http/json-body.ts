import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem';

/** Deeper than any command. */
const DEEPEST = 12;

/** Why a parsed body is refused before anybody looks at its fields. */
const objection = (value: unknown, depth: number): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > DEEPEST) return `nested deeper than ${DEEPEST} levels`;
  const isList = Array.isArray(value);
  for (const [name, part] of Object.entries(value)) {
    // Names that objects have by themselves: a reader would take them for something else.
    if (!isList && name in Object.prototype) return `no field may be called ${name}`;
    const within = objection(part, depth + 1);
    if (within) return within;
  }
  return undefined;
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, { detail: `The body is not JSON: ${error instanceof Error ? error.message : ''}` });
  }
};

/** The value of a JSON text; undefined for an empty one. */
export const readJson = (bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new Problem(400, { detail: 'The body is not JSON: it is not UTF-8' });
  const value = parsedJson(bytes.toString('utf8'));
  const refusal = objection(value, 1);
  if (refusal) throw new Problem(400, { detail: `The body can't be taken: ${refusal}` });
  return value;
};

/** JSON is the only body that is read: another media type is refused by Fastify itself. */
export const acceptJsonOnly = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (request.headers['content-encoding'] !== undefined) throw new Problem(415, { detail: 'Send it uncompressed' });
      done(null, typeof body === 'string' ? undefined : readJson(body));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
};
