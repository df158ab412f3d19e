import type { MappingReader } from './reading';
import type { MappedValue } from './expression';
import type { ValueMap } from './scope';
import type { MapEntry, Node } from './tree';

const plain = (node: Node, what: string, reading: MappingReader): MappedValue => {
  if (node.kind === 'scalar' && node.value !== null) return node.value;
  reading.problem(node, `${what} must be a single value`, 'write one word, number, true or false');
  return undefined;
};

const readOtherwise = (entry: MapEntry, reading: MappingReader): ValueMap['otherwise'] => {
  const word = entry.value.kind === 'scalar' ? entry.value.text : undefined;
  if (word === 'reject' || word === 'keep') return word;
  const use = entry.value.kind === 'map' ? reading.fields(entry.value, 'otherwise', ['use']).get('use') : undefined;
  if (use) return { use: plain(use.value, 'use', reading) };
  reading.problem(
    entry,
    '“otherwise” decides about words that are not listed',
    'write otherwise: reject, otherwise: keep, or otherwise: { use: CODE }',
  );
  return 'reject';
};

const readMap = ({ key, line, value: node }: MapEntry, reading: MappingReader): ValueMap => {
  const what = `the value map “${key}”`;
  const fields = reading.fields(node, what, ['values', 'otherwise']);
  const listed = reading.required(fields, 'values', { line }, what);
  const otherwise = reading.required(fields, 'otherwise', { line }, what);
  const values = new Map<string, MappedValue>();
  for (const entry of (listed && reading.map(listed.value, what)?.entries) ?? []) {
    const word = entry.key.trim().toLowerCase();
    if (values.has(word))
      reading.problem(entry, `“${entry.key}” stands twice in ${what}`, 'keep one of the two; case does not count');
    values.set(word, plain(entry.value, `what “${entry.key}” stands for`, reading));
  }
  return { line, values, otherwise: otherwise ? readOtherwise(otherwise, reading) : 'reject' };
};

/** The `maps` of a mapping. */
export const readMaps = (entry: MapEntry | undefined, reading: MappingReader): ReadonlyMap<string, ValueMap> => {
  const entries = (entry && reading.map(entry.value, 'maps')?.entries) ?? [];
  return new Map(entries.map((one) => [one.key, readMap(one, reading)]));
};
