import { Controller, Get, Inject, type Type } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { List } from '../../../read-models/lists/list';
import type { Answer, AnswerRow, Report } from '../../../read-models/kit/report';
import { addMethod } from '../protocol/add-method';
import { ApiAnswer, fileAsked, sendFile } from './answer-forms';
import { ApiProblem } from '../protocol/command-docs';
import { foundSchema, listSchema, oneSchema } from './list-docs';
import { HTTP_PORTS, type HttpPorts } from '../protocol/ports';
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

/** A question, the name of the file of its answer, and its answer in JSON. */
interface Listing {
  readonly report: Report;
  readonly name: string;
  readonly query: RawValues;
  readonly inJson: (answer: Answer) => object;
}

/** What an address names that is not there is not found, with what was perhaps meant. */
const notFoundAt = (error: unknown, parameter: string): unknown => {
  const errors = error instanceof Problem ? (error.members.errors ?? []) : [];
  const [named] = errors.filter(({ path }) => path === `parameter ${parameter}`);
  return named ? new Problem(404, { detail: `This address names nothing: expected ${named.expected}` }) : error;
};

/** Methods made from the list of lists: one for all of a kind, one for each. */
class ListQueries {
  constructor(@Inject(HTTP_PORTS) private readonly ports: HttpPorts) {}

  async page(report: Report, name: string, request: FastifyRequest, reply: FastifyReply): Promise<object> {
    return this.answer({ report, name, query: rawQuery(request), inJson: pageIn }, request, reply);
  }

  async one({ one: report, spec }: List, request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const { params } = request;
    const query = { ...rawQuery(request), [spec.one]: isGiven(params) ? params['id'] : undefined };
    const inJson = oneIn(spec.one);
    return this.answer({ report, name: spec.one, query, inJson }, request, reply).catch((error: unknown) => {
      throw notFoundAt(error, spec.one);
    });
  }

  private async answer(
    { report, name, query, inJson }: Listing,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<object> {
    const gone = new AbortController();
    request.raw.once('close', () => {
      gone.abort();
    });
    const { questions } = this.ports;
    const form = fileAsked(request);
    if (form === undefined) return inJson(await questions.ask(report.name, query, gone.signal));
    return sendFile(await questions.write(report.name, query, form, gone.signal), { form, name }, request, reply);
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
    function (request, reply) {
      return this.page(all, spec.name, request, reply);
    },
    [ApiAnswer(listSchema(list))],
  );
  addQuery(
    controller,
    `${spec.name}/:id`,
    one,
    function (request, reply) {
      return this.one(list, request, reply);
    },
    [ApiQuery(sectionDocs), ApiAnswer(oneSchema(list)), ApiProblem(404, 'There is none of this id')],
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
    function (request, reply) {
      return this.page(find, find.name, request, reply);
    },
    [ApiAnswer(foundSchema)],
  );
  return ListController;
};
