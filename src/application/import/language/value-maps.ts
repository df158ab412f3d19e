import { wordOf, type MappedValue } from './expression';
import { MapFields, type MappingReader } from './reading';
import type { ValueMap } from './scope';
import type { MapEntry, Node } from './tree';

const plain = (node: Node, what: string, reading: MappingReader): MappedValue => {
  if (node.kind === 'scalar' && node.value !== null) return node.value;
  reading.problem(node, `${what} must be a single value`, 'write one word, number, true or false');
  return undefined;
};

const readOtherwise = (node: Node, reading: MappingReader): ValueMap['otherwise'] => {
  if (node.kind === 'scalar' && (node.text === 'reject' || node.text === 'keep')) return node.text;
  const use = node.kind === 'map' ? new MapFields(reading, node, 'otherwise', ['use']).at('use') : undefined;
  if (use) return { use: plain(use, 'use', reading) };
  const next = 'write otherwise: reject, otherwise: keep, or otherwise: { use: CODE }';
  reading.problem(node, '“otherwise” decides about words that are not listed', next);
  return 'reject';
};

/** One entry of the `maps` of a mapping. */
export const readValueMap = ({ key, line, value: node }: MapEntry, reading: MappingReader): ValueMap => {
  const what = `the value map “${key}”`;
  const fields = new MapFields(reading, node, what, ['values', 'otherwise'], line);
  const otherwise = fields.required('otherwise');
  const values = new Map<string, MappedValue>();
  for (const entry of reading.entries(fields.required('values'), what)) {
    const word = wordOf(entry.key);
    if (values.has(word))
      reading.problem(entry, `“${entry.key}” stands twice in ${what}`, 'keep one of the two; case does not count');
    values.set(word, plain(entry.value, `what “${entry.key}” stands for`, reading));
  }
  return { line, values, otherwise: otherwise ? readOtherwise(otherwise, reading) : 'reject' };
};
