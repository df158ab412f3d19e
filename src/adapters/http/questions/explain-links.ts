import type { Answer, ExplainableSection } from '../../../read-models/kit/report';

/** What is asked once and for all: to wait, and which edition it is, where that can be explained at all. */
const LEFT_OUT: ReadonlySet<string> = new Set(['atLeast', 'edition']);

const sameQuestion = (query: unknown): string =>
  Object.entries(query ?? {})
    .flatMap(([name, value]) =>
      typeof value === 'string' && !LEFT_OUT.has(name)
        ? [`${encodeURIComponent(name)}=${encodeURIComponent(value)}&`]
        : [],
    )
    .join('');

/** Says where the figures of an answer are explained: the same question, with the figure and the row still to fill in. */
export const withExplainLinks = ({ explain, ...answer }: Answer, path: string, query: unknown): Answer => {
  if (explain === undefined) return answer;
  const linked = ([name, section]: [string, ExplainableSection]): [string, ExplainableSection] => {
    const row = section.row.length === 0 ? '' : '&row={row}';
    return [name, { ...section, template: `${path}?${sameQuestion(query)}explain=${name}.{figure}${row}` }];
  };
  return { ...answer, explain: Object.fromEntries(Object.entries(explain).map(linked)) };
};
