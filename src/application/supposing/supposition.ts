import type { EventType } from '../../domain/catalogue';
import type { Moment } from '../../domain/shared/values';
import { nearestTo } from '../../read-models/kit/nearest';
import {
  commandAsField,
  commandOf,
  isPublicCommand,
  publicCommands,
  type PublicCommand,
} from '../commands/command-fields';
import { isObject } from '../commands/fields';
import { readObject } from '../commands/read-fields';

/** What can be supposed to have been otherwise, each with the event that tells it. */
const toldAs = {
  SetServiceTargets: 'ServiceTargetsSet',
  DefineCalendar: 'CalendarDefined',
  SetDiscountLimits: 'DiscountLimitsSet',
  RemapReason: 'ReasonRemapped',
  SetPrice: 'PriceSet',
  SetUnitCost: 'UnitCostSet',
} as const satisfies Partial<Record<PublicCommand['type'], EventType>>;

type SupposedType = keyof typeof toldAs;
type CommandSupposed = Extract<PublicCommand, { readonly type: SupposedType }>;

/** A rule, a price or a mapping that is supposed to have held from a moment on. */
export type Supposed = CommandSupposed & { readonly from: Moment };

/** What is supposed, instead of what the log says of the same from the same moments on. */
export type Supposition = readonly Supposed[];

/** From ever: before all that any log tells. */
export const FROM_EVER: Moment = '0001-01-01T00:00:00.000Z';

const typesSupposed = Object.keys(toldAs);

const isCommandSupposed = (command: PublicCommand): command is CommandSupposed => Object.hasOwn(toldAs, command.type);

/** What is wrong with a supposition, as the end of the sentence "expected …". */
export interface NotSupposed {
  readonly expected: string;
}

const COUNTERFACTUAL =
  `rules, calendars, mappings of reasons, prices, costs and limits: ${typesSupposed.join(', ')}. ` +
  'What people would have done otherwise, had they done or been told something else, is not in the log, ' +
  'and no replay of it can say so: a campaign with a control group tells it of what is still to be done';

const notSupposed = (type: string): NotSupposed => {
  if (isPublicCommand(type)) return { expected: `${COUNTERFACTUAL} (${type} is no such thing)` };
  const near = nearestTo(type, publicCommands).join(' or ');
  return { expected: `a command of ${typesSupposed.join(', ')}${near === '' ? '' : ` (did you mean ${near}?)`}` };
};

interface CommandGiven {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const isCommandGiven = (given: unknown): given is CommandGiven =>
  isObject(given) &&
  typeof given['type'] === 'string' &&
  isObject(given['data']) &&
  Object.keys(given).every((name) => name === 'type' || name === 'data');

const readData = (type: PublicCommand['type'], data: CommandGiven['data']) => {
  const [kind] = commandAsField(type).objects ?? [];
  const read = kind && readObject(kind, data);
  if (!read) return notSupposed(type);
  if (!('problem' in read)) return read;
  const { path, expected, problem } = read.problem;
  return { expected: `in ${type}: ${path} to be ${expected} (it is ${problem})` };
};

const supposedFrom = (given: unknown): Supposed | NotSupposed => {
  if (!isCommandGiven(given))
    return {
      expected: `{"type": …, "data": {…}} and nothing else, or a list of these, of ${typesSupposed.join(', ')}`,
    };
  const { type, data } = given;
  if (!isPublicCommand(type) || !Object.hasOwn(toldAs, type)) return notSupposed(type);
  const read = readData(type, data);
  if ('expected' in read) return read;
  const command = commandOf(type, read.data);
  return isCommandSupposed(command) ? { ...command, from: command.data.effectiveFrom ?? FROM_EVER } : notSupposed(type);
};

const parsed = (text: string): { readonly json: unknown } | NotSupposed => {
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    return { expected: `JSON (${error instanceof Error ? error.message : String(error)})` };
  }
};

/** What a rule, a price or a mapping is about: another one of the same takes its place. */
const aboutOf = (type: EventType, data: object): string => {
  if ('productId' in data) return `${type} ${String(data.productId)}`;
  return 'from' in data && 'catalogue' in data ? `${type} ${String(data.catalogue)} ${String(data.from)}` : type;
};

const fromText = (from: Moment): string => (from === FROM_EVER ? 'from ever' : `from ${from}`);

/** Of two that hold from the same moment, nobody could say which one is meant. */
const saidTwice = (supposition: Supposition): NotSupposed | undefined => {
  const places = supposition.map(({ type, data, from }) => `${aboutOf(toldAs[type], data)} ${from}`);
  const twice = supposition.find((_, index) => places.indexOf(places[index] ?? '') < index);
  return (
    twice && {
      expected: `one ${twice.type} of the same ${fromText(twice.from)}: there are two; give one of them another effectiveFrom, or compare both with two suppositions`,
    }
  );
};

/** Reads what is supposed: a command as JSON, or a list of them. Without `effectiveFrom` it holds from ever. */
export const readSupposition = (text: string): Supposition | NotSupposed => {
  const given = parsed(text);
  if ('expected' in given) return given;
  const all: readonly unknown[] = Array.isArray(given.json) ? given.json : [given.json];
  const read = all.map(supposedFrom);
  const wrong = read.find((each) => 'expected' in each);
  if (wrong) return wrong;
  if (read.length === 0) return { expected: 'a command at least' };
  const supposition = read.flatMap((each) => ('expected' in each ? [] : [each]));
  return saidTwice(supposition) ?? supposition;
};

/** From when on what the log says of the same does not count. */
export const replacedFrom = (
  supposition: Supposition,
): ((type: EventType, data: object & { readonly effectiveFrom: Moment }) => boolean) => {
  const from = new Map<string, Moment>();
  for (const supposed of supposition) {
    const about = aboutOf(toldAs[supposed.type], supposed.data);
    const known = from.get(about);
    if (known === undefined || supposed.from < known) from.set(about, supposed.from);
  }
  return (type, data) => {
    const since = from.get(aboutOf(type, data));
    return since !== undefined && since <= data.effectiveFrom;
  };
};

/** The types of events that are supposed to be otherwise. */
export const typesReplaced = (supposition: Supposition): ReadonlySet<EventType> =>
  new Set(supposition.map(({ type }) => toldAs[type]));

/** What is supposed, for people. */
export const suppositionText = (supposition: Supposition): string =>
  supposition
    .map(({ type, data, from }) => {
      const { effectiveFrom: _, ...said } = data;
      return `${type} ${JSON.stringify(said)} ${fromText(from)}`;
    })
    .join('; ');
