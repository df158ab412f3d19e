import { isPosition, isWhole } from '../../../application/commands/texts';
import { asMoment, isDayText } from '../../../domain/shared/iso-text';
import { endOfDay } from '../../../domain/shared/time';
import type { Zone } from '../../../domain/shared/values';
import type { Position } from '../../../application/log/event-store';
import { upToNow, upToText } from '../../../application/asking/asked-moment';
import type { FieldProblem } from '../../../application/commands/read-fields';
import { invalid } from './problem';

/** A header or a query parameter: what is expected of it, and how it is read. */
export interface RequestValue<Value> {
  readonly name: string;
  readonly expected: string;
  /** Of a text that is not as expected: what was perhaps meant. */
  readonly meant?: (text: string) => string | undefined;
  /** Undefined for what is not as expected. */
  readonly parse: (text: string) => Value | undefined;
}

export type RawValues = Readonly<Record<string, unknown>>;

/** Reads headers or query parameters one by one, and notes what is wrong with them. */
export class RequestValues {
  readonly errors: FieldProblem[] = [];
  private readonly known = new Set<string>();

  constructor(
    private readonly kind: 'header' | 'parameter',
    private readonly given: RawValues,
  ) {}

  read<Value>(value: RequestValue<Value>): Value | undefined {
    this.known.add(value.name);
    const text = this.given[value.name];
    return text === undefined ? undefined : this.parsed(value, text);
  }

  /** As `read`, of a parameter that may be given more than once: what is right of it, in its order. */
  readSeveral<Value>(value: RequestValue<Value>): readonly Value[] {
    const given = this.given[value.name];
    const texts: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
    this.known.add(value.name);
    return texts.flatMap((text) => this.parsed(value, text) ?? []);
  }

  /** What was not read. */
  get rest(): RawValues {
    return Object.fromEntries(Object.entries(this.given).filter(([name]) => !this.known.has(name)));
  }

  refuseTheRest(): void {
    const expected = this.known.size === 0 ? 'no parameter' : `one of ${[...this.known].join(', ')}`;
    for (const name of Object.keys(this.rest))
      this.errors.push({ path: `${this.kind} ${name}`, problem: 'unknown', expected });
  }

  /** Throws a Problem where anything was wrong. */
  throwErrors(): void {
    if (this.errors.length > 0) throw invalid(this.errors);
  }

  private parsed<Value>({ name, expected, meant, parse }: RequestValue<Value>, text: unknown): Value | undefined {
    const value = typeof text === 'string' ? parse(text) : undefined;
    if (value !== undefined) return value;
    const hint = typeof text === 'string' ? meant?.(text) : undefined;
    const wanted = hint === undefined ? expected : `${expected}; ${hint}`;
    this.errors.push({ path: `${this.kind} ${name}`, problem: 'wrong', expected: wanted });
    return undefined;
  }
}

export const isGiven = (value: unknown): value is RawValues => typeof value === 'object' && value !== null;

/** A parameter that is not as it must be, for more than its own sake. */
export const wrongParameter = (name: string, expected: string): FieldProblem => ({
  path: `parameter ${name}`,
  problem: 'wrong',
  expected,
});

export const queryOf = (query: unknown): RequestValues => new RequestValues('parameter', isGiven(query) ? query : {});

export const positionValue = (name: string): RequestValue<Position> => ({
  name,
  expected: 'a position of the log: a whole number',
  parse: (text) => (isPosition(text) ? BigInt(text) : undefined),
});

/** A moment that has come; a day is its end, in the zone of the company. */
export const pastValue = (
  name: string,
  present: { readonly now: string; readonly zone: Zone },
): RequestValue<string> => ({
  name,
  expected:
    'a day as 2024-05-06, or a moment by ISO 8601 with its offset, as 2024-05-06T10:00:00+02:00; ' + upToText(present),
  parse: (text) => {
    const moment = isDayText(text) ? endOfDay(text, present.zone) : asMoment(text);
    return moment === undefined ? undefined : upToNow(moment, present);
  },
});

export const textValue = (name: string): RequestValue<string> => ({
  name,
  expected: 'a text, once',
  parse: (text) => text,
});

export const wholeValue = (name: string, min: number, max: number): RequestValue<number> => ({
  name,
  expected: `a whole number from ${min} to ${max}`,
  parse: (text) => (/^\d{1,15}$/.test(text) && isWhole(Number(text), min, max) ? Number(text) : undefined),
});
