import {
  asText,
  checkMeant,
  isMoney,
  type Expression,
  type MappedValue,
  type RowCondition,
  type RowInHand,
  wordOf,
} from './expression';
import type { MappingReader } from './reading';
import type { MapEntry, Node } from './tree';

type Test = (row: RowInHand, value: MappedValue) => boolean;

/** Moments, days and numbers as something that has an order. */
const ordered = (value: MappedValue): string | number | undefined => {
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  return isMoney(value) ? value.amount : undefined;
};

const comparisons: Readonly<Record<string, (one: string | number, other: string | number) => boolean>> = {
  from: (one, other) => one >= other,
  until: (one, other) => one <= other,
  above: (one, other) => one > other,
  below: (one, other) => one < other,
};

const wordIn = (value: MappedValue): string => wordOf(asText(value) ?? '');

/** Conditions over a row. */
export class Conditions {
  constructor(
    private readonly reading: MappingReader,
    private readonly valueOf: (node: Node) => Expression,
  ) {}

  /** A list of conditions of which all must hold. */
  all(node: Node): RowCondition {
    const nodes = node.kind === 'list' ? node.items : [node];
    const entries = nodes.flatMap((one) => this.reading.entries(one, 'a condition'));
    const conditions = entries.map((entry) => this.condition(entry));
    return (row) => conditions.every((holds) => holds(row));
  }

  private condition({ key, line, value: node }: MapEntry): RowCondition {
    if (key === 'any') {
      const conditions = this.reading.items(node, 'any').map((one) => this.all(one));
      return (row) => conditions.some((holds) => holds(row));
    }
    if (key === 'not' || key === 'everyRow') {
      const holds = this.all(node);
      return key === 'not' ? (row) => !holds(row) : ({ rows }) => rows.every(holds);
    }
    if (!key.startsWith('$')) {
      const next = 'begin with a column or a named value: “$Stage: Lost”, or with any, not, everyRow';
      this.reading.problem({ line }, `“${key}” begins no condition`, next);
      return () => true;
    }
    const subject = this.valueOf({ kind: 'scalar', line, value: key, text: key });
    const tests =
      node.kind === 'map' ? node.entries.map((entry) => this.test(entry, subject)) : [this.isOneOf(node, subject)];
    return (row) => {
      const value = subject.evaluate(row);
      return tests.every((holds) => holds(row, value));
    };
  }

  private isOneOf(node: Node, subject: Expression): Test {
    const expected = (node.kind === 'list' ? node.items : [node]).map((one) => this.valueOf(one));
    for (const one of expected) {
      checkMeant(one, this.reading);
      this.checkPossible(subject, one);
    }
    const words = expected.map(({ gives, evaluate }) => {
      const known = gives?.length === 1 ? wordIn(gives[0]) : undefined;
      return (row: RowInHand): string => known ?? wordIn(evaluate(row));
    });
    return (row, value) => {
      const word = wordIn(value);
      return words.some((expectedIn) => expectedIn(row) === word);
    };
  }

  private test({ key, line, value: node }: MapEntry, subject: Expression): Test {
    if (key === 'is') return this.isOneOf(node, subject);
    // `$Stage: { constant: Closed }`, where a column is called Closed.
    if (key === 'constant') return this.isOneOf({ kind: 'map', line, entries: [{ key, line, value: node }] }, subject);
    if (key === 'isNot') {
      const isOneOf = this.isOneOf(node, subject);
      return (row, value) => !isOneOf(row, value);
    }
    if (key === 'filled') {
      const wanted = this.reading.flag(node, 'filled');
      return (_, value) => (asText(value) !== undefined) === wanted;
    }
    if (key === 'matches') {
      const pattern = this.reading.pattern(node, 'matches');
      return (_, value) => pattern?.test(asText(value) ?? '') ?? false;
    }
    const holds = comparisons[key];
    if (holds) return this.compared(key, holds, this.valueOf(node), { ...subject, line });
    const next = 'take one of: is, isNot, filled, matches, from, until, above, below';
    this.reading.problem({ line }, `a condition has no “${key}”`, next);
    return () => true;
  }

  private compared(
    key: string,
    holds: (one: string | number, other: string | number) => boolean,
    limit: Expression,
    subject: Expression,
  ): Test {
    checkMeant(limit, this.reading);
    if (subject.kind === 'text')
      this.reading.problem(
        subject,
        `“${key}” compares numbers, amounts, days and moments, and this is text`,
        'name a value made by integerOf, moneyOf, dayOf or timeOf',
      );
    return (row, value) => {
      const [one, other] = [ordered(value), ordered(limit.evaluate(row))];
      if (one === undefined || other === undefined) return false;
      return typeof one === typeof other ? holds(one, other) : holds(Number(one), Number(other));
    };
  }

  /** A word that the value can never be is a slip of the pen. */
  private checkPossible(subject: Expression, expected: Expression): void {
    const [literal] = expected.gives ?? [];
    if (!subject.gives || literal === undefined || subject.gives.some((one) => wordIn(one) === wordIn(literal))) return;
    const possible = [...new Set(subject.gives.map(asText))].join(', ');
    this.reading.problem(expected, `this is never “${asText(literal) ?? ''}”`, `take one of: ${possible}`);
  }
}
