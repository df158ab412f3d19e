import { isObject } from '../../../application/commands/fields';
import type { FieldProblem } from '../../../application/commands/read-fields';
import { isWhole } from '../../../application/commands/texts';
import type { NamedQuestion } from '../../../application/comparing/compare-work';
import type { Report } from '../../../read-models/kit/report';
import { invalid } from './problem';

/** A field of a body that is no command; it may be left out. */
export interface BodyField<Value> {
  readonly expected: string;
  readonly isRight: (value: unknown) => value is Value;
}

export const wholeField = (min: number, max: number): BodyField<number> => ({
  expected: `a whole number from ${min} to ${max}`,
  isRight: (value): value is number => isWhole(value, min, max),
});

export const flagField: BodyField<boolean> = {
  expected: 'true or false',
  isRight: (value): value is boolean => typeof value === 'boolean',
};

const MOST_QUESTIONS = 50;

/** Reports by their names, with their parameters. */
export const questionsField = (reports: readonly Report[]): BodyField<readonly NamedQuestion[]> => ({
  expected: `a list of up to ${MOST_QUESTIONS} objects with report (one of ${reports.map(({ name }) => name).join(', ')}) and raw (its parameters)`,
  isRight: (value): value is readonly NamedQuestion[] =>
    Array.isArray(value) && value.length <= MOST_QUESTIONS && value.every((each) => isQuestion(reports, each)),
});

const isQuestion = (reports: readonly Report[], value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).every((name) => name === 'report' || name === 'raw') &&
  reports.some(({ name }) => name === value['report']) &&
  isObject(value['raw']);

export type BodyFields = Readonly<Record<string, BodyField<unknown>>>;
export type BodyOf<Fields extends BodyFields> = {
  readonly [Name in keyof Fields]?: Fields[Name] extends BodyField<infer Value> ? Value : never;
};

const bodyProblems = (body: Readonly<Record<string, unknown>>, fields: BodyFields): readonly FieldProblem[] =>
  Object.entries(body).flatMap(([path, value]): readonly FieldProblem[] => {
    const field = fields[path];
    const known = Object.keys(fields);
    if (!field)
      return [{ path, problem: 'unknown', expected: known.length > 0 ? `one of ${known.join(', ')}` : 'no field' }];
    return field.isRight(value) ? [] : [{ path, problem: 'wrong', expected: field.expected }];
  });

/** The fields of a body, each of its own kind; none of them where there is no body. Throws a Problem that names what is wrong. */
export const readFieldsOf = <Fields extends BodyFields>(body: unknown, fields: Fields): BodyOf<Fields> => {
  const given = body ?? {};
  if (!isObject(given)) throw invalid([{ path: '', problem: 'wrong', expected: 'a JSON object' }]);
  const problems = bodyProblems(given, fields);
  if (problems.length > 0) throw invalid(problems);
  // Each field that is there was looked at by its own `isRight`.
  return given as BodyOf<Fields>;
};
