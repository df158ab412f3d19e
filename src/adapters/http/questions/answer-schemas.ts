import { explanationColumns } from '../../../application/asking/explanation-columns';
import { differenceColumns } from '../../../application/comparing/difference-columns';
import type { AnswerColumns, AnswerSections } from '../../../read-models/kit/answer-columns';
import type { Report } from '../../../read-models/kit/report';
import { refTo, rowsSchema, type NamedSchemas, type ResponseSchema } from '../protocol/schemas';
import { rowSchema } from './row-schemas';

/** What OpenAPI says of the answers of reports, from their columns: a schema for each row and one for each answer. */

const inPascalCase = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const rowName = (answer: string, section: string): string => `${inPascalCase(answer)}${inPascalCase(section)}Row`;
const answerName = (answer: string): string => `${inPascalCase(answer)}Answer`;

const EXPLANATION = 'explanation';
const DIFFERENCE = 'difference';

const rowSchemas = (answer: string, sections: AnswerSections): NamedSchemas =>
  Object.fromEntries(
    Object.entries<AnswerColumns>(sections).map(([section, columns]) => [rowName(answer, section), rowSchema(columns)]),
  );

const refsToRows = (answer: string, sections: AnswerSections): Record<string, ResponseSchema> =>
  Object.fromEntries(Object.keys(sections).map((section) => [section, rowsSchema(refTo(rowName(answer, section)))]));

/** An answer with these sections: what else it has, all answers have. */
const answerWith = (sections: Record<string, ResponseSchema>, description: string): ResponseSchema => ({
  allOf: [
    refTo('AnswerModel'),
    { type: 'object', properties: { sections: { type: 'object', properties: sections, description } } },
  ],
});

const answerOfReport = ({ name, columns = {} }: Report): ResponseSchema =>
  answerWith(
    { ...refsToRows(name, columns), ...refsToRows(EXPLANATION, explanationColumns) },
    `${Object.keys(columns).join(', ')}: those that are asked for. With explain: ${Object.keys(explanationColumns).join(', ')}`,
  );

/** All that the operations of these reports refer to. */
export const answerSchemas = (reports: readonly Report[]): NamedSchemas => ({
  ...rowSchemas(EXPLANATION, explanationColumns),
  ...rowSchemas(DIFFERENCE, differenceColumns),
  [answerName(DIFFERENCE)]: answerWith(refsToRows(DIFFERENCE, differenceColumns), 'What differs, and why'),
  ...Object.fromEntries(
    reports.flatMap((report) =>
      Object.entries({
        ...rowSchemas(report.name, report.columns ?? {}),
        [answerName(report.name)]: answerOfReport(report),
      }),
    ),
  ),
});

export const answerRef = ({ name }: Report) => refTo(answerName(name));
export const differenceRef = refTo(answerName(DIFFERENCE));
