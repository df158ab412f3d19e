import { isUtf8 } from 'node:buffer';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
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
const readJson = (bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new Problem(400, { detail: 'The body is not JSON: it is not UTF-8' });
  const value = parsedJson(bytes.toString('utf8'));
  const refusal = objection(value, 1);
  if (refusal) throw new Problem(400, { detail: `The body can't be taken: ${refusal}` });
  return value;
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** JSON is the only body that is read: another media type is refused by Fastify itself. */
export const acceptJsonOnly = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (request.headers['content-encoding'] !== undefined) throw new Problem(415, { detail: 'Send it uncompressed' });
      done(null, typeof body === 'string' ? undefined : readJson(body));
    } catch (error) {
      done(asError(error));
    }
  });
};

const PLAIN_JSON = /^application\/json(; ?charset=utf-8)?$/i;

/** The length of a body that is JSON beyond doubt, and small enough; undefined where Fastify is to look closer. */
const plainLength = ({ method, headers }: IncomingMessage, limit: number): number | undefined => {
  const length = Number(headers['content-length']);
  const isPlain =
    method === 'POST' && PLAIN_JSON.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
  return isPlain && length > 0 && length <= limit ? length : undefined;
};

type OnBytes = (bytes: Buffer) => void;

/** All bytes at once. Of a request that was broken off nothing comes: there is nobody left to answer. */
const readBytes = (payload: Readable, onBytes: OnBytes): void => {
  const chunks: Buffer[] = [];
  payload.on('data', (chunk: Buffer) => chunks.push(chunk));
  payload.on('end', () => {
    const [first] = chunks;
    onBytes(first && chunks.length === 1 ? first : Buffer.concat(chunks));
  });
};

/** Gives the request its body, which to Fastify it no longer has; or tells why it can't be read. */
const takeBody = (request: FastifyRequest, bytes: Buffer, length: number): Error | undefined => {
  if (bytes.length !== length) return errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH();
  try {
    request.body = readJson(bytes);
  } catch (error) {
    return asError(error);
  }
  request.headers['content-type'] = request.headers['content-length'] = undefined;
  return undefined;
};

/**
 * Reads plain JSON before Fastify would: on Node 20 its parser binds an AsyncResource for each body, which costs more than
 * all that is done with a command until it is decided. Whatever is not plain is left to Fastify, with its refusals.
 */
export const readPlainJson = (server: FastifyInstance, limit: number): void => {
  server.addHook('preParsing', (request, reply, payload, done) => {
    const length = plainLength(request.raw, limit);
    if (length === undefined) {
      done();
      return;
    }
    readBytes(payload, (bytes) => {
      const error = takeBody(request, bytes, length);
      // As Fastify does: a client that sent what can't be read may send more of it.
      if (error) void reply.header('connection', 'close');
      done(error);
    });
  });
};
