import { isPublicCommand, publicCommands } from '../../../application/commands/command-fields';
import { isObject } from '../../../application/commands/fields';
import type { FieldProblem } from '../../../application/commands/read-fields';
import { nearestTo } from '../../../read-models/kit/nearest';
import { httpCommands, type HttpCommand } from './command-classes';
import { envelopeHeaders, headersOfOne, readEnvelope } from '../protocol/envelope';
import { invalid } from '../protocol/problem';
import type { AskedCommand } from './read-command';
import type { RawValues } from '../protocol/request-values';
import { parametersOf } from './routes';

/** So many commands may come in one request; its bytes are held to the limit of every body. */
export const MOST_COMMANDS = 1_000;

const byType: ReadonlyMap<string, HttpCommand> = new Map(httpCommands.map((command) => [command.type, command]));

const unknownFields = (given: RawValues, known: readonly string[], within = ''): readonly FieldProblem[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: `${within}${name}`, problem: 'unknown', expected: `one of ${known.join(', ')}` }));

const refuseIfAny = (problems: readonly FieldProblem[]): void => {
  if (problems.length > 0) throw invalid(problems);
};

/** The list of commands in a body, each still as it was given. */
export const commandsIn = (body: unknown): readonly unknown[] => {
  const expected = `a list of 1 to ${MOST_COMMANDS} commands`;
  if (!isObject(body))
    throw invalid([{ path: '', problem: 'wrong', expected: `a JSON object with commands: ${expected}` }]);
  refuseIfAny(unknownFields(body, ['commands']));
  const { commands } = body;
  if (Array.isArray(commands) && commands.length >= 1 && commands.length <= MOST_COMMANDS) return commands;
  throw invalid([{ path: 'commands', problem: commands === undefined ? 'missing' : 'wrong', expected }]);
};

const typeExpected = (type: unknown): string => {
  const near = typeof type === 'string' ? nearestTo(type, publicCommands) : [];
  return near.length > 0
    ? `the name of a command: did you mean ${near.join(' or ')}?`
    : 'the name of a command, as LogCall';
};

const commandOfType = (type: unknown): HttpCommand => {
  const command = typeof type === 'string' && isPublicCommand(type) ? byType.get(type) : undefined;
  if (command) return command;
  throw invalid([{ path: 'type', problem: type === undefined ? 'missing' : 'wrong', expected: typeExpected(type) }]);
};

/** The address that the command has by itself: under one Idempotency-Key it is the same command there and here. */
const pathOf = ({ route }: HttpCommand, data: RawValues): string =>
  parametersOf(route).reduce((path, name) => path.replace(`:${name}`, String(data[name])), route.path);

/** The headers of an entry, in small letters as those of a request are. */
const headersIn = (given: unknown): RawValues => {
  if (!isObject(given)) throw invalid([{ path: 'headers', problem: 'wrong', expected: 'an object' }]);
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  refuseIfAny(unknownFields(headers, envelopeHeaders, 'headers.'));
  return headers;
};

/**
 * What the headers of the request say for all its commands: who acts, for whom, and in which zone. Throws where one is
 * wrong, or says something that can hold for one command only.
 */
export const sharedHeaders = (headers: RawValues): RawValues => {
  readEnvelope(headers, '', '');
  refuseIfAny(
    headersOfOne
      .filter((name) => headers[name] !== undefined)
      .map((name) => ({ path: `header ${name}`, problem: 'unknown', expected: 'it in the headers of each command' })),
  );
  return Object.fromEntries(envelopeHeaders.map((name) => [name, headers[name]]));
};

/** A command of a request, as it would be asked for by itself; throws a Problem (400) where it is none. */
export const batchedCommand = (
  entry: unknown,
  shared: RawValues,
): { readonly command: HttpCommand; readonly asked: AskedCommand } => {
  if (!isObject(entry)) throw invalid([{ path: '', problem: 'wrong', expected: 'an object with type and data' }]);
  refuseIfAny(unknownFields(entry, ['type', 'data', 'headers']));
  const command = commandOfType(entry['type']);
  const { data = {}, headers = {} } = entry;
  const path = isObject(data) ? pathOf(command, data) : '';
  // What is no text is refused when the headers are read, as any wrong value is.
  const all: RawValues = { ...shared, ...headersIn(headers) };
  return { command, asked: { path, headers: all, body: data, parameters: {} } };
};
