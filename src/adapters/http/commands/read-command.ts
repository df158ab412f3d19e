import { isObject, type AnyField, type ObjectKind } from '../../../application/commands/fields';
import { readObject } from '../../../application/commands/read-fields';
import { envelope, fieldProblems, type HttpCommand, type PostedCommand } from './command-classes';
import { readEnvelope, type HeaderEnvelope } from '../protocol/envelope';
import { invalid } from '../protocol/problem';

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

/** A command as it is asked for: by a request of its own, or among others in one. */
export interface AskedCommand {
  /** The address of the command: its Idempotency-Key counts for that. */
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** What the address says, which are fields of the command. */
  readonly parameters: unknown;
}

const bodyIn = (body: unknown = {}): Body => {
  if (isObject(body)) return body;
  throw invalid([{ path: '', problem: 'wrong', expected: 'a JSON object' }]);
};

/** The body with the ids of the path, which are fields of the command. */
const withPath = (body: Body, parameters: unknown): Body => {
  const named = isObject(parameters) ? Object.entries(parameters) : [];
  if (named.length === 0) return body;
  const merged: Record<string, unknown> = { ...body };
  for (const [name, value] of named) {
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

/** Reads a command. Throws a Problem (400) for what is not as it must be. */
export const readCommand = (
  command: HttpCommand,
  { path, headers, body, parameters }: AskedCommand,
  companyZone: string,
): PostedCommand => {
  const { envelope: header, newId } = readEnvelope(headers, path, companyZone);
  const posted = readBody(command, fillIds(command.body, withPath(bodyIn(body), parameters), newId));
  const { occurredAt, lateReason } = posted;
  posted[envelope] = {
    ...header,
    ...(occurredAt !== undefined && { occurredAt }),
    ...(lateReason !== undefined && { lateReason }),
  };
  return posted;
};
