import { asText, isMoney, type Expression, type RowInHand, type MappedValue } from './expression';
import type { MappingScope } from './scope';
import { patternOf } from './text-forms';
import type { MapEntry, Node } from './tree';

export type RowCondition = (row: RowInHand) => boolean;
type ValueOf = (node: Node, scope: MappingScope) => Expression;

type Test = (row: RowInHand, value: MappedValue) => boolean;

const always: Test = () => true;

/** Moments, days and numbers as something that has an order. */
const ordered = (value: MappedValue): string | number | undefined => {
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  return isMoney(value) ? value.amount : undefined;
};

const comparison =
  (limit: Expression, holds: (one: string | number, other: string | number) => boolean): Test =>
  (row, value) => {
    const one = ordered(value);
    const other = ordered(limit.evaluate(row));
    if (one === undefined || other === undefined) return false;
    return typeof one === typeof other ? holds(one, other) : holds(Number(one), Number(other));
  };

const comparisons = {
  from: (one: string | number, other: string | number) => one >= other,
  until: (one: string | number, other: string | number) => one <= other,
  above: (one: string | number, other: string | number) => one > other,
  below: (one: string | number, other: string | number) => one < other,
};
type Comparison = keyof typeof comparisons;
const isComparison = (key: string): key is Comparison => Object.hasOwn(comparisons, key);

const sameText = (one: MappedValue, other: MappedValue): boolean => asText(one) === asText(other);

/** Conditions over a row, and the form `if` that chooses by one. */
export class Conditions {
  constructor(
    private readonly scope: MappingScope,
    private readonly valueOf: ValueOf,
  ) {}

  /** A list of conditions of which all must hold. */
  all(node: Node): RowCondition {
    const nodes = node.kind === 'list' ? node.items : [node];
    const conditions = nodes.flatMap((one) => this.oneOf(one));
    return (row) => conditions.every((holds) => holds(row));
  }

  private oneOf(node: Node): readonly RowCondition[] {
    const map = this.scope.reading.map(node, 'a condition');
    return (map?.entries ?? []).map((entry) => this.condition(entry));
  }

  private condition(entry: MapEntry): RowCondition {
    if (entry.key === 'any') {
      const nodes = this.scope.reading.items(entry.value, 'any');
      const conditions = nodes.map((node) => this.all(node));
      return (row) => conditions.some((holds) => holds(row));
    }
    if (entry.key === 'not') {
      const holds = this.all(entry.value);
      return (row) => !holds(row);
    }
    if (entry.key === 'everyRow') {
      const holds = this.all(entry.value);
      return ({ rows }) => rows.every(holds);
    }
    if (!entry.key.startsWith('$')) {
      this.scope.reading.problem(
        entry,
        `“${entry.key}” begins no condition`,
        'begin with a column or a named value: “$Stage: Lost”, or with any, not, everyRow',
      );
      return () => true;
    }
    const subject = this.valueOf({ kind: 'scalar', line: entry.line, value: entry.key, text: entry.key }, this.scope);
    const tests = this.tests(entry.value, subject);
    return (row) => {
      const value = subject.evaluate(row);
      return tests.every((holds) => holds(row, value));
    };
  }

  private tests(node: Node, subject: Expression): readonly Test[] {
    if (node.kind === 'map') return node.entries.map((entry) => this.test(entry, subject));
    return [this.isOneOf(node, subject)];
  }

  private isOneOf(node: Node, subject: Expression): Test {
    const expected = (node.kind === 'list' ? node.items : [node]).map((one) => this.valueOf(one, this.scope));
    for (const one of expected) this.checkPossible(subject, one);
    return (row, value) => expected.some((one) => sameText(one.evaluate(row), value));
  }

  private test({ key, line, value: node }: MapEntry, subject: Expression): Test {
    const { reading } = this.scope;
    if (key === 'is') return this.isOneOf(node, subject);
    if (key === 'isNot') {
      const isOneOf = this.isOneOf(node, subject);
      return (row, value) => !isOneOf(row, value);
    }
    if (key === 'filled') {
      const wanted = reading.flag({ key, line, value: node }, 'filled');
      return (_, value) => (asText(value) !== undefined) === wanted;
    }
    if (key === 'matches') {
      const pattern = patternOf({ line, scope: this.scope }, reading.text(node, 'matches') ?? '');
      return (_, value) => pattern?.test(asText(value) ?? '') ?? false;
    }
    if (isComparison(key)) return this.compared(key, node, subject, line);
    reading.problem(
      { line },
      `a condition has no “${key}”`,
      'take one of: is, isNot, filled, matches, from, until, above, below',
    );
    return always;
  }

  private compared(key: Comparison, node: Node, subject: Expression, line: number): Test {
    if (subject.kind === 'text')
      this.scope.reading.problem(
        { line },
        `“${key}” compares numbers, amounts, days and moments, and this is text`,
        'name a value made by integerOf, moneyOf, dayOf or timeOf',
      );
    return comparison(this.valueOf(node, this.scope), comparisons[key]);
  }

  /** A word that the value can never be is a slip of the pen. */
  private checkPossible(subject: Expression, expected: Expression): void {
    const [literal] = expected.gives ?? [];
    if (!subject.gives || literal === undefined || subject.gives.some((one) => sameText(one, literal))) return;
    this.scope.reading.problem(
      expected,
      `this is never “${asText(literal) ?? ''}”`,
      `take one of: ${[...new Set(subject.gives.map(asText))].join(', ')}`,
    );
  }
}
