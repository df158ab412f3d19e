import type { AnyField, FieldKind } from '../../commands/fields';
import { asText, checkMeant, type Expression, type ExpressionKind } from '../language/expression';
import type { MappingReader } from '../language/reading';

/** How to write each kind, for the author of a mapping who wrote another one. */
const howTo: Readonly<Record<ExpressionKind, string>> = {
  text: 'write a text, or $Column',
  id: 'write { idOf: [kind, $Column] }',
  moment: 'write { timeOf: $Column, format: … }',
  day: 'write { dayOf: $Column, format: … }',
  integer: 'write a whole number, or { integerOf: $Column }',
  decimal: 'write a number, or { decimalOf: $Column }',
  boolean: 'write true or false',
  money: 'write { moneyOf: $Column }',
  list: 'write lines that begin with “- ”',
  object: 'write “field: value” lines below',
  nothing: '',
};

const textual: readonly ExpressionKind[] = ['text', 'id', 'moment', 'day'];

/** The kinds of which a field takes what is given. */
const takenAs = (kind: FieldKind): readonly ExpressionKind[] => {
  if (kind === 'text') return textual;
  return kind === 'decimal' ? ['integer', kind] : [kind];
};

const fitsKind = (given: Expression, { kind, isRight }: AnyField): boolean => {
  if (given.kind === 'nothing' || takenAs(kind).includes(given.kind)) return true;
  const isLiteral = given.kind === 'text' && given.gives?.length === 1;
  return isLiteral && textual.includes(kind) && given.gives.every(isRight);
};

/** What is known to be given without a row must be allowed: a literal, the right side of a value map. */
const checkGiven = (
  given: Expression,
  { words, expects, isRight }: AnyField,
  { what, reading }: MappingPlace,
): void => {
  for (const value of given.gives ?? [])
    if (value !== undefined && !isRight(value))
      reading.problem(
        given,
        `${what} can't be “${asText(value) ?? ''}”`,
        words ? `take one of: ${words.join(', ')}` : `it must be ${expects}`,
      );
};

/** The fields of an object; where it may be of several kinds, those of all, of which none must be there. */
const fieldsOf = ({ objects = [] }: AnyField): ReadonlyMap<string, AnyField> =>
  new Map(
    objects.flatMap(({ fields }) =>
      [...fields].map(([name, field]) => [name, objects.length > 1 ? { ...field, optional: true as const } : field]),
    ),
  );

/** Where in a mapping something stands, and where its problems are noted. */
interface MappingPlace {
  readonly what: string;
  readonly reading: MappingReader;
}

const checkFields = (
  given: Expression,
  known: ReadonlyMap<string, AnyField>,
  { what, reading }: MappingPlace,
): void => {
  for (const [name, expression] of given.fields ?? []) {
    const field = known.get(name);
    if (field) checkFits(expression, field, { what: `${what}.${name}`, reading });
    else reading.problem(expression, `${what} has no field “${name}”`, `take one of: ${[...known.keys()].join(', ')}`);
  }
  for (const [name, field] of known)
    if (!field.optional && given.fields?.has(name) === false)
      reading.problem(given, `${what} lacks the field “${name}”`, howTo[field.kind]);
};

/** Checks before the first row whether what a mapping builds can be what a field of a command holds. */
export const checkFits = (given: Expression, field: AnyField, place: MappingPlace): void => {
  const { what, reading } = place;
  if (!fitsKind(given, field)) {
    const problem = `${what} must be of the kind “${field.kind}”, and this is “${given.kind}”`;
    reading.problem(given, problem, howTo[field.kind]);
    return;
  }
  checkGiven(given, field, place);
  if (!field.words) checkMeant(given, reading);
  if (given.fields) checkFields(given, fieldsOf(field), place);
  for (const entry of (field.entries && given.entries) ?? [])
    if (field.entries) checkFits(entry, field.entries, { what: `${what} entry`, reading });
};
