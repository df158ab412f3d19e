import { asText, type Expression, type Kind } from '../language/expression';
import type { Reading } from '../language/reading';
import type { Shape } from './shape';

/** How to write each kind, for whoever wrote another one. */
const howTo: Readonly<Record<Kind, string>> = {
  text: 'write a text, or $Column',
  id: 'write { idOf: [kind, $Column] }',
  moment: 'write { timeOf: $Column, format: … }',
  day: 'write { dayOf: $Column, format: … }',
  integer: 'write a whole number, or { integerOf: $Column }',
  boolean: 'write true or false',
  money: 'write { moneyOf: $Column }',
  list: 'write lines that begin with “- ”',
  object: 'write “field: value” lines below',
  nothing: '',
};

const textual: readonly Kind[] = ['text', 'id', 'moment', 'day'];

const fitsKind = (given: Expression, shape: Shape<unknown>): boolean => {
  if (given.kind === 'nothing' || given.kind === shape.kind) return true;
  if (shape.kind === 'text') return textual.includes(given.kind);
  const isLiteral = given.kind === 'text' && given.gives?.length === 1;
  return isLiteral && textual.includes(shape.kind) && given.gives.every((one) => shape.accepts(one));
};

const checkWords = (given: Expression, shape: Shape<unknown>, what: string, reading: Reading): void => {
  for (const word of given.gives ?? []) {
    const problem = word === undefined ? undefined : shape.problemIn(word);
    if (problem !== undefined && shape.oneOf)
      reading.problem(given, `${what} can't be “${asText(word) ?? ''}”`, `take one of: ${shape.oneOf.join(', ')}`);
  }
};

const checkFields = (fields: ReadonlyMap<string, Expression>, line: number, fitting: Fitting): void => {
  const { shape, what, reading } = fitting;
  const known = shape.fields ?? {};
  for (const [name, expression] of fields) {
    const field = known[name];
    if (field) checkFits(expression, field.shape, `${what}.${name}`, reading);
    else reading.problem(expression, `${what} has no field “${name}”`, `take one of: ${Object.keys(known).join(', ')}`);
  }
  for (const [name, field] of Object.entries(known))
    if (field.required && !fields.has(name))
      reading.problem({ line }, `${what} lacks the field “${name}”`, howTo[field.shape.kind]);
};

interface Fitting {
  readonly shape: Shape<unknown>;
  readonly what: string;
  readonly reading: Reading;
}

/** Checks before the first row whether what a mapping builds can be the command that it names. */
export const checkFits = (given: Expression, shape: Shape<unknown>, what: string, reading: Reading): void => {
  if (!fitsKind(given, shape)) {
    reading.problem(
      given,
      `${what} must be of the kind “${shape.kind}”, and this is “${given.kind}”`,
      howTo[shape.kind],
    );
    return;
  }
  checkWords(given, shape, what, reading);
  if (given.fields) checkFields(given.fields, given.line, { shape, what, reading });
  const { entries } = shape;
  if (entries) for (const entry of given.entries ?? []) checkFits(entry, entries, `${what} entry`, reading);
};
