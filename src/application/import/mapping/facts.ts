import type { DomainCommand } from '../../../domain/catalogue';
import type { Moment } from '../../../domain/shared/values';
import { commandShapes, isCommand, isImported, type ImportedType } from '../shapes/command-shapes';
import { Conditions, type Condition } from '../language/conditions';
import { RowProblem, asText, type Expression, type RowInHand } from '../language/expression';
import { valueOf } from '../language/expressions';
import { checkFits } from '../shapes/fitting';
import type { Scope } from '../language/scope';
import type { Entry, Node } from '../language/tree';

/** A fact that a row may give. */
export interface FactPlan {
  readonly line: number;
  readonly type: ImportedType;
  /** Tells it from other facts of the same row; part of its command's id. */
  readonly name: string;
  readonly applies: Condition;
  /** Whether each row of a document gives it, not the document as a whole. */
  readonly perRow: boolean;
  /** Where a value is given once for the whole import: the value. */
  readonly once?: Expression;
  readonly at: (row: RowInHand) => Moment;
  readonly build: (row: RowInHand) => DomainCommand;
}

const keys = ['fact', 'name', 'perRow', 'when', 'once', 'at', 'with'] as const;

const buildFrom =
  (type: ImportedType, data: Expression) =>
  (row: RowInHand): DomainCommand => {
    const command = { type, data: data.evaluate(row) };
    if (isCommand(command)) return command;
    const problem = commandShapes[type].problemIn(command.data) ?? 'does not fit';
    throw new RowProblem(
      'FACT_INCOMPLETE',
      `${type}: ${problem}`,
      'mend the row, or give the mapping a “when” or a “firstOf” for such rows',
    );
  };

const momentFrom =
  (type: ImportedType, at: Expression) =>
  (row: RowInHand): Moment => {
    const moment = asText(at.evaluate(row));
    if (moment !== undefined) return moment;
    throw new RowProblem(
      'TIME_EMPTY',
      `${type}: its “at” is empty`,
      'mend the row, or add a second time with “firstOf”',
    );
  };

const readType = (entry: Entry, { reading }: Scope): ImportedType | undefined => {
  const type = reading.text(entry.value, 'fact');
  if (type === undefined || isImported(type)) return type;
  reading.problem(entry, `there is no fact “${type}”`, `take one of: ${Object.keys(commandShapes).join(', ')}`);
  return undefined;
};

const readAt = (entry: Entry, scope: Scope): Expression => {
  const at = valueOf(entry.value, scope);
  if (at.kind !== 'moment')
    scope.reading.problem(entry, '“at” must be a moment', 'write at: { timeOf: $Column, format: … }');
  return at;
};

const readName = (entry: Entry | undefined, otherwise: string, { reading }: Scope): string =>
  (entry && reading.text(entry.value, 'name')) ?? otherwise;

/** One entry of a file's `facts`. */
export const readFact = (node: Node, scope: Scope): FactPlan | undefined => {
  const { reading } = scope;
  const fields = reading.fields(node, 'a fact', keys);
  const fact = reading.required(fields, 'fact', node, 'a fact');
  const at = reading.required(fields, 'at', node, 'a fact');
  const data = reading.required(fields, 'with', node, 'a fact');
  const type = fact && readType(fact, scope);
  if (!at || !data || type === undefined) return undefined;
  const content = valueOf(data.value, scope);
  const when = fields.get('when');
  const once = fields.get('once');
  checkFits(content, commandShapes[type], type, reading);
  return {
    line: node.line,
    type,
    name: readName(fields.get('name'), type, scope),
    perRow: reading.flag(fields.get('perRow'), 'perRow'),
    applies: when ? new Conditions(scope, valueOf).all(when.value) : () => true,
    at: momentFrom(type, readAt(at, scope)),
    build: buildFrom(type, content),
    ...(once ? { once: valueOf(once.value, scope) } : {}),
  };
};
