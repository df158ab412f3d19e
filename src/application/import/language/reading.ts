import type { MapEntry, MapNode, MappingProblem, Node } from './tree';

/** Walks through a mapping's tree and collects all that is wrong with it, instead of stopping at the first. */
export class MappingReader {
  readonly problems: MappingProblem[] = [];

  problem(at: { readonly line: number }, message: string, next: string): void {
    this.problems.push({ line: at.line, message, next });
  }

  /** The entries of a map by key; keys that are not in `allowed` are problems. */
  fields<Key extends string>(node: Node, what: string, allowed: readonly Key[]): ReadonlyMap<Key, MapEntry> {
    const found = new Map<Key, MapEntry>();
    for (const entry of this.map(node, what)?.entries ?? []) {
      const key = allowed.find((name) => name === entry.key);
      if (key === undefined) this.problem(entry, `${what} has no “${entry.key}”`, `take one of: ${allowed.join(', ')}`);
      else found.set(key, entry);
    }
    return found;
  }

  map(node: Node, what: string): MapNode | undefined {
    if (node.kind === 'map') return node;
    this.problem(node, `${what} must be a map`, 'write it as “key: value” lines below');
    return undefined;
  }

  items(node: Node, what: string): readonly Node[] {
    if (node.kind === 'list') return node.items;
    this.problem(node, `${what} must be a list`, 'write it as lines that begin with “- ”');
    return [];
  }

  /** The items of an entry, of which there are none where it is left out. */
  itemsAt(entry: MapEntry | undefined): readonly Node[] {
    return entry ? this.items(entry.value, entry.key) : [];
  }

  /** A plain text; an empty one is a problem too. */
  text(node: Node, what: string): string | undefined {
    if (node.kind === 'scalar' && node.text !== '') return node.text;
    this.problem(node, `${what} must be a text`, 'write a single value after the colon');
    return undefined;
  }

  flag(entry: MapEntry | undefined, what: string): boolean {
    if (!entry) return false;
    if (entry.value.kind === 'scalar' && typeof entry.value.value === 'boolean') return entry.value.value;
    this.problem(entry, `${what} must be true or false`, 'write true or false');
    return false;
  }

  /** The entry of a key that must be there. */
  required<Key extends string>(
    fields: ReadonlyMap<Key, MapEntry>,
    key: Key,
    at: { readonly line: number },
    what: string,
  ): MapEntry | undefined {
    const entry = fields.get(key);
    if (!entry) this.problem(at, `${what} lacks “${key}”`, `add “${key}: …”`);
    return entry;
  }
}
