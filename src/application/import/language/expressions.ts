import { isDecimal } from '../../../domain/shared/decimals';
import type { SourceTable } from '../tables/table';
import { choices } from './choices';
import { Conditions } from './conditions';
import { checkMeant, type Expression, type MappedValue, type RowCondition, type RowInHand } from './expression';
import { conversions, type Form } from './forms';
import { MapFields } from './reading';
import type { MappingScope } from './scope';
import type { ListNode, MapNode, Node, ScalarNode } from './tree';

const nothingAt = (line: number): Expression => ({ line, kind: 'nothing', evaluate: () => undefined });

const literalKind = (value: string | number | boolean): Expression['kind'] => {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  return Number.isInteger(value) ? 'integer' : 'decimal';
};

const literal = ({ line, value, text }: ScalarNode, { columns }: MappingScope): Expression => {
  if (value === null) return nothingAt(line);
  const plain = typeof value === 'number' && !isDecimal(value) ? text : value;
  const given = typeof plain === 'string' && plain.startsWith('$$') ? plain.slice(1) : plain;
  const isColumn = typeof given === 'string' && columns.has(given);
  return { line, kind: literalKind(given), evaluate: () => given, gives: [given], ...(isColumn && { column: given }) };
};

const quotedNames = (names: Iterable<string>): string => [...names].map((name) => `“${name}”`).join(', ');

const DELIMITERS = /[;,|\t]/;

/** Why the names of a file's columns may be others than they seem. */
const headerAdvice = ({ columns, counters }: MappingScope): string => {
  if (columns.size === 0 && !counters) return 'No row of a file stands here: columns are named below “files”';
  const alone = columns.size < 2 ? [...columns.keys()].join('') : undefined;
  if (alone === '') return 'The file is empty, or ends above its header';
  const sign = DELIMITERS.exec(alone ?? '')?.[0];
  return sign === undefined
    ? 'Where its header stands further down, say skip: { above: 2 }'
    : `Its columns are perhaps parted otherwise: say csv: { delimiter: ${JSON.stringify(sign)} }`;
};

/** A named value is worked out once a row. */
const oncePerRow = (slot: number, expression: Expression, line: number): Expression => {
  const evaluate = (row: RowInHand): MappedValue => (row.memo[slot] ??= { value: expression.evaluate(row) }).value;
  const { column, ...named } = expression;
  return { ...named, line, evaluate };
};

const reference = (name: string, line: number, scope: MappingScope): Expression => {
  const { reading, columns, names } = scope;
  const named = names.get(name);
  if (named) return oncePerRow(named.slot, named.expression, line);
  const column = columns.get(name);
  if (column !== undefined) return { line, kind: 'text', evaluate: ({ cells }) => cells[column]?.trim() || undefined };
  if (columns.has(`${name} (1)`)) {
    const next = `write $${name} (1) for the first, $${name} (2) for the second`;
    reading.problem({ line }, `there are several columns “${name}”`, next);
    return nothingAt(line);
  }
  reading.problem(
    { line },
    `there is no column and no value “${name}”`,
    `the file has: ${quotedNames(columns.keys()) || 'no columns'}; values above this line: ` +
      `${quotedNames(names.keys()) || 'none'}. ${headerAdvice(scope)}`,
  );
  return nothingAt(line);
};

const object = (node: MapNode, scope: MappingScope): Expression => {
  const fields = new Map(node.entries.map(({ key, value }) => [key, expressionOf(value, scope)]));
  const evaluate = (row: RowInHand): MappedValue => {
    const built: Record<string, MappedValue> = {};
    for (const [name, expression] of fields) {
      const value = expression.evaluate(row);
      if (value !== undefined) built[name] = value;
    }
    return built;
  };
  return { line: node.line, kind: 'object', fields, evaluate };
};

const list = (node: ListNode, scope: MappingScope): Expression => {
  const entries = node.items.map((item) => expressionOf(item, scope));
  const evaluate = (row: RowInHand): MappedValue =>
    entries.map((entry) => entry.evaluate(row)).filter((value) => value !== undefined);
  return { line: node.line, kind: 'list', entries, evaluate };
};

const forms: ReadonlyMap<string, Form> = new Map([...conversions, ...choices].map((form) => [form.keys[0], form]));

/** What stands after a colon: a literal, `$Column`, a form (`idOf`, `codeOf`, …), a list or an object. */
function expressionOf(node: Node, scope: MappingScope): Expression {
  if (node.kind === 'list') return list(node, scope);
  if (node.kind === 'scalar') {
    const isReference = /^\$[^$]/.test(node.text) && typeof node.value === 'string';
    return isReference ? reference(node.text.slice(1), node.line, scope) : literal(node, scope);
  }
  const form = node.entries.map(({ key }) => forms.get(key)).find((one) => one !== undefined);
  return form ? form.make(new ScopedFields(scope, node, form.keys[0], form.keys)) : object(node, scope);
}

/** A map of the mapping whose entries may be values and conditions, over the columns and names of a scope. */
export class ScopedFields<Key extends string> extends MapFields<Key> {
  constructor(
    public scope: MappingScope,
    node: Node,
    what: string,
    allowed: readonly Key[],
    line = node.line,
  ) {
    super(scope.reading, node, what, allowed, line);
  }

  value(key: Key): Expression {
    this.required(key);
    return this.optional(key) ?? nothingAt(this.line);
  }

  optional(key: Key): Expression | undefined {
    const node = this.at(key);
    return node && this.meant(expressionOf(node, this.scope));
  }

  /** A constant that is meant, whatever the columns are called. */
  constant(key: Key): Expression {
    const node = this.required(key);
    return node ? expressionOf(node, this.scope) : nothingAt(this.line);
  }

  list(key: Key, words = 0): readonly Expression[] {
    this.required(key);
    const items = this.items(key).map((item) => expressionOf(item, this.scope));
    for (const item of items.slice(words)) this.meant(item);
    return items;
  }

  private meant(expression: Expression): Expression {
    checkMeant(expression, this.reading);
    return expression;
  }

  moment(key: Key): Expression {
    const value = this.value(key);
    if (this.at(key) && value.kind !== 'moment')
      this.problem(`“${key}” must be a moment`, `write ${key}: { timeOf: $Column, format: … }`, key);
    return value;
  }

  /** Holds always where it is left out. */
  condition(key: Key): RowCondition {
    const node = this.at(key);
    if (!node) return () => true;
    return new Conditions(this.reading, (value) => expressionOf(value, this.scope)).all(node);
  }

  /** What `$name` stands for. */
  named(name: string): Expression {
    return reference(name, this.line, this.scope);
  }

  /** From here on the columns of a table can be named, and the `values` of this map, each by those below it. */
  enter(table: SourceTable, inDocument: boolean, values: Key): void {
    const columns = new Map(table.header.map((name, index) => [name, index]));
    this.scope = { ...this.scope, columns, names: new Map(), counters: [], inDocument };
    for (const { key, line, value } of this.reading.entries(this.at(values), values)) {
      if (columns.has(key))
        this.reading.problem({ line }, `“${key}” is the name of a column already`, 'choose another name');
      const expression = this.meant(expressionOf(value, this.scope));
      this.scope.names.set(key, { slot: this.scope.names.size, expression });
    }
  }
}
