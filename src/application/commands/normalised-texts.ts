import type { DomainCommand } from '../../domain/catalogue';
import { mapped } from '../../domain/shared/same';
import { normalisedText } from '../../domain/shared/text';
import type { Execute } from '../executing/execution';
import { commandAsField, commandOf, isPublicCommand } from './command-fields';
import { isObject, REASON_LENGTH, type AnyField } from './fields';
import { kindFor } from './read-fields';

/** Gives the very same value where nothing in it changes. */
type Normalise = (value: unknown) => unknown;

const inText =
  (max: number): Normalise =>
  (value) =>
    typeof value === 'string' ? normalisedText(value, max) : value;

const inList =
  (ofEntry: Normalise): Normalise =>
  (value) =>
    Array.isArray(value) ? mapped(value, ofEntry) : value;

const inFields = (fields: ReadonlyMap<string, AnyField>): ReadonlyMap<string, Normalise> => {
  const known = new Map<string, Normalise>();
  for (const [name, field] of fields) {
    const normalise = normaliserOf(field);
    if (normalise) known.set(name, normalise);
  }
  return known;
};

const inObject = (field: AnyField): Normalise | undefined => {
  const byKind = new Map(field.objects?.map((kind) => [kind, inFields(kind.fields)]));
  if ([...byKind.values()].every(({ size }) => size === 0)) return undefined;
  return (value) => {
    const kind = kindFor(field, value);
    if (!kind || !isObject(value)) return value;
    let changed: Record<string, unknown> | undefined;
    for (const [name, normalise] of byKind.get(kind) ?? []) {
      const normalised = normalise(value[name]);
      if (normalised !== value[name]) changed = { ...(changed ?? value), [name]: normalised };
    }
    return changed ?? value;
  };
};

/** What normalises the texts in a field; undefined where there are none. Texts of a given form (codes, names) are not. */
const normaliserOf = (field: AnyField): Normalise | undefined => {
  if (field.kind === 'text') return field.isFree && field.max !== undefined ? inText(field.max) : undefined;
  const ofEntry = field.entries && normaliserOf(field.entries);
  return ofEntry ? inList(ofEntry) : inObject(field);
};

const normalisers = new Map<string, Normalise | undefined>();

const normaliserFor = ({ type }: DomainCommand): Normalise | undefined => {
  if (!isPublicCommand(type)) return undefined;
  if (!normalisers.has(type)) normalisers.set(type, normaliserOf(commandAsField(type)));
  return normalisers.get(type);
};

/** The command with its texts in the form in which they are kept; the very same one where they are. */
export const withNormalisedTexts = (command: DomainCommand): DomainCommand => {
  const data = normaliserFor(command)?.(command.data);
  return isPublicCommand(command.type) && isObject(data) && data !== command.data
    ? commandOf(command.type, data)
    : command;
};

/**
 * Whatever door a command comes through, its texts are normalised here (rule 33), before its digest is taken: the same
 * command with another spacing is the same command. Logs of before hold the digest of what was given, which counts too.
 */
export const normalising =
  (execute: Execute): Execute =>
  (command, envelope) => {
    const normalised = withNormalisedTexts(command);
    const { lateReason } = envelope;
    const said = lateReason === undefined ? {} : { lateReason: normalisedText(lateReason, REASON_LENGTH) };
    const asGiven = normalised === command ? {} : { asGiven: command };
    return execute(normalised, { ...envelope, ...said, ...asGiven });
  };
