import type { Directory } from '../../../application/finding/directory';
import type { ParameterProblem } from '../../../application/asking/answer-report';
import { editionNames, type EditionName } from '../../../application/asking/editions';
import type { Report } from '../../../read-models/kit/report';
import type { HttpPorts } from '../protocol/ports';
import { invalid, type Problem } from '../protocol/problem';
import { wrongParameter, type RequestValue } from '../protocol/request-values';

/** What a question needs. */
export type QuestionPorts = Pick<HttpPorts, 'eventStore' | 'readStore' | 'projector' | 'past' | 'vault' | 'zone'> & {
  readonly reports: readonly Report[];
  /** Who is found by what lies sealed. */
  readonly directory: Pick<Directory, 'find' | 'likelyDuplicatesOf'>;
};

export const editionValue: RequestValue<EditionName> = {
  name: 'edition',
  expected: `one of ${editionNames.join(', ')}`,
  parse: (text) => editionNames.find((name) => name === text),
};

/** Parameters that every report takes, which can be wrong for one of them. */
const OF_ALL_REPORTS: ReadonlySet<string> = new Set(['explain', 'section', 'whatIf']);

export const badParameters = ({ parameters }: Report, problems: readonly ParameterProblem[]): Problem =>
  invalid(
    problems.map(({ parameter, expected, got }) => {
      const isUnknown = !OF_ALL_REPORTS.has(parameter) && !Object.hasOwn(parameters, parameter);
      const problem = isUnknown ? 'unknown' : got === 'nothing' ? 'missing' : 'wrong';
      return { path: `parameter ${parameter}`, problem, expected };
    }),
  );

/** A past can be named in one way at a time. */
export const bothPasts = wrongParameter('asOf', 'asOf or asOfPosition, not both');

/** When the log came to a position; now, where nothing is recorded up to it. */
export const momentOfPosition = async (
  { eventStore }: Pick<QuestionPorts, 'eventStore'>,
  position: bigint,
): Promise<string> => {
  const head = (await eventStore.head()) ?? 0n;
  if (position > head) throw invalid([wrongParameter('asOfPosition', `a position up to the end of the log (${head})`)]);
  return (await eventStore.momentAt(position)) ?? new Date().toISOString();
};
