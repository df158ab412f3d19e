import { isComposite, isSame } from '../../../domain/shared/same';
import { commandAsField } from '../../commands/command-fields';
import type { PublicCommandType } from '../../commands/fields';
import { wordOf } from '../language/expression';

/** By field, as `lines.0.quantity`: what stands, and what the row says now; null where one of them says nothing. */
export type Differences = Readonly<Record<string, { readonly inTheLog: unknown; readonly now: unknown }>>;

type FieldDifference = readonly [path: string, { readonly inTheLog: unknown; readonly now: unknown }];

const isOtherList = (one: object, other: object): boolean =>
  Array.isArray(one) && Array.isArray(other) && one.length !== other.length;

const compared = (now: unknown, stands: unknown, path: readonly string[]): readonly FieldDifference[] => {
  if (isSame(now, stands)) return [];
  if (!isComposite(now) || !isComposite(stands) || isOtherList(now, stands))
    return [[path.join('.'), { inTheLog: stands ?? null, now: now ?? null }]];
  const known = new Map<string, unknown>(Object.entries(stands));
  return Object.entries(now).flatMap(([name, value]) => compared(value, known.get(name), [...path, name]));
};

const isSaidByBoth = ([, { inTheLog, now }]: FieldDifference): boolean => inTheLog !== null && now !== null;

const isSameWord = (one: unknown, other: unknown): boolean =>
  typeof one === 'string' && typeof other === 'string' && wordOf(one) === wordOf(other);

/** What two rows say otherwise of one thing. What one of them leaves out contradicts nothing, nor does another case. */
export const contradictions = (now: object, earlier: object): Differences =>
  Object.fromEntries(
    compared(now, earlier, [])
      .filter(isSaidByBoth)
      .filter(([, { inTheLog, now: said }]) => !isSameWord(inTheLog, said)),
  );

/** Fields of the command that its event has and the row leaves out now. */
const leftOut = (type: PublicCommandType, now: object, recorded: object): readonly FieldDifference[] => {
  const fields = commandAsField(type).objects?.[0]?.fields;
  return Object.entries<unknown>({ ...recorded })
    .filter(([name, value]) => fields?.has(name) && !(name in now) && !isSame(value, []))
    .map(([name, inTheLog]) => [name, { inTheLog, now: null }] as const);
};

/**
 * What a command says otherwise than the event that it gave before. An event keeps some of a command's fields under other
 * names: those that it lacks are told only where nothing else differs.
 */
export const differencesFromLog = (type: PublicCommandType, now: object, recorded: object): Differences => {
  const found = compared(now, recorded, []);
  const certain = [...found.filter(isSaidByBoth), ...leftOut(type, now, recorded)];
  return Object.fromEntries(certain.length > 0 ? certain : found);
};
