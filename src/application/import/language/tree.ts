import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

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

const plainValue = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

class Conversion {
  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  node(from: unknown, lineAbove: number): Node {
    if (isAlias(from)) return this.node(from.resolve(this.document), lineAbove);
    const line = this.lineOf(from, lineAbove);
    if (isSeq(from)) return { kind: 'list', line, items: from.items.map((item) => this.node(item, line)) };
    if (isMap(from))
      return { kind: 'map', line, entries: from.items.map((pair) => this.entry(pair.key, pair.value, line)) };
    if (!isScalar(from)) return { kind: 'scalar', line, value: null, text: '' };
    const value = plainValue(from.value);
    const text = typeof value === 'string' ? value : (from.source ?? '');
    return { kind: 'scalar', line, value, text };
  }

  private entry(key: unknown, value: unknown, lineAbove: number): MapEntry {
    const node = this.node(key, lineAbove);
    return { key: node.kind === 'scalar' ? node.text : '', line: node.line, value: this.node(value, node.line) };
  }

  private lineOf(from: unknown, otherwise: number): number {
    const range = isScalar(from) || isMap(from) || isSeq(from) ? from.range : undefined;
    return range ? this.lines.linePos(range[0]).line : otherwise;
  }
}

/** Reads YAML text; what is no YAML at all comes back as problems. */
export const readTree = (text: string): { readonly tree: Node; readonly problems: readonly MappingProblem[] } => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: `this is not YAML: ${error.message}`,
    next: 'fix the indentation, quotes or brackets of this line',
  }));
  return { tree: new Conversion(document, lines).node(document.contents, 1), problems };
};
