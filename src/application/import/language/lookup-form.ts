import { asText, type Expression, type RowInHand, type MappedValue } from './expression';
import type { Form, FormParts } from './forms';

const fieldOf = ({ text, scope, line }: FormParts): Expression | undefined => {
  const name = text('lookup') ?? '';
  const give = text('give') ?? '';
  const found = scope.lookups.get(name);
  const field = found?.fields.get(give);
  const kept = [...(found?.fields.keys() ?? [])].join(', ');
  if (!found) scope.reading.problem({ line }, `there is no lookup “${name}”`, 'define it under “lookups”');
  else if (!field) scope.reading.problem({ line }, `the lookup “${name}” keeps no “${give}”`, `take one of: ${kept}`);
  return field;
};

/** The first record of another file with this key, from a moment on: one of the fields that the lookup keeps. */
export const lookupForm: Form = {
  keys: ['lookup', 'by', 'from', 'until', 'give'],
  make: (parts) => {
    const { line, at, value, scope } = parts;
    const field = fieldOf(parts);
    const found = scope.lookups.get(parts.text('lookup') ?? '');
    const give = parts.text('give') ?? '';
    const [by, from] = [value('by'), value('from')];
    const until = at('until') ? value('until') : undefined;
    const evaluate = (row: RowInHand): MappedValue => {
      const key = asText(by.evaluate(row));
      const start = asText(from.evaluate(row));
      if (key === undefined || start === undefined) return undefined;
      return found?.find(key, start, asText(until?.evaluate(row)))?.[give];
    };
    return { line, kind: field?.kind ?? 'nothing', evaluate };
  },
};
