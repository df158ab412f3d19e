import { asMoment, isDayText } from '../../domain/shared/iso-text';
import { localDay } from '../../domain/shared/time';
import { nextDay } from '../../read-models/kit/window';
import { hasRow } from '../../read-models/kit/page';
import type {
  Answer,
  Database,
  ParameterValues,
  Parameter,
  Parameters,
  Report,
  ReportContext,
} from '../../read-models/kit/report';
import type { ReadStore } from '../projecting/read-store';

/** A parameter whose value can't be used. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly expected: string;
  readonly got: string;
}

type ParameterValue = string | number | boolean;
export type ParametersRead = { readonly values: ParameterValues } | { readonly problems: readonly ParameterProblem[] };

const flagWords = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['1', true],
  ['', true],
  [false, false],
  ['false', false],
  ['0', false],
]);

const isAllowedNumber = (number: number, { min = -Infinity, max = Infinity }: Parameter): boolean =>
  number >= min && number <= max;

const readInteger = (raw: unknown, parameter: Parameter): number | undefined => {
  const number = typeof raw === 'string' && /^-?\d+$/.test(raw) ? Number(raw) : raw;
  const isInteger = typeof number === 'number' && Number.isSafeInteger(number);
  return isInteger && isAllowedNumber(number, parameter) ? number : undefined;
};

const readDecimal = (raw: unknown, parameter: Parameter): number | undefined => {
  const number = typeof raw === 'string' && /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
  const isNumber = typeof number === 'number' && Number.isFinite(number);
  return isNumber && isAllowedNumber(number, parameter) ? number : undefined;
};

const isOfKind = (text: string, { kind, choices, pattern }: Parameter): boolean => {
  if (kind === 'day') return isDayText(text);
  if (choices === undefined) return pattern?.test(text) ?? true;
  return (kind === 'choices' ? text.split(',') : [text]).every((each) => choices.includes(each));
};

const readText = (raw: unknown, parameter: Parameter): string | undefined => {
  const text = typeof raw === 'number' ? String(raw) : raw;
  if (typeof text !== 'string' || text === '') return undefined;
  if (parameter.kind === 'moment') return asMoment(text);
  return isOfKind(text, parameter) ? text : undefined;
};

const readParameter = (raw: unknown, parameter: Parameter): ParameterValue | undefined => {
  if (parameter.kind === 'flag') return flagWords.get(raw);
  if (parameter.kind === 'decimal') return readDecimal(raw, parameter);
  return parameter.kind === 'integer' ? readInteger(raw, parameter) : readText(raw, parameter);
};

const kindText: Readonly<Record<Parameter['kind'], string>> = {
  day: 'a day as 2024-06-21',
  moment: 'a moment as 2024-06-21T14:30:00Z',
  text: 'a text',
  integer: 'a whole number',
  decimal: 'a number',
  flag: 'true or false',
  choice: 'one of',
  choices: 'some of',
};

const rangeText = ({ min, max }: Parameter): string => {
  if (min === undefined) return '';
  return max === undefined ? ` of ${min} or more` : ` from ${min} to ${max}`;
};

const expectedOf = (parameter: Parameter): string => {
  const { kind, choices, description } = parameter;
  return `${kindText[kind]}${rangeText(parameter)}${choices ? ` ${choices.join(', ')}` : ''}: ${description}`;
};

const shown = (raw: unknown): string => (raw === undefined ? 'nothing' : JSON.stringify(raw).slice(0, 100));

const problemsOf = (parameters: Parameters, raw: Readonly<Record<string, unknown>>): readonly ParameterProblem[] => {
  const unusable = Object.entries(parameters).flatMap(([name, parameter]) => {
    const got = Object.hasOwn(raw, name) ? raw[name] : undefined;
    const isFine = got === undefined ? !parameter.required : readParameter(got, parameter) !== undefined;
    return isFine ? [] : [{ parameter: name, expected: expectedOf(parameter), got: shown(got) }];
  });
  const unknown = Object.keys(raw)
    .filter((name) => raw[name] !== undefined && !Object.hasOwn(parameters, name))
    .map((name) => ({
      parameter: name,
      expected: `one of the parameters ${Object.keys(parameters).join(', ')}`,
      got: shown(raw[name]),
    }));
  return [...unusable, ...unknown];
};

const parameterValues = (values: ReadonlyMap<string, ParameterValue>): ParameterValues => {
  const optionalText = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const optionalNumber = (name: string): number | undefined => {
    const value = values.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  return {
    optionalText,
    text: (name) => {
      const value = optionalText(name);
      if (value === undefined) throw new TypeError(`the parameter ${name} is read as if it were required`);
      return value;
    },
    integer: (name, otherwise) => optionalNumber(name) ?? otherwise,
    optionalNumber,
    flag: (name) => values.get(name) === true,
  };
};

/** Reads the parameters of a report from an HTTP query or a command line; lists everything that is wrong. */
export const readParameters = (parameters: Parameters, raw: Readonly<Record<string, unknown>>): ParametersRead => {
  const problems = problemsOf(parameters, raw);
  if (problems.length > 0) return { problems };
  const values = new Map<string, ParameterValue>();
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = raw[name] === undefined ? undefined : readParameter(raw[name], parameter);
    if (value !== undefined) values.set(name, value);
  }
  return { values: parameterValues(values) };
};

