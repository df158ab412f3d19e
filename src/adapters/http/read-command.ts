import type { FastifyRequest } from 'fastify';
import { isObject, type AnyField, type ObjectKind } from '../../application/commands/fields';
import { readObject } from '../../application/commands/read-fields';
import { envelope, fieldProblems, type HttpCommand, type PostedCommand } from './command-classes';
import { readEnvelope, type HeaderEnvelope } from './envelope';
import { invalid, Problem } from './problem';
import { parametersOf } from './routes';

type Body = Readonly<Record<string, unknown>>;
type NewId = HeaderEnvelope['newId'];

const fillIn = ({ entries, objects }: AnyField, value: unknown, newId: NewId, place: string): unknown => {
  if (entries && Array.isArray(value))
    return value.map((entry, index) => fillIn(entries, entry, newId, `${place}/${index}`));
  const [kind, ...others] = objects ?? [];
  return kind && others.length === 0 && isObject(value) ? fillIds(kind, value, newId, `${place}/`) : value;
};

/** Makes up the ids that a command may leave out. */
const fillIds = ({ fields }: ObjectKind, given: Body, newId: NewId, place = ''): Body => {
  const filled: Record<string, unknown> = { ...given };
  for (const [name, field] of fields) {
    if (field.isOwnId && !Object.hasOwn(filled, name)) filled[name] = newId(`${place}${name}`);
    else if (field.kind === 'object' || field.kind === 'list')
      if (Object.hasOwn(filled, name)) filled[name] = fillIn(field, filled[name], newId, `${place}${name}`);
  }
  return filled;
};

const bodyIn = (request: FastifyRequest): Body => {
  const body: unknown = request.body ?? {};
  if (isObject(body)) return body;
  throw invalid([{ path: '', problem: 'wrong', expected: 'a JSON object' }]);
};

/** The body with the ids of the path, which are fields of the command. */
const withPath = (body: Body, request: FastifyRequest, parameters: readonly string[]): Body => {
  if (parameters.length === 0) return body;
  const path: unknown = request.params;
  const merged: Record<string, unknown> = { ...body };
  for (const name of parameters) {
    const value = isObject(path) ? path[name] : undefined;
    if (Object.hasOwn(body, name) && body[name] !== value)
      throw invalid([{ path: name, problem: 'wrong', expected: 'what the address says, or nothing' }]);
    merged[name] = value;
  }
  return merged;
};

/**
 * The command of a body. One that is right is read once, by the fields; of any other, class-validator names every field
 * that is not as it must be, in a Problem that is thrown.
 */
export const readBody = (command: HttpCommand, given: Body): PostedCommand => {
  const read = readObject(command.body, given);
  if ('data' in read) return Object.assign(new command.class(), read.data);
  const problems = fieldProblems(command, given);
  throw invalid(problems.length > 0 ? problems : [read.problem]);
};

/** Reads commands of one type from requests. Throws a Problem (400) for what is not as it must be. */
export const commandReader = (
  command: HttpCommand,
  companyZone: string,
): ((request: FastifyRequest) => PostedCommand) => {
  const parameters = parametersOf(command.route);
  return (request) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (path.length !== request.url.length) throw new Problem(400, { detail: 'A command takes no query parameters' });
    const { envelope: header, newId } = readEnvelope(request.headers, path, companyZone);
    const body = withPath(bodyIn(request), request, parameters);
    const posted = readBody(command, fillIds(command.body, body, newId));
    const { occurredAt, lateReason } = posted;
    posted[envelope] = {
      ...header,
      ...(occurredAt !== undefined && { occurredAt }),
      ...(lateReason !== undefined && { lateReason }),
    };
    return posted;
  };
};
