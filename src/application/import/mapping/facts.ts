import type { DomainCommand } from '../../../domain/catalogue';
import type { Moment } from '../../../domain/shared/values';
import { commandAsField, commandOf, isPublicCommand, publicCommands } from '../../commands/command-fields';
import { isObject, type PublicCommandType } from '../../commands/fields';
import { readObject, type FieldProblem } from '../../commands/read-fields';
import { Conditions, type RowCondition } from '../language/conditions';
import { RowProblem, asText, type Expression, type RowInHand, type MappedValue } from '../language/expression';
import { expressionOf } from '../language/expressions';
import { checkFits } from './fitting';
import type { MappingScope } from '../language/scope';
import type { MapEntry, Node } from '../language/tree';

/** A fact that a row may give. */
export interface FactPlan {
  readonly line: number;
  readonly type: PublicCommandType;
  /** Tells it from other facts of the same row; part of its command's id. */
  readonly name: string;
  readonly applies: RowCondition;
  /** Whether each row of a document gives it, not the document as a whole. */
  readonly perRow: boolean;
  /** Where a value is given once for the whole import: the value. */
  readonly once?: Expression;
  readonly at: (row: RowInHand) => Moment;
  readonly build: (row: RowInHand) => DomainCommand;
}

const factKeys = ['fact', 'name', 'perRow', 'when', 'once', 'at', 'with'] as const;

const problemOf = (type: string, { path, problem, expected }: FieldProblem): RowProblem =>
  problem === 'missing'
    ? new RowProblem(
        'FACT_INCOMPLETE',
        `${type}: ${path} is empty`,
        'fix the row, or give the mapping a “when” or a “firstOf” for such rows',
      )
    : new RowProblem(
        'VALUE_NOT_ALLOWED',
        `${type}: ${path} must be ${expected}`,
        'fix the row, or give the mapping a “when” for such rows, or another column',
      );

/** The command that a mapping built, checked by the same fields and limits as one over HTTP. */
export const builtCommand = (type: PublicCommandType, built: MappedValue): DomainCommand => {
  const [kind] = commandAsField(type).objects ?? [];
  if (!kind || !isObject(built)) throw problemOf(type, { path: 'with', problem: 'wrong', expected: 'an object' });
  const read = readObject(kind, built);
  if ('problem' in read) throw problemOf(type, read.problem);
  return commandOf(type, read.data);
};

const timeOfFact =
  (type: PublicCommandType, at: Expression) =>
  (row: RowInHand): Moment => {
    const moment = asText(at.evaluate(row));
    if (moment !== undefined) return moment;
    throw new RowProblem(
      'TIME_EMPTY',
      `${type}: its “at” is empty`,
      'fix the row, or add a second time with “firstOf”',
    );
  };

const readType = (entry: MapEntry, { reading }: MappingScope): PublicCommandType | undefined => {
  const type = reading.text(entry.value, 'fact');
  if (type === undefined || isPublicCommand(type)) return type;
  reading.problem(entry, `there is no fact “${type}”`, `take one of: ${publicCommands.join(', ')}`);
  return undefined;
};

const readAt = (entry: MapEntry, scope: MappingScope): Expression => {
  const at = expressionOf(entry.value, scope);
  if (at.kind !== 'moment')
    scope.reading.problem(entry, '“at” must be a moment', 'write at: { timeOf: $Column, format: … }');
  return at;
};

const readName = (entry: MapEntry | undefined, otherwise: string, { reading }: MappingScope): string =>
  (entry && reading.text(entry.value, 'name')) ?? otherwise;

/** One entry of a file's `facts`. */
export const readFact = (node: Node, scope: MappingScope): FactPlan | undefined => {
  const { reading } = scope;
  const fields = reading.fields(node, 'a fact', factKeys);
  const fact = reading.required(fields, 'fact', node, 'a fact');
  const at = reading.required(fields, 'at', node, 'a fact');
  const data = reading.required(fields, 'with', node, 'a fact');
  const type = fact && readType(fact, scope);
  if (!at || !data || type === undefined) return undefined;
  const content = expressionOf(data.value, scope);
  const when = fields.get('when');
  const once = fields.get('once');
  checkFits(content, commandAsField(type), { what: type, reading });
  return {
    line: node.line,
    type,
    name: readName(fields.get('name'), type, scope),
    perRow: reading.flag(fields.get('perRow'), 'perRow'),
    applies: when ? new Conditions(scope, expressionOf).all(when.value) : () => true,
    at: timeOfFact(type, readAt(at, scope)),
    build: (row) => builtCommand(type, content.evaluate(row)),
    ...(once ? { once: expressionOf(once.value, scope) } : {}),
  };
};
