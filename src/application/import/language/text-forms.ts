import { asText, RowProblem, type Expression, type RowInHand, type MappedValue } from './expression';
import type { Form, FormParts } from './forms';
import type { ValueMap } from './scope';
import { lookupForm } from './lookup-form';

const kindOfAll = ({ line, scope }: FormParts, parts: readonly Expression[]): Expression['kind'] => {
  const kinds = [...new Set(parts.map(({ kind }) => kind))].filter((kind) => kind !== 'nothing');
  if (kinds.length > 1)
    scope.reading.problem(
      { line },
      `these are of different kinds: ${kinds.join(', ')}`,
      'let all alternatives give the same',
    );
  return kinds[0] ?? 'nothing';
};

/** What alternatives can give together, where each of them is known. */
const givenByAll = (parts: readonly Expression[]): Pick<Expression, 'gives'> => {
  const gives: MappedValue[] = [];
  for (const part of parts) {
    if (!part.gives) return {};
    gives.push(...part.gives);
  }
  return { gives };
};

const firstForm: Form = {
  keys: ['firstOf'],
  make: (form) => {
    const parts = form.list('firstOf');
    const evaluate = (row: RowInHand): MappedValue => {
      for (const part of parts) {
        const value = part.evaluate(row);
        if (value !== undefined) return value;
      }
      return undefined;
    };
    return { line: form.line, kind: kindOfAll(form, parts), evaluate, ...givenByAll(parts) };
  },
};

/** The earliest or latest of moments or days; what is empty does not count. */
const extreme = (key: 'earliestOf' | 'latestOf', wins: (one: string, other: string) => boolean): Form => ({
  keys: [key],
  make: (form) => {
    const parts = form.list(key);
    const kind = kindOfAll(form, parts);
    if (kind !== 'moment' && kind !== 'day')
      form.scope.reading.problem(
        { line: form.line },
        `${key} compares moments or days`,
        'put timeOf or dayOf around the columns',
      );
    const evaluate = (row: RowInHand): MappedValue => {
      let best: string | undefined;
      for (const part of parts) {
        const text = asText(part.evaluate(row));
        if (text !== undefined && (best === undefined || wins(text, best))) best = text;
      }
      return best;
    };
    return { line: form.line, kind, evaluate };
  },
});

const translated = (given: string, name: string, { values, otherwise, line }: ValueMap): MappedValue => {
  const known = values.get(given.toLowerCase());
  if (known !== undefined) return known;
  if (otherwise === 'keep') return given;
  if (otherwise !== 'reject') return otherwise.use;
  throw new RowProblem(
    'VALUE_NOT_MAPPED',
    `“${given}” is not in the value map “${name}”`,
    `add it to “${name}” (line ${line} of the mapping)`,
  );
};

/** All words that a map can give; unknown where it keeps what is not listed. */
const wordsOf = ({ values, otherwise }: ValueMap): Pick<Expression, 'gives'> => {
  if (otherwise === 'keep') return {};
  return { gives: [...values.values(), ...(otherwise === 'reject' ? [] : [otherwise.use])] };
};

const codeForm: Form = {
  keys: ['codeOf', 'by'],
  make: ({ line, value, text, scope }) => {
    const of = value('codeOf');
    const name = text('by') ?? '';
    const map = scope.maps.get(name);
    if (!map)
      scope.reading.problem(
        { line },
        `there is no value map “${name}”`,
        'define it under “maps”, or name another one with “by”',
      );
    const evaluate = (row: RowInHand): MappedValue => {
      const given = asText(of.evaluate(row));
      return given === undefined || !map ? undefined : translated(given, name, map);
    };
    return { line, kind: 'text', evaluate, ...(map ? wordsOf(map) : {}) };
  },
};

const textForm: Form = {
  keys: ['text'],
  make: ({ line, at, text: plain, scope, value }) => {
    const template = plain('text') ?? '';
    const pieces = template.split(/\{([^{}]+)\}/);
    const parts = pieces.map((piece, index): Expression | string => (index % 2 === 0 ? piece : value(`$${piece}`)));
    if (at('text') && pieces.length === 1)
      scope.reading.problem({ line }, 'this text names no column', 'write columns in braces: text: "Deal {Id}"');
    const evaluate = (row: RowInHand): MappedValue =>
      parts.map((part) => (typeof part === 'string' ? part : (asText(part.evaluate(row)) ?? ''))).join('');
    return { line, kind: 'text', evaluate };
  },
};

const upperForm: Form = {
  keys: ['upper'],
  make: ({ line, value }) => {
    const of = value('upper');
    return { line, kind: 'text', evaluate: (row) => asText(of.evaluate(row))?.toUpperCase() };
  },
};

/** A regular expression that a mapping names; undefined, and a problem, where it is none. */
export const patternOf = (form: Pick<FormParts, 'line' | 'scope'>, pattern: string): RegExp | undefined => {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    form.scope.reading.problem(
      { line: form.line },
      `“${pattern}” is no regular expression`,
      'fix it, or escape its special signs',
    );
    return undefined;
  }
};

const withoutForm: Form = {
  keys: ['without', 'of'],
  make: (form) => {
    const of = form.value('of');
    const pattern = patternOf(form, form.text('without') ?? '');
    const evaluate = (row: RowInHand): MappedValue => {
      const given = asText(of.evaluate(row));
      return given === undefined || !pattern ? given : given.replace(pattern, '') || undefined;
    };
    return { line: form.line, kind: 'text', evaluate };
  },
};

const eachForm: Form = {
  keys: ['each'],
  make: ({ line, value, scope }) => {
    const entry = value('each');
    if (!scope.inDocument)
      scope.reading.problem(
        { line },
        '“each” stands for the rows of a document',
        'say “document: $Column” for this file, or write a list',
      );
    return { line, kind: 'list', entries: [entry], evaluate: ({ rows }) => rows.map((row) => entry.evaluate(row)) };
  },
};

/** The forms that choose, put together or look up. */
export const choices: readonly Form[] = [
  firstForm,
  extreme('earliestOf', (one, other) => one < other),
  extreme('latestOf', (one, other) => one > other),
  codeForm,
  textForm,
  upperForm,
  withoutForm,
  lookupForm,
  eachForm,
];

export { kindOfAll, givenByAll };
