import {
  asText,
  wordOf,
  ifReadable,
  RowProblem,
  type Expression,
  type MappedValue,
  type RowInHand,
} from './expression';
import { conversion, formOf, type Form, type FormParts } from './forms';
import type { ValueMap } from './scope';

const kindOfAll = (form: FormParts, parts: readonly Expression[]): Expression['kind'] => {
  const [kind, ...others] = new Set(parts.map((part) => part.kind).filter((one) => one !== 'nothing'));
  if (kind !== undefined && others.length > 0)
    form.problem(`these are of different kinds: ${[kind, ...others].join(', ')}`, 'let all alternatives give the same');
  return kind ?? 'nothing';
};

/** One of several: what they can give together is known where it is known of each of them. */
const alternatives = (
  form: FormParts,
  parts: readonly Expression[],
  evaluate: (row: RowInHand) => MappedValue,
): Expression => {
  const kind = kindOfAll(form, parts);
  const areKnown = parts.every(({ gives }) => gives);
  return { line: form.line, kind, evaluate, ...(areKnown && { gives: parts.flatMap(({ gives = [] }) => gives) }) };
};

const firstForm = formOf(['firstOf'], (form) => {
  const parts = form.list('firstOf');
  return alternatives(form, parts, (row) => {
    for (const part of parts) {
      const value = part.evaluate(row);
      if (value !== undefined) return value;
    }
    return undefined;
  });
});

const ifForm = formOf(['if', 'then', 'else'], (form) => {
  const holds = form.condition('if');
  const yes = form.value('then');
  const no: Expression = form.optional('else') ?? { line: form.line, kind: 'nothing', evaluate: () => undefined };
  return alternatives(form, [yes, no], (row) => (holds(row) ? yes : no).evaluate(row));
});

/** The earliest or latest of moments or days; what is empty does not count. */
const extreme = (key: string, wins: (one: string, other: string) => boolean): Form =>
  formOf([key], (form) => {
    const parts = form.list(key);
    const kind = kindOfAll(form, parts);
    if (kind !== 'moment' && kind !== 'day')
      form.problem(`${key} compares moments or days`, 'put timeOf or dayOf around the columns');
    const evaluate = (row: RowInHand): MappedValue => {
      const texts = parts.map((part) => asText(part.evaluate(row))).filter((text) => text !== undefined);
      return texts.length === 0 ? undefined : texts.reduce((best, text) => (wins(text, best) ? text : best));
    };
    return { line: form.line, kind, evaluate };
  });

const translated = (given: string, name: string, { values, otherwise, line }: ValueMap): MappedValue => {
  const known = values.get(wordOf(given));
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

const codeForm = formOf(['codeOf', 'by'], (form) => {
  const name = form.text('by') ?? '';
  const map = form.scope.maps.get(name);
  if (!map) form.problem(`there is no value map “${name}”`, 'define it under “maps”, or name another one with “by”');
  const code = conversion(form, 'text', (given) => map && translated(given, name, map));
  return { ...code, ...(map && wordsOf(map)) };
});

const textForm = formOf(['text'], (form) => {
  const pieces = (form.text('text') ?? '').split(/\{([^{}]+)\}/);
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : form.named(piece)));
  if (pieces.length === 1) form.problem('this text names no column', 'write columns in braces: text: "Deal {Id}"');
  const evaluate = (row: RowInHand): MappedValue =>
    parts.map((part) => (typeof part === 'string' ? part : (asText(part.evaluate(row)) ?? ''))).join('');
  return { line: form.line, kind: 'text', evaluate };
});

const upperForm = formOf(['upper'], (form) => conversion(form, 'text', (text) => text.toUpperCase()));

const withoutForm = formOf(['without', 'of'], (form) => {
  const node = form.at('without');
  const pattern = node && form.reading.pattern(node, 'without');
  const strip = (text: string): MappedValue => (pattern ? text.replace(pattern, '') || undefined : text);
  return { ...conversion(form, 'text', strip, form.value('of')), ...(pattern && { strips: pattern }) };
});

/** The lookup that a form names, and the field of it that it wants. */
const lookedUp = (form: FormParts) => {
  const [name, give] = [form.text('lookup') ?? '', form.text('give') ?? ''];
  const lookup = form.scope.lookups.get(name);
  const field = lookup?.fields.get(give);
  if (!lookup) form.problem(`there is no lookup “${name}”`, 'define it under “lookups”');
  else if (!field)
    form.problem(`the lookup “${name}” keeps no “${give}”`, `take one of: ${[...lookup.fields.keys()].join(', ')}`);
  return { lookup, give, kind: field?.kind ?? 'nothing' } as const;
};

/** The first record of another file with this key, from a moment on: one of the fields that the lookup keeps. */
const lookupForm = formOf(['lookup', 'by', 'from', 'until', 'give'], (form) => {
  const { lookup, give, kind } = lookedUp(form);
  const [by, from, until] = [form.value('by'), form.value('from'), form.optional('until')];
  const evaluate = (row: RowInHand): MappedValue => {
    const key = asText(by.evaluate(row));
    const start = asText(from.evaluate(row));
    if (key === undefined || start === undefined) return undefined;
    return lookup?.find(key, start, asText(until?.evaluate(row)))?.[give];
  };
  return { line: form.line, kind, evaluate };
});

const eachForm = formOf(['each'], (form) => {
  const entry = form.value('each');
  if (!form.scope.inDocument)
    form.problem('“each” stands for the rows of a document', 'say “document: $Column” for this file, or write a list');
  const evaluate = ({ rows }: RowInHand): MappedValue => rows.map((row) => entry.evaluate(row));
  return { line: form.line, kind: 'list', entries: [entry], evaluate };
});

/** A constant that may be called as a column is. */
const constantForm = formOf(['constant'], (form) => {
  const { column, ...constant } = form.constant('constant');
  return constant;
});

/** What the mapping assumes where the source says nothing; the fact notes it. */
const assumeForm = formOf(['assume', 'ifEmpty'], (form) => {
  const [assumed, of] = [form.value('assume'), form.value('ifEmpty')];
  const isAssumed = (row: RowInHand): boolean => of.evaluate(row) === undefined;
  return { ...alternatives(form, [of, assumed], (row) => of.evaluate(row) ?? assumed.evaluate(row)), isAssumed };
});

/** How many rows of the file up to this one, itself included, have the same value and fulfil the conditions. */
const countForm = formOf(['countOf', 'when', 'above'], (form) => {
  const of = form.value('countOf');
  const holds = form.condition('when');
  const isAbove = form.flag('above');
  const { counters } = form.scope;
  if (!counters) form.problem('“countOf” counts the rows of a file', 'use it under “files”');
  const counted = new Map<string, number>();
  const slot = counters?.length ?? 0;
  counters?.push((row) => {
    const key = ifReadable(() => asText(of.evaluate(row)), undefined);
    if (key === undefined) return;
    const before = counted.get(key) ?? 0;
    const after = before + (ifReadable(() => holds(row), false) ? 1 : 0);
    counted.set(key, after);
    row.counts[slot] = isAbove ? before : after;
  });
  return { line: form.line, kind: 'integer', evaluate: ({ counts }) => counts[slot] };
});

/** The forms that choose, put together or look up. */
export const choices: readonly Form[] = [
  ...[firstForm, ifForm, codeForm, textForm, upperForm, withoutForm, lookupForm, eachForm],
  ...[constantForm, assumeForm, countForm],
  extreme('earliestOf', (one, other) => one < other),
  extreme('latestOf', (one, other) => one > other),
];
