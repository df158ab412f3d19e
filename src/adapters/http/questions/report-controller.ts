import { Controller, Get, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags, type ApiQueryOptions } from '@nestjs/swagger';
import type { Parameter, Report } from '../../../read-models/kit/report';
import { editionNames } from '../../../application/asking/editions';
import { withExplainLinks } from './explain-links';
import { addMethod } from '../protocol/add-method';
import { answerRef, differenceRef } from './answer-schemas';
import { answerAsAccepted, ApiAnswer } from './answer-forms';
import { ApiProblem } from '../protocol/command-docs';
import { goneOf } from '../protocol/feed';
import { QueryController } from '../protocol/ports';
import { flagSchema, momentSchema, textSchema, wholeSchema, type ResponseSchema } from '../protocol/schemas';
import { differenceExample } from './difference-example';

const schemas: { readonly [Kind in Parameter['kind']]: ResponseSchema } = {
  day: { type: 'string', format: 'date' },
  moment: momentSchema,
  text: textSchema,
  integer: wholeSchema,
  decimal: { type: 'number' },
  flag: flagSchema,
  choice: textSchema,
  choices: textSchema,
};

export const queryDocs = ([name, { kind, description, required, choices }]: [string, Parameter]): ApiQueryOptions => ({
  name,
  required,
  description,
  schema: { ...schemas[kind], ...(kind === 'choice' && choices && { enum: [...choices] }) },
});

const optionalQuery = (name: string, description: string, schema = textSchema): ApiQueryOptions => ({
  name,
  required: false,
  schema,
  description,
});

const editionSchema: ResponseSchema = { type: 'string', enum: [...editionNames] };
const countSchema: ResponseSchema = { type: 'integer', minimum: 0 };

export const timeDocs: readonly ApiQueryOptions[] = [
  optionalQuery('atLeast', 'Waits until this position of the log is in'),
  optionalQuery('at', 'As it stood at this moment, with all that is known now', momentSchema),
  optionalQuery('asOf', 'As it was known at this moment', momentSchema),
  optionalQuery('edition', 'Of a candidate that is compared with the live tables, or of what was live before', {
    ...editionSchema,
    default: 'live',
  }),
  optionalQuery('asOfPosition', 'As the log stood at this position'),
];

/** Of what has several sections. */
export const sectionDocs = optionalQuery('section', 'This section alone: the others are not computed');

const explainDocs: readonly ApiQueryOptions[] = [
  optionalQuery(
    'explain',
    'Names the events that this figure rests on, instead of an answer: its column, or section.column',
  ),
  optionalQuery(
    'row',
    'With explain: the row, by the columns that name it, joined by a colon; a colon in one of them is %3A',
  ),
  optionalQuery('skipped', 'With explain: so many rows of facts were seen before', countSchema),
];

const addReportRoute = (controller: Type<QueryController>, report: Report): void => {
  const { name, parameters } = report;
  const queries = [...Object.entries(parameters).map(queryDocs), ...timeDocs, sectionDocs, ...explainDocs];
  addMethod(
    controller,
    name,
    ({ ports }, request, reply) =>
      answerAsAccepted(ports, { report: name, query: request.query }, request, reply, (answer) =>
        withExplainLinks(answer, `/reports/${name}`, request.query),
      ),
    [
      Get(name),
      ApiOperation({ operationId: name, summary: report.description }),
      ...queries.map((query) => ApiQuery(query)),
      ApiAnswer(answerRef(report)),
      ApiProblem(400, 'A parameter is not as expected'),
      ApiProblem(503, 'The read models are not there yet: try again after Retry-After seconds'),
    ],
  );
};

const twiceOf = (items: ResponseSchema): ResponseSchema => ({ type: 'array', items, minItems: 1, maxItems: 2 });

const sidesDocs: readonly ApiQueryOptions[] = [
  optionalQuery(
    'asOf',
    'As it was known at this moment: twice for two sides, the old one first; once for both, or beside now',
    twiceOf(momentSchema),
  ),
  optionalQuery('asOfPosition', 'The same by positions of the log', twiceOf(textSchema)),
  optionalQuery('at', 'As it stood at this moment, with all that is known now: once or twice', twiceOf(momentSchema)),
  optionalQuery(
    'edition',
    'Of the live tables, of a candidate, or of what was live before: once or twice',
    twiceOf(editionSchema),
  ),
  {
    ...optionalQuery(
      'whatIf',
      'Rules, prices or mappings that are supposed instead of those of the log: a command as JSON, or a list of them. ' +
        'Once beside what is, twice for two suppositions',
      twiceOf(textSchema),
    ),
    example: ['{"type":"SetUnitCost","data":{"productId":"…","cost":{"amount":1250,"currency":"EUR"}}}'],
  },
  optionalQuery('skipped', 'So many rows of facts were seen before', countSchema),
];

const addDiffRoute = (controller: Type<QueryController>, { name, parameters }: Report): void => {
  addMethod(
    controller,
    `${name}-diff`,
    ({ ports }, request) => ports.questions.diff(name, request.query, goneOf(request)),
    [
      Get(`${name}/diff`),
      ApiOperation({
        operationId: `${name}-diff`,
        summary: `How two editions answer ${name}, and the events that explain the whole difference`,
      }),
      ...[...Object.entries(parameters).map(queryDocs), ...sidesDocs].map((query) => ApiQuery(query)),
      ApiOkResponse({ schema: differenceRef, example: differenceExample }),
      ApiProblem(400, 'A parameter is not as expected, or nothing tells the two sides apart'),
      ApiProblem(
        503,
        'The read models are not there yet, or others ask about the past: try again after Retry-After seconds',
      ),
    ],
  );
};

/** Two methods a report, made from the list of reports. */
export const reportController = (reports: readonly Report[]): Type<QueryController> => {
  @ApiTags('reports')
  @Controller('reports')
  class ReportController extends QueryController {}
  for (const report of reports) {
    addReportRoute(ReportController, report);
    addDiffRoute(ReportController, report);
  }
  return ReportController;
};
