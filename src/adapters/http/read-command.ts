import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { envelope, routeOf, type Asked } from '../../application/commands/asked';
import { shapeOf } from '../../application/commands/shapes';
import type { CommandClass } from '../../application/commands/registry';
import { readEnvelope, type HeaderEnvelope } from './envelope';
import { invalid, Problem, type FieldError } from './problem';
import { isFields, quickRead, type Fields } from './quick-read';

const strictly: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  // A list that is too long is refused before its items are looked at.
  stopAtFirstError: true,
  validationError: { target: false },
};

const within = (path: string, name: string): string => {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
};

const errorOf = (path: string, { value, constraints }: ValidationError): FieldError[] => {
  if (!constraints) return [];
  if ('whitelistValidation' in constraints) return [{ path, problem: 'unknown', expected: 'no field of this name' }];
  const problem = value === undefined ? 'missing' : 'wrong';
  return [{ path, problem, expected: constraints['shape'] ?? 'an object' }];
};

const fieldErrors = (errors: readonly ValidationError[], path = ''): FieldError[] =>
  errors.flatMap((error) => {
    const here = within(path, error.property);
    return [...errorOf(here, error), ...fieldErrors(error.children ?? [], here)];
  });

type NewId = HeaderEnvelope['newId'];

/** Makes up the ids that a command may leave out. */
const fillIds = (of: new () => object, fields: Fields, newId: NewId, path = ''): Fields => {
  const shape = shapeOf(of);
  if (!shape) return fields;
  const filled: Fields = { ...fields };
  for (const name of shape.ownIds) if (!Object.hasOwn(filled, name)) filled[name] = newId(`${path}${name}`);
  for (const part of shape.parts) {
    const value = filled[part.name];
    const fill = (item: unknown, place: string): unknown =>
      isFields(item) ? fillIds(part.of(), item, newId, `${path}${part.name}/${place}`) : item;
    if (Array.isArray(value)) filled[part.name] = value.map((item, index) => fill(item, `${index}/`));
    else if (isFields(value)) filled[part.name] = fill(value, '');
  }
  return filled;
};

const bodyOf = (request: FastifyRequest): Fields => {
  const body: unknown = request.body ?? {};
  if (isFields(body)) return body;
  throw invalid([{ path: '', problem: 'wrong', expected: 'a JSON object' }]);
};

/** The body with the ids of the path, which are fields of the command. */
const withPath = (body: Fields, request: FastifyRequest, parameters: readonly string[]): Fields => {
  if (parameters.length === 0) return body;
  const path: unknown = request.params;
  const merged = { ...body };
  for (const name of parameters) {
    const value = isFields(path) ? path[name] : undefined;
    if (Object.hasOwn(body, name) && body[name] !== value)
      throw invalid([{ path: name, problem: 'wrong', expected: 'what the address says, or nothing' }]);
    merged[name] = value;
  }
  return merged;
};

/** The instance, as class-validator finds it right; throws a Problem that names every field that is not. */
export const readStrictly = <Instance extends object>(of: new () => Instance, fields: Fields): Instance => {
  const instance = plainToInstance(of, fields);
  const errors = validateSync(instance, strictly);
  if (errors.length > 0) throw invalid(fieldErrors(errors));
  return instance;
};

/** Reads commands of one class from requests. Throws a Problem (400) that names every field that is not as expected. */
export const commandReader = (command: CommandClass, companyZone: string): ((request: FastifyRequest) => Asked) => {
  const { parameters } = routeOf(command);
  return (request) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (path.length !== request.url.length) throw new Problem(400, { detail: 'A command takes no query parameters' });
    const { envelope: header, newId } = readEnvelope(request.headers, path, companyZone);
    const body = withPath(bodyOf(request), request, parameters);
    const fields = fillIds(command, body, newId);
    const asked = quickRead(command, fields) ?? readStrictly(command, fields);
    const { occurredAt, lateReason } = asked;
    asked[envelope] = {
      ...header,
      ...(occurredAt !== undefined && { occurredAt }),
      ...(lateReason !== undefined && { lateReason }),
    };
    return asked;
  };
};
