import { Controller, Get, Inject, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags, type ApiQueryOptions } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, Parameter, Report } from '../../../read-models/kit/report';
import { editionNames } from '../../../application/asking/editions';
import { withExplainLinks } from './explain-links';
import { addMethod } from '../protocol/add-method';
import { answerRef, differenceRef } from './answer-schemas';
import { ApiAnswer, fileAsked, sendFile } from './answer-forms';
import { ApiProblem } from '../protocol/command-docs';
import { HTTP_PORTS, type HttpPorts } from '../protocol/ports';
import { differenceExample } from './difference-example';

/** Ends when the one who asked is gone. */
export const goneOf = (request: FastifyRequest): AbortSignal => {
  const gone = new AbortController();
  request.raw.once('close', () => {
    gone.abort();
  });
  return gone.signal;
};

/** Two methods a report, made from the list of reports. */
class ReportQueries {
  constructor(@Inject(HTTP_PORTS) private readonly ports: HttpPorts) {}

  async handle({ name }: Report, request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const gone = goneOf(request);
    const form = fileAsked(request);
    const { questions } = this.ports;
    if (form === undefined)
      return withExplainLinks(await questions.ask(name, request.query, gone), `/reports/${name}`, request.query);
    return sendFile(await questions.write(name, request.query, form, gone), { form, name }, request, reply);
  }

  diff({ name }: Report, request: FastifyRequest): Promise<Answer> {
    return this.ports.questions.diff(name, request.query, goneOf(request));
  }
}

const schemas: { readonly [Kind in Parameter['kind']]: { type: string; format?: string } } = {
  day: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  text: { type: 'string' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  flag: { type: 'boolean' },
  choice: { type: 'string' },
  choices: { type: 'string' },
};

export const queryDocs = ([name, { kind, description, required, choices }]: [string, Parameter]): ApiQueryOptions => ({
  name,
  required,
  description,
  schema: { ...schemas[kind], ...(kind === 'choice' && choices && { enum: [...choices] }) },
});

export const timeDocs: ApiQueryOptions[] = [
  { name: 'atLeast', required: false, type: String, description: 'Waits until this position of the log is in' },
  {
    name: 'at',
    required: false,
    schema: schemas.moment,
    description: 'As it stood at this moment, with all that is known now',
  },
  { name: 'asOf', required: false, schema: schemas.moment, description: 'As it was known at this moment' },
  {
    name: 'edition',
    required: false,
    schema: { type: 'string', enum: [...editionNames], default: 'live' },
    description: 'Of a candidate that is compared with the live tables, or of what was live before',
  },
  { name: 'asOfPosition', required: false, type: String, description: 'As the log stood at this position' },
];

/** Of what has several sections. */
export const sectionDocs: ApiQueryOptions = {
  name: 'section',
  required: false,
  type: String,
  description: 'This section alone: the others are not computed',
};

const explainDocs: ApiQueryOptions[] = [
  {
    name: 'explain',
    required: false,
    type: String,
    description: 'Names the events that this figure rests on, instead of an answer: its column, or section.column',
  },
  {
    name: 'row',
    required: false,
    type: String,
    description: 'With explain: the row, by the columns that name it, joined by a colon; a colon in one of them is %3A',
  },
  {
    name: 'skipped',
    required: false,
    schema: { type: 'integer', minimum: 0 },
    description: 'With explain: so many rows of facts were seen before',
  },
];

const addReportRoute = (controller: Type<ReportQueries>, report: Report): void => {
  const { name } = report;
  addMethod(
    controller,
    name,
    function (request, reply) {
      return this.handle(report, request, reply);
    },
    [
      Get(name),
      ApiOperation({ operationId: name, summary: report.description }),
      ...[...Object.entries(report.parameters).map(queryDocs), ...timeDocs, sectionDocs, ...explainDocs].map((query) =>
        ApiQuery(query),
      ),
      ApiAnswer(answerRef(report)),
      ApiProblem(400, 'A parameter is not as expected'),
      ApiProblem(503, 'The read models are not there yet: try again after Retry-After seconds'),
    ],
  );
};

const twiceOf = <Schema extends object>(items: Schema) => ({ type: 'array' as const, items, minItems: 1, maxItems: 2 });

const sidesDocs: ApiQueryOptions[] = [
  {
    name: 'asOf',
    required: false,
    schema: twiceOf(schemas.moment),
    description: 'As it was known at this moment: twice for two sides, the old one first; once for both, or beside now',
  },
  {
    name: 'asOfPosition',
    required: false,
    schema: twiceOf({ type: 'string' }),
    description: 'The same by positions of the log',
  },
  {
    name: 'at',
    required: false,
    schema: twiceOf(schemas.moment),
    description: 'As it stood at this moment, with all that is known now: once or twice',
  },
  {
    name: 'edition',
    required: false,
    schema: twiceOf({ type: 'string', enum: [...editionNames] }),
    description: 'Of the live tables, of a candidate, or of what was live before: once or twice',
  },
  {
    name: 'whatIf',
    required: false,
    schema: twiceOf({ type: 'string' }),
    description:
      'Rules, prices or mappings that are supposed instead of those of the log: a command as JSON, or a list of them. ' +
      'Once beside what is, twice for two suppositions',
    example: ['{"type":"SetUnitCost","data":{"productId":"…","cost":{"amount":1250,"currency":"EUR"}}}'],
  },
  {
    name: 'skipped',
    required: false,
    schema: { type: 'integer', minimum: 0 },
    description: 'So many rows of facts were seen before',
  },
];

const addDiffRoute = (controller: Type<ReportQueries>, report: Report): void => {
  const { name } = report;
  addMethod(
    controller,
    `${name}-diff`,
    function (request) {
      return this.diff(report, request);
    },
    [
      Get(`${name}/diff`),
      ApiOperation({
        operationId: `${name}-diff`,
        summary: `How two editions answer ${name}, and the events that explain the whole difference`,
      }),
      ...[...Object.entries(report.parameters).map(queryDocs), ...sidesDocs].map((query) => ApiQuery(query)),
      ApiOkResponse({ schema: differenceRef, example: differenceExample }),
      ApiProblem(400, 'A parameter is not as expected, or nothing tells the two sides apart'),
      ApiProblem(
        503,
        'The read models are not there yet, or others ask about the past: try again after Retry-After seconds',
      ),
    ],
  );
};

export const reportController = (reports: readonly Report[]): Type<ReportQueries> => {
  @ApiTags('reports')
  @Controller('reports')
  class ReportController extends ReportQueries {}
  for (const report of reports) {
    addReportRoute(ReportController, report);
    addDiffRoute(ReportController, report);
  }
  return ReportController;
};
