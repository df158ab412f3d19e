import { Conditions } from '../language/conditions';
import type { Expression } from '../language/expression';
import { expressionOf } from '../language/expressions';
import { readFact, type FactPlan } from './facts';
import { tableOf } from './file-format';
import type { FilePlan, RowRule } from './mapping-plan';
import { nameValues, scopeOf } from '../language/named-values';
import type { MappingScope } from '../language/scope';
import type { OpenTable } from '../table';
import type { MapEntry, Node } from '../language/tree';

const fileKeys = ['file', 'csv', 'row', 'document', 'order', 'values', 'reject', 'facts'] as const;

const readRule = (node: Node, scope: MappingScope): RowRule | undefined => {
  const { reading } = scope;
  const fields = reading.fields(node, 'a reject', ['when', 'code', 'because', 'next']);
  const text = (key: 'code' | 'because' | 'next'): string => {
    const entry = reading.required(fields, key, node, 'a reject');
    return (entry && reading.text(entry.value, key)) ?? '';
  };
  const when = reading.required(fields, 'when', node, 'a reject');
  const rule = { code: text('code'), because: text('because'), next: text('next') };
  return when && { applies: new Conditions(scope, expressionOf).all(when.value), ...rule };
};

const checkNames = (facts: readonly FactPlan[], scope: MappingScope): void => {
  const seen = new Set<string>();
  for (const { name, line } of facts) {
    if (seen.has(name))
      scope.reading.problem(
        { line },
        `two facts of this file are called “${name}”`,
        'give one of them a “name” of its own',
      );
    seen.add(name);
  }
};

const optionalExpression = <Key extends string>(
  key: Key,
  entry: MapEntry | undefined,
  scope: MappingScope,
): { readonly [Name in Key]?: Expression } => {
  const found: { [Name in Key]?: Expression } = {};
  if (entry) found[key] = expressionOf(entry.value, scope);
  return found;
};

/** One entry of `files`. */
export const readFile = async (node: Node, base: MappingScope, open: OpenTable): Promise<FilePlan | undefined> => {
  const { reading } = base;
  const fields = reading.fields(node, 'a file', fileKeys);
  const table = await tableOf(fields, node.line, 'a file', base, open);
  if (!table) return undefined;
  const scope = scopeOf(table, base, fields.has('document'));
  nameValues(fields.get('values'), scope);
  const refused = reading.itemsAt(fields.get('reject')).map((one) => readRule(one, scope));
  reading.required(fields, 'facts', node, 'a file');
  const facts = reading.itemsAt(fields.get('facts')).map((one) => readFact(one, scope));
  const known = facts.filter((fact) => fact !== undefined);
  checkNames(known, scope);
  return {
    file: table.name,
    line: node.line,
    table,
    ...optionalExpression('row', fields.get('row'), scope),
    ...optionalExpression('document', fields.get('document'), scope),
    ...optionalExpression('order', fields.get('order'), scope),
    refused: refused.filter((rule) => rule !== undefined),
    facts: known,
  };
};
