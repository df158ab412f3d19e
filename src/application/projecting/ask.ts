import type { Answer, ParameterValues, Parameter, Parameters, Report, ReportContext } from '../../read-models/report';
import type { ReadStore } from './read-store';

/** One parameter that can't be used as it came. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly expected: string;
  readonly got: string;
}

type Read = string | number | boolean;
export type Reading = { readonly asked: ParameterValues } | { readonly problems: readonly ParameterProblem[] };

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

const momentPattern = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment in its one canonical form, so that moments compare as strings. */
const readMoment = (text: string): string | undefined => {
  const [, day] = momentPattern.exec(text) ?? [];
  const milliseconds = Date.parse(text);
  return day === undefined || !isDay(day) || Number.isNaN(milliseconds)
    ? undefined
    : new Date(milliseconds).toISOString();
};

const flags = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['1', true],
  ['', true],
  [false, false],
  ['false', false],
  ['0', false],
]);

const readInteger = (raw: unknown): number | undefined => {
  const number = typeof raw === 'string' && /^-?\d+$/.test(raw) ? Number(raw) : raw;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
};

const isOfKind = (text: string, { kind, choices }: Parameter): boolean =>
  kind === 'day' ? isDay(text) : (choices?.includes(text) ?? true);

const readText = (raw: unknown, parameter: Parameter): string | undefined => {
  const text = typeof raw === 'number' ? String(raw) : raw;
  if (typeof text !== 'string' || text === '') return undefined;
  if (parameter.kind === 'moment') return readMoment(text);
  return isOfKind(text, parameter) ? text : undefined;
};

const readOne = (raw: unknown, parameter: Parameter): Read | undefined => {
  if (parameter.kind === 'flag') return flags.get(raw);
  return parameter.kind === 'integer' ? readInteger(raw) : readText(raw, parameter);
};

const kinds: Readonly<Record<Parameter['kind'], string>> = {
  day: 'a day as 2024-06-21',
  moment: 'a moment as 2024-06-21T14:30:00Z',
  text: 'a text',
  integer: 'a whole number',
  flag: 'true or false',
  choice: 'one of',
};

const expectedOf = ({ kind, choices, says }: Parameter): string =>
  `${kinds[kind]}${choices ? ` ${choices.join(', ')}` : ''}: ${says}`;

const shown = (raw: unknown): string => (raw === undefined ? 'nothing' : JSON.stringify(raw).slice(0, 100));

const problemsOf = (parameters: Parameters, raw: Readonly<Record<string, unknown>>): readonly ParameterProblem[] => {
  const unusable = Object.entries(parameters).flatMap(([name, parameter]) => {
    const got = Object.hasOwn(raw, name) ? raw[name] : undefined;
    const isFine = got === undefined ? !parameter.required : readOne(got, parameter) !== undefined;
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

const askedOf = (values: ReadonlyMap<string, Read>): ParameterValues => {
  const optionalText = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    optionalText,
    text: (name) => {
      const value = optionalText(name);
      if (value === undefined) throw new TypeError(`the parameter ${name} is read as if it were required`);
      return value;
    },
    integer: (name, otherwise) => {
      const value = values.get(name);
      return typeof value === 'number' ? value : otherwise;
    },
    flag: (name) => values.get(name) === true,
  };
};

/** Reads what a report is asked with, as it came from an HTTP query or a command line; names all that is wrong. */
export const readAsked = (parameters: Parameters, raw: Readonly<Record<string, unknown>>): Reading => {
  const problems = problemsOf(parameters, raw);
  if (problems.length > 0) return { problems };
  const values = new Map<string, Read>();
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = raw[name] === undefined ? undefined : readOne(raw[name], parameter);
    if (value !== undefined) values.set(name, value);
  }
  return { asked: askedOf(values) };
};

export interface Asking {
  readonly report: Report;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly store: Pick<ReadStore, 'db'>;
  readonly context: ReportContext;
}

/** Answers a report. All its queries see the tables of one moment. */
export const askReport = async ({
  report,
  raw,
  store,
  context,
}: Asking): Promise<{ readonly answer: Answer } | { readonly problems: readonly ParameterProblem[] }> => {
  const reading = readAsked(report.parameters, raw);
  if ('problems' in reading) return reading;
  const answer = await store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((db) => report.answer(db, reading.asked, context));
  return { answer };
};
