import { Conditions } from './conditions';
import type { Expression, RowInHand, MappedValue } from './expression';
import { conversions, type Form, type FormParts } from './forms';
import type { MappingScope } from './scope';
import { choices, givenByAll, kindOfAll } from './text-forms';
import type { MapEntry, ListNode, MapNode, Node, ScalarNode } from './tree';

const nothingAt = (line: number): Expression => ({ line, kind: 'nothing', evaluate: () => undefined });

const literalKind = (value: string | number | boolean): Expression['kind'] => {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : 'text';
};

const literal = ({ line, value, text }: ScalarNode): Expression => {
  if (value === null) return nothingAt(line);
  const plain = typeof value === 'number' && !Number.isSafeInteger(value) ? text : value;
  const given = typeof plain === 'string' && plain.startsWith('$$') ? plain.slice(1) : plain;
  return { line, kind: literalKind(given), evaluate: () => given, gives: [given] };
};

const quotedNames = (names: Iterable<string>): string => [...names].map((name) => `“${name}”`).join(', ');

/** A named value is worked out once a row. */
const oncePerRow = (slot: number, expression: Expression, line: number): Expression => {
  const evaluate = (row: RowInHand): MappedValue => {
    const known = row.memo[slot];
    if (known) return known.value;
    const value = expression.evaluate(row);
    row.memo[slot] = { value };
    return value;
  };
  return { ...expression, line, evaluate };
};

const reference = (node: ScalarNode, scope: MappingScope): Expression => {
  const name = node.text.slice(1);
  const named = scope.names.get(name);
  if (named) return oncePerRow(named.slot, named.expression, node.line);
  const column = scope.columns.get(name);
  if (column === undefined) {
    scope.reading.problem(
      node,
      `there is no column and no value “${name}”`,
      `the file has: ${quotedNames(scope.columns.keys())}; values above this line: ${quotedNames(scope.names.keys()) || 'none'}`,
    );
    return nothingAt(node.line);
  }
  return { line: node.line, kind: 'text', evaluate: ({ cells }) => cells[column]?.trim() || undefined };
};

const choose: Form = {
  keys: ['if', 'then', 'else'],
  make: (form) => {
    const condition = form.at('if');
    const holds = condition ? new Conditions(form.scope, expressionOf).all(condition.value) : () => false;
    const yes = form.value('then');
    const no = form.at('else') ? form.value('else') : nothingAt(form.line);
    const evaluate = (row: RowInHand): MappedValue => (holds(row) ? yes : no).evaluate(row);
    return { line: form.line, kind: kindOfAll(form, [yes, no]), evaluate, ...givenByAll([yes, no]) };
  },
};

const forms = new Map<string, Form>([...conversions, ...choices, choose].map((form) => [form.keys[0] ?? '', form]));

const partsOf = (node: MapNode, form: Form, scope: MappingScope): FormParts => {
  const name = form.keys[0] ?? '';
  const fields = scope.reading.fields(node, name, form.keys);
  const at = (key: string): MapEntry | undefined => fields.get(key);
  const value = (key: string): Expression => {
    if (key.startsWith('$')) return reference({ kind: 'scalar', line: node.line, value: key, text: key }, scope);
    const entry = scope.reading.required(fields, key, node, name);
    return entry ? expressionOf(entry.value, scope) : nothingAt(node.line);
  };
  return {
    line: node.line,
    scope,
    at,
    value,
    list: (key) => {
      const entry = scope.reading.required(fields, key, node, name);
      return entry ? scope.reading.items(entry.value, key).map((item) => expressionOf(item, scope)) : [];
    },
    text: (key) => {
      const entry = at(key);
      return entry && scope.reading.text(entry.value, key);
    },
    flag: (key) => scope.reading.flag(at(key), key),
  };
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

/** What stands after a colon: a literal, `$Column`, a form (`idOf`, `codeOf`, …), a list or an object. */
export function expressionOf(node: Node, scope: MappingScope): Expression {
  if (node.kind === 'list') return list(node, scope);
  if (node.kind === 'scalar') {
    const isReference = /^\$[^$]/.test(node.text) && typeof node.value === 'string';
    return isReference ? reference(node, scope) : literal(node);
  }
  const form = node.entries.map(({ key }) => forms.get(key)).find((one) => one !== undefined);
  return form ? form.make(partsOf(node, form, scope)) : object(node, scope);
}