/** A window must have a length: an answer about no time says "nothing" to a question that nobody asked. */
const windowProblems = (
  parameters: Parameters,
  values: ParameterValues,
  { at, zone }: ReportContext,
): readonly ParameterProblem[] => {
  const dayOf = (name: 'from' | 'to') => (parameters[name]?.kind === 'day' ? values.optionalText(name) : undefined);
  const [from, to] = [dayOf('from'), dayOf('to')];
  const today = localDay(at, zone);
  if (from !== undefined && to !== undefined && to <= from) {
    const expected = `a day after from (${from}): to is the day after the last day, so ${from} alone is to ${nextDay(from)}`;
    return [{ parameter: 'to', expected, got: shown(to) }];
  }
  if (from === undefined || from <= today) return [];
  return [{ parameter: 'from', expected: `a day up to that of the report (${today})`, got: shown(from) }];
};

/** The values by which a parameter names a row; undefined where it names none. */
const rowNamed = (name: string, { row, kind }: Parameter, values: ParameterValues) => {
  if (!row) return undefined;
  if (kind === 'integer') {
    const place = values.integer(name, 0);
    return place === 0 ? undefined : [place];
  }
  return values.optionalText(name)?.split(':');
};

/** What names the row after which a page goes on must name one: else a typing error looks like the end of the list. */
const rowProblems = async (
  db: Database,
  parameters: Parameters,
  values: ParameterValues,
): Promise<readonly ParameterProblem[]> => {
  const problems: ParameterProblem[] = [];
  for (const [parameter, spec] of Object.entries(parameters)) {
    const place = rowNamed(parameter, spec, values);
    if (!spec.row || !place || (await hasRow(db, spec.row.table, spec.row.columns, place))) continue;
    const expected = spec.row.expected ?? 'what the note of the previous page says';
    problems.push({ parameter, expected, got: shown(place.join(':')) });
  }
  return problems;
};

export interface ReportRequest {
  readonly report: Report;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly store: Pick<ReadStore, 'db'>;
  readonly context: ReportContext;
}

export type Problems = { readonly problems: readonly ParameterProblem[] };

/** Asks the tables with the checked parameters of a report. All queries see the same state of the tables. */
export const askReport = async <Result extends object>(
  { report: { parameters }, raw, store, context }: ReportRequest,
  ask: (db: Database, values: ParameterValues) => Promise<Result | Problems>,
): Promise<Result | Problems> => {
  const read = readParameters(parameters, raw);
  if ('problems' in read) return read;
  const ofWindow = windowProblems(parameters, read.values, context);
  if (ofWindow.length > 0) return { problems: ofWindow };
  return store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      const problems = await rowProblems(db, parameters, read.values);
      return problems.length > 0 ? { problems } : ask(db, read.values);
    });
};

/** Answers a report. */
export const answerReport = (request: ReportRequest): Promise<{ readonly answer: Answer } | Problems> =>
  askReport(request, async (db, values) => ({ answer: await request.report.answer(db, values, request.context) }));
