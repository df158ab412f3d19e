import { Controller, Get, Inject, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { List } from '../../../read-models/lists/list';
import type { Answer, AnswerRow, Report } from '../../../read-models/kit/report';
import { addMethod } from '../protocol/add-method';
import { ApiProblem } from '../protocol/command-docs';
import { foundSchema, listSchema, oneSchema } from './list-docs';
import { HTTP_PORTS, type HttpPorts } from '../protocol/ports';
import { Problem } from '../protocol/problem';
import { queryDocs, timeDocs } from './report-controller';
import { isGiven, type RawValues } from '../protocol/request-values';

const rawQuery = ({ query }: FastifyRequest): RawValues => (isGiven(query) ? query : {});

/** A page of rows, and what `after` is for the next one. */
const pageIn = ({ sections, notes, next = null }: Answer): object => ({
  items: Object.values(sections)[0] ?? [],
  next,
  notes,
});

/** What an address names that is not there is not found, with what was perhaps meant. */
const notFoundAt = (error: unknown, parameter: string): unknown => {
  const errors = error instanceof Problem ? (error.members.errors ?? []) : [];
  const [named] = errors.filter(({ path }) => path === `parameter ${parameter}`);
  return named ? new Problem(404, { detail: `This address names nothing: expected ${named.expected}` }) : error;
};

/** Methods made from the list of lists: one for all of a kind, one for each. */
class ListQueries {
  constructor(@Inject(HTTP_PORTS) private readonly ports: HttpPorts) {}

  async page(report: Report, request: FastifyRequest): Promise<object> {
    return pageIn(await this.ask(report, rawQuery(request), request));
  }

  async one({ one, spec }: List, request: FastifyRequest): Promise<object> {
    const { params } = request;
    const id = isGiven(params) ? params['id'] : undefined;
    const answer = await this.ask(one, { ...rawQuery(request), [spec.one]: id }, request).catch((error: unknown) => {
      throw notFoundAt(error, spec.one);
    });
    const { [spec.one]: rows, ...parts } = answer.sections;
    const [row]: readonly AnswerRow[] = rows ?? [];
    if (!row) throw new Problem(404, { detail: `There is no ${spec.one} of this id` });
    return { ...row, ...parts, notes: answer.notes };
  }

  private async ask(report: Report, query: RawValues, { raw }: FastifyRequest): Promise<Answer> {
    const gone = new AbortController();
    raw.once('close', () => {
      gone.abort();
    });
    return this.ports.questions.ask(report.name, query, gone.signal);
  }
}

type ListMethod = (this: ListQueries, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const addQuery = (
  controller: Type<ListQueries>,
  path: string,
  { name, description, parameters }: Report,
  method: ListMethod,
  docs: readonly MethodDecorator[],
): void => {
  const ofPath = /:(\w+)/.exec(path)?.[1];
  const queries = [
    ...Object.entries(parameters)
      .filter(() => ofPath === undefined)
      .map(queryDocs),
    ...timeDocs,
  ];
  addMethod(controller, name, method, [
    Get(path),
    ApiOperation({ operationId: name, summary: description }),
    ...(ofPath === undefined ? [] : [ApiParam({ name: ofPath, type: String })]),
    ...queries.map((query) => ApiQuery(query)),
    ...docs,
    ApiProblem(400, 'A parameter is not as expected'),
    ApiProblem(503, 'The read models are not there yet: try again after Retry-After seconds'),
  ]);
};

const addList = (controller: Type<ListQueries>, list: List): void => {
  const { spec, all, one } = list;
  addQuery(
    controller,
    spec.name,
    all,
    function (request) {
      return this.page(all, request);
    },
    [ApiOkResponse({ schema: listSchema(list) })],
  );
  addQuery(
    controller,
    `${spec.name}/:id`,
    one,
    function (request) {
      return this.one(list, request);
    },
    [ApiOkResponse({ schema: oneSchema(list) }), ApiProblem(404, 'There is none of this id')],
  );
};

export const listController = (lists: readonly List[], find: Report): Type<ListQueries> => {
  @ApiTags('lists')
  @Controller()
  class ListController extends ListQueries {}
  for (const list of lists) addList(ListController, list);
  addQuery(
    ListController,
    find.name,
    find,
    function (request) {
      return this.page(find, request);
    },
    [ApiOkResponse({ schema: foundSchema })],
  );
  return ListController;
};
