import type { MapEntry, MappingProblem, Node } from './tree';

/** Collects all that is wrong with a mapping, instead of stopping at the first. */
export class MappingReader {
  readonly problems: MappingProblem[] = [];

  /** What is read twice is wrong once. */
  problem({ line }: { readonly line: number }, message: string, next: string): void {
    const isKnown = this.problems.some((known) => known.line === line && known.message === message);
    if (!isKnown) this.problems.push({ line, message, next });
  }

  /** Of a map, of which there are none where it is left out. */
  entries(node: Node | undefined, what: string): readonly MapEntry[] {
    if (!node || node.kind === 'map') return node?.entries ?? [];
    this.problem(node, `${what} must be a map`, 'write it as “key: value” lines below');
    return [];
  }

  /** A plain text; an empty one is a problem too. */
  text(node: Node, what: string): string | undefined {
    if (node.kind === 'scalar' && node.text !== '') return node.text;
    this.problem(node, `${what} must be a text`, 'write a single value after the colon');
    return undefined;
  }

  flag(node: Node, what: string): boolean {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    this.problem(node, `${what} must be true or false`, 'write true or false');
    return false;
  }

  items(node: Node, what: string): readonly Node[] {
    if (node.kind === 'list') return node.items;
    this.problem(node, `${what} must be a list`, 'write it as lines that begin with “- ”');
    return [];
  }

  /** A regular expression. */
  pattern(node: Node, what: string): RegExp | undefined {
    const pattern = this.text(node, what);
    try {
      return pattern === undefined ? undefined : new RegExp(pattern, 'u');
    } catch {
      this.problem(node, `“${pattern ?? ''}” is no regular expression`, 'fix it, or escape its special signs');
      return undefined;
    }
  }
}

/** A map that may have certain keys alone: another one is a problem. */
export class MapFields<Key extends string> {
  private readonly entries = new Map<string, MapEntry>();

  constructor(
    readonly reading: MappingReader,
    node: Node,
    readonly what: string,
    allowed: readonly Key[],
    readonly line = node.line,
  ) {
    for (const entry of reading.entries(node, what)) {
      const key = allowed.find((name) => name === entry.key);
      if (key !== undefined) this.entries.set(key, entry);
      else reading.problem(entry, `${what} has no “${entry.key}”`, `take one of: ${allowed.join(', ')}`);
    }
  }

  /** Notes what is wrong with the value of a key, or with the whole. */
  problem(message: string, next: string, key?: Key): void {
    this.reading.problem((key !== undefined && this.entries.get(key)) || this, message, next);
  }

  at(key: Key): Node | undefined {
    return this.entries.get(key)?.value;
  }

  /** What stands under a key that must be there. */
  required(key: Key): Node | undefined {
    if (!this.entries.has(key)) this.problem(`${this.what} lacks “${key}”`, `add “${key}: …”`);
    return this.at(key);
  }

  /** A map under a key; without entries where it is left out. */
  inner<Inner extends string>(key: Key, allowed: readonly Inner[]): MapFields<Inner> {
    return new MapFields(this.reading, this.at(key) ?? { kind: 'map', line: this.line, entries: [] }, key, allowed);
  }

  text(key: Key): string | undefined {
    const node = this.at(key);
    return node && this.reading.text(node, key);
  }

  requiredText(key: Key): string | undefined {
    const node = this.required(key);
    return node && this.reading.text(node, key);
  }

  /** A text or a list of texts; none, or what stands there otherwise, where it is left out. */
  texts(key: Key, otherwise?: string): readonly string[] {
    const node = this.at(key);
    if (!node) return otherwise === undefined ? [] : [otherwise];
    const nodes = node.kind === 'list' ? node.items : [node];
    return nodes.flatMap((one) => this.reading.text(one, key) ?? []);
  }

  flag(key: Key): boolean {
    const node = this.at(key);
    return node ? this.reading.flag(node, key) : false;
  }

  whole(key: Key): number | undefined {
    const node = this.at(key);
    const value = node?.kind === 'scalar' ? node.value : undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    if (node) this.problem(`${key} must be a whole number`, 'write 0 or more', key);
    return undefined;
  }

  /** The items of a list, of which there are none where it is left out. */
  items(key: Key): readonly Node[] {
    const node = this.at(key);
    return node ? this.reading.items(node, key) : [];
  }
}
