import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** What is wrong with a mapping, where, and what to do about it. Lines count from 1. */
export interface MappingProblem {
  readonly line: number;
  readonly message: string;
  readonly next: string;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly line: number;
  readonly value: string | number | boolean | null;
  /** As it was written: `0123` stays `0123`. */
  readonly text: string;
}
export interface ListNode {
  readonly kind: 'list';
  readonly line: number;
  readonly items: readonly Node[];
}
export interface MapNode {
  readonly kind: 'map';
  readonly line: number;
  readonly entries: readonly MapEntry[];
}
export interface MapEntry {
  readonly key: string;
  readonly line: number;
  readonly value: Node;
}

/** YAML as a plain tree in which every node knows its line. */
export type Node = ScalarNode | ListNode | MapNode;

const scalarOf = (from: unknown, line: number): ScalarNode => {
  const { value, source = '' } = isScalar(from) ? from : { value: null };
  if (typeof value === 'string') return { kind: 'scalar', line, value, text: value };
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', line, value: isPlain ? value : null, text: source };
};

/** Reads YAML text; what is no YAML at all comes back as problems. */
export const readTree = (text: string): { readonly tree: Node; readonly problems: readonly MappingProblem[] } => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const nodeOf = (from: unknown, lineAbove: number): Node => {
    if (isAlias(from)) return nodeOf(from.resolve(document), lineAbove);
    const line = isNode(from) && from.range ? lineOf(from.range[0]) : lineAbove;
    if (isSeq(from)) return { kind: 'list', line, items: from.items.map((item) => nodeOf(item, line)) };
    if (isMap(from)) return { kind: 'map', line, entries: from.items.map((pair) => entryOf(pair, line)) };
    return scalarOf(from, line);
  };
  const entryOf = (pair: { readonly key: unknown; readonly value: unknown }, lineAbove: number): MapEntry => {
    const key = nodeOf(pair.key, lineAbove);
    return { key: key.kind === 'scalar' ? key.text : '', line: key.line, value: nodeOf(pair.value, key.line) };
  };
  const problems = document.errors.map(({ message, pos: [offset] }) => ({
    line: lineOf(offset),
    message: `this is not YAML: ${message}`,
    next: 'fix the indentation, quotes or brackets of this line',
  }));
  return { tree: nodeOf(document.contents, 1), problems };
};
