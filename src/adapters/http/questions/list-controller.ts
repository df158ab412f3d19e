import { Controller, Get, type Type } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { List } from '../../../read-models/lists/list';
import type { Answer, AnswerRow, Report } from '../../../read-models/kit/report';
import { addMethod } from '../protocol/add-method';
import { answerAsAccepted, ApiAnswer } from './answer-forms';
import { ApiProblem } from '../protocol/command-docs';
import { foundSchema, listSchema, oneSchema } from './list-docs';
import { QueryController } from '../protocol/ports';
import { Problem } from '../protocol/problem';
import { queryDocs, sectionDocs, timeDocs } from './report-controller';
import { isGiven, type RawValues } from '../protocol/request-values';

const rawQuery = ({ query }: FastifyRequest): RawValues => (isGiven(query) ? query : {});

/** A page of rows, and what `after` is for the next one. */
const pageIn = ({ sections, notes, next = null }: Answer): object => ({
  items: Object.values(sections)[0] ?? [],
  next,
  notes,
});

/** One row, and what belongs to it by its names. */
const oneIn =
  (name: string) =>
  ({ sections, notes }: Answer): object => {
    const { [name]: rows, ...parts } = sections;
    const [row]: readonly AnswerRow[] = rows ?? [];
    // Of a section that is asked for alone there may be nothing.
    if (rows && !row) throw new Problem(404, { detail: `There is no ${name} of this id` });
    return { ...row, ...parts, notes };
  };

/** What an address names that is not there is not found, with what was perhaps meant. */
const notFoundAt = (error: unknown, parameter: string): unknown => {
  const errors = error instanceof Problem ? (error.members.errors ?? []) : [];
  const [named] = errors.filter(({ path }) => path === `parameter ${parameter}`);
  return named ? new Problem(404, { detail: `This address names nothing: expected ${named.expected}` }) : error;
};

type ListMethod = (controller: QueryController, request: FastifyRequest, reply: FastifyReply) => Promise<object>;

const pageOfList =
  ({ name: report }: Report, name: string): ListMethod =>
  ({ ports }, request, reply) =>
    answerAsAccepted(ports, { report, name, query: rawQuery(request) }, request, reply, pageIn);

const oneOfList =
  ({ one: { name: report }, spec: { one: name } }: List): ListMethod =>
  ({ ports }, request, reply) => {
    const { params } = request;
    const query = { ...rawQuery(request), [name]: isGiven(params) ? params['id'] : undefined };
    return answerAsAccepted(ports, { report, name, query }, request, reply, oneIn(name)).catch((error: unknown) => {
      throw notFoundAt(error, name);
    });
  };

const addQuery = (
  controller: Type<QueryController>,
  path: string,
  { name, description, parameters }: Report,
  method: ListMethod,
  docs: readonly MethodDecorator[],
): void => {
  const ofPath = /:(\w+)/.exec(path)?.[1];
  const queries = ofPath === undefined ? Object.entries(parameters).map(queryDocs) : [];
  addMethod(controller, name, method, [
    Get(path),
    ApiOperation({ operationId: name, summary: description }),
    ...(ofPath === undefined ? [] : [ApiParam({ name: ofPath, type: String })]),
    ...[...queries, ...timeDocs].map((query) => ApiQuery(query)),
    ...docs,
    ApiProblem(400, 'A parameter is not as expected'),
    ApiProblem(503, 'The read models are not there yet: try again after Retry-After seconds'),
  ]);
};

/** Methods made from the list of lists: one for all of a kind, one for each. */
export const listController = (lists: readonly List[], find: Report): Type<QueryController> => {
  @ApiTags('lists')
  @Controller()
  class ListController extends QueryController {}
  for (const list of lists) {
    const { name } = list.spec;
    addQuery(ListController, name, list.all, pageOfList(list.all, name), [ApiAnswer(listSchema(list))]);
    addQuery(ListController, `${name}/:id`, list.one, oneOfList(list), [
      ApiQuery(sectionDocs),
      ApiAnswer(oneSchema(list)),
      ApiProblem(404, 'There is none of this id'),
    ]);
  }
  addQuery(ListController, find.name, find, pageOfList(find, find.name), [ApiAnswer(foundSchema)]);
  return ListController;
};
