import type { Moment } from '../../../domain/shared/values';
import {
  commandAsField,
  commandOf,
  isPublicCommand,
  publicCommands,
  type PublicCommand,
} from '../../commands/command-fields';
import { isObject, type PublicCommandType } from '../../commands/fields';
import { readObject, type FieldProblem } from '../../commands/read-fields';
import {
  RowProblem,
  asText,
  type Expression,
  type MappedValue,
  type RowCondition,
  type RowInHand,
} from '../language/expression';
import { ScopedFields } from '../language/expressions';
import type { MapFields } from '../language/reading';
import type { MappingScope } from '../language/scope';
import type { Node } from '../language/tree';
import { checkFits } from './fitting';

/** A fact that a row may give. */
export interface FactPlan {
  readonly line: number;
  /** Tells it from other facts of the same row; part of its command's id. */
  readonly name: string;
  readonly applies: RowCondition;
  /** Whether each row of a document gives it, not the document as a whole. */
  readonly perRow: boolean;
  /** Where a value is given once for the whole import: the value. */
  readonly once: Expression | undefined;
  readonly at: (row: RowInHand) => Moment;
  readonly build: (row: RowInHand) => PublicCommand;
  /** The fields that the source leaves empty and the mapping assumes, as `direction out`. */
  readonly assumed: (row: RowInHand) => readonly Assumption[];
}

export interface Assumption {
  readonly field: string;
  readonly value: string;
}

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
export const builtCommand = (type: PublicCommandType, built: MappedValue): PublicCommand => {
  const [kind] = commandAsField(type).objects ?? [];
  if (!kind || !isObject(built)) throw problemOf(type, { path: 'with', problem: 'wrong', expected: 'an object' });
  const read = readObject(kind, built);
  if ('problem' in read) throw problemOf(type, read.problem);
  return commandOf(type, read.data);
};

const timeOfFact =
  (type: string, at: Expression) =>
  (row: RowInHand): Moment => {
    const moment = asText(at.evaluate(row));
    if (moment !== undefined) return moment;
    throw new RowProblem(
      'TIME_EMPTY',
      `${type}: its “at” is empty`,
      'fix the row, or add a second time with “firstOf”',
    );
  };

/** The parts of a command that may be assumed, each with the name of its field. */
const assumable = ({ fields = new Map(), entries = [] }: Expression): readonly (readonly [string, Expression])[] => [
  ...[...fields].flatMap(([name, field]) => (field.isAssumed ? [[name, field] as const] : assumable(field))),
  ...entries.flatMap(assumable),
];

const assumedIn = (content: Expression): FactPlan['assumed'] => {
  const fields = assumable(content);
  if (fields.length === 0) return () => [];
  return (row) =>
    fields
      .filter(([, { isAssumed }]) => isAssumed?.(row))
      .map(([field, { evaluate }]) => ({ field, value: asText(evaluate(row)) ?? '' }));
};

/** Where a command takes a note, what is assumed stands there. */
const noted = (type: PublicCommandType, built: MappedValue, assumed: readonly Assumption[]): MappedValue => {
  const takesNote = commandAsField(type).objects?.[0]?.fields.has('note') ?? false;
  if (assumed.length === 0 || !takesNote || !isObject(built)) return built;
  const list = assumed.map(({ field, value }) => `${field} ${value}`).join(', ');
  const assumption = `Not in the source, assumed: ${list}`;
  return { ...built, note: typeof built['note'] === 'string' ? `${built['note']} · ${assumption}` : assumption };
};

const factKeys = ['fact', 'name', 'perRow', 'when', 'once', 'at', 'with'] as const;

const readType = (fields: MapFields<'fact'>): PublicCommandType | undefined => {
  const type = fields.requiredText('fact');
  if (type === undefined || isPublicCommand(type)) return type;
  fields.problem(`there is no fact “${type}”`, `take one of: ${publicCommands.join(', ')}`, 'fact');
  return undefined;
};

/** One entry of a file's `facts`, or of `setup`. */
export const readFact = (node: Node, scope: MappingScope): FactPlan | undefined => {
  const fields = new ScopedFields(scope, node, 'a fact', factKeys);
  const type = readType(fields);
  const content = fields.value('with');
  if (type && fields.at('with')) checkFits(content, commandAsField(type), { what: type, reading: fields.reading });
  const at = fields.moment('at');
  const name = fields.text('name');
  if (!type) return undefined;
  const assumed = assumedIn(content);
  return {
    line: node.line,
    name: name ?? type,
    perRow: fields.flag('perRow'),
    applies: fields.condition('when'),
    once: fields.optional('once'),
    at: timeOfFact(type, at),
    build: (row) => builtCommand(type, noted(type, content.evaluate(row), assumed(row))),
    assumed,
  };
};
