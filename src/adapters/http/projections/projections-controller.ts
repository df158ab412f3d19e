import { applyDecorators, Controller, Get, HttpCode, Post, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import {
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
  type ApiBodyOptions,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { candidatesAmong } from '../../../application/asking/editions';
import { comparisonAnswer } from '../../../application/comparing/comparison-answer';
import { isStoreError } from '../../../application/log/event-store';
import { waitOrAbort } from '../../../application/log/retrying';
import { needsOf } from '../../../application/projecting/needs';
import { orderBuilds, type BuildOrder } from '../../../application/rebuilding/build-orders';
import type { RequestedBuild } from '../../../application/rebuilding/requested-builds';
import { nearestTo } from '../../../read-models/kit/nearest';
import type { Answer } from '../../../read-models/kit/report';
import { ApiProblem } from '../protocol/command-docs';
import { isFeedAsked, sendFeed } from '../protocol/feed';
import { QueryController, type HttpPorts } from '../protocol/ports';
import { invalid, Problem } from '../protocol/problem';
import {
  flagField,
  questionsField,
  readFieldsOf,
  wholeField,
  type BodyFields,
  type BodyOf,
} from '../protocol/request-body';
import { isGiven, queryOf } from '../protocol/request-values';
import { refTo } from '../protocol/schemas';
import { allGenerations, generationItem, positionText, projectionItem } from './projection-items';

const LOOK_AT_BUILDS_MILLISECONDS = 500;
const HEARTBEAT_LOOKS = 30;
const MOST_KEPT = 100;

const rateField = wholeField(1, Number.MAX_SAFE_INTEGER);
const wishedRateField = {
  ...rateField,
  isRight: (value: unknown): value is number | null => value === null || rateField.isRight(value),
};

const ApiName = (): MethodDecorator =>
  ApiParam({
    name: 'name',
    type: String,
    example: 'offers',
    description: 'Of a read model, or of the facts it stands on',
  });

const whatIsAnswered = { 200: 'What is done from now on, and how it stands', 202: 'It is under way' } as const;

/** A request for work on the read model that the address names: it is answered with how its generations stand. */
const BuildWork = (verb: string, status: 200 | 202, summary: string, body?: ApiBodyOptions): MethodDecorator =>
  applyDecorators(
    Post(`:name/${verb}`),
    HttpCode(status),
    ApiOperation({ operationId: verb, summary }),
    ApiName(),
    ...(body ? [ApiBody(body)] : []),
    ApiResponse({ status, schema: refTo('GenerationsModel'), description: whatIsAnswered[status] }),
    ApiProblem(400, 'The body is not as expected'),
    ApiProblem(404, 'There is no read model of this name'),
    ApiProblem(409, 'Not as things stand: another process is at it, or there is nothing to do it with'),
  );

/** The facts of the read model that the address names. */
const factsAskedFor = ({ reports, past }: HttpPorts, { params }: FastifyRequest): readonly string[] => {
  const name = isGiven(params) ? String(params['name']) : '';
  const facts =
    reports.find((report) => report.name === name)?.reads ??
    past.projections.filter((projection) => projection.name === name).map((projection) => projection.name);
  if (facts.length > 0) return facts;
  const known = [...reports, ...past.projections].map((each) => each.name);
  const near = nearestTo(name, known).join(' or ');
  const meant = near === '' ? '' : `: did you mean ${near}?`;
  throw new Problem(404, { detail: `There is no read model of this name${meant}` });
};

/** What stands against it now, as an answer that no retry changes. */
const refused = (error: unknown): unknown =>
  isStoreError(error, 'conflict') ? new Problem(409, { detail: error.message }) : error;

/** How each read model stands, and the work on them: to fill them anew, to compare, to pause, to go back. */
@ApiTags('read models')
@Controller('projections')
export class ProjectionsController extends QueryController implements OnModuleDestroy {
  private readonly closing = new AbortController();

  @Get()
  @ApiOperation({
    operationId: 'projections',
    summary: 'Each read model and its generations, once or as server-sent events (Accept: text/event-stream).',
    description: 'As events: the whole state whenever it changed, looked at twice a second.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ schema: refTo('ProjectionsModel'), description: 'How the read models stand' })
  @ApiProblem(503, 'A store is busy or away')
  async projections(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const query = queryOf(request.query);
    query.refuseTheRest();
    query.throwErrors();
    if (!isFeedAsked(request)) return this.state();
    return sendFeed(request, reply, this.closing.signal, (signal) => this.feed(signal));
  }

  @BuildWork('rebuild', 202, 'Fills it anew beside the live one, then switches.', {
    schema: refTo('BuildModel'),
    required: false,
  })
  rebuild(@Req() request: FastifyRequest): Promise<object> {
    const fields = { eventsPerSecond: rateField, keep: wholeField(0, MOST_KEPT) };
    return this.work(request, fields, (names, options) => this.start(names, options));
  }

  @BuildWork('rollback', 202, 'Brings the generation that was live before up to the log, then switches back to it.')
  rollback(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, {}, (names) => this.start(names, { purpose: 'rollback' }));
  }

  @BuildWork('pause', 200, 'Lets the process that fills it wait, also beyond its end.')
  pause(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, {}, (names) => this.order(names, { kind: 'pause' }));
  }

  @BuildWork(
    'resume',
    200,
    'Goes on with what was paused; where no process is at it any more, the service does it from there.',
  )
  resume(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, {}, async (names) => {
      const ordered = await orderBuilds(this.ports.readStore, names, { kind: 'resume' });
      const left = ordered.filter(({ isLeft }) => isLeft).map(({ projection }) => projection);
      return left.length > 0 ? this.start(left, {}) : names;
    });
  }

  @BuildWork('cancel', 200, 'Gives up what is being filled, or was left half, and drops it.')
  cancel(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, {}, (names) => this.order(names, { kind: 'cancel' }));
  }

  @BuildWork('pace', 200, 'Changes how fast it is filled, while it is.', { schema: refTo('PaceModel') })
  pace(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, { eventsPerSecond: wishedRateField }, (names, { eventsPerSecond }) => {
      if (eventsPerSecond === undefined)
        throw invalid([{ path: 'eventsPerSecond', problem: 'missing', expected: `${rateField.expected}, or null` }]);
      return this.order(names, { kind: 'pace', eventsPerSecond });
    });
  }

  @BuildWork(
    'compare',
    202,
    'Fills a candidate beside the live one and compares them: GET the comparison when it is done.',
    { schema: refTo('CompareModel'), required: false },
  )
  compare(@Req() request: FastifyRequest): Promise<object> {
    const fields = { reports: questionsField(this.ports.reports), soak: flagField };
    return this.work(request, fields, async (names, { reports, soak = false }) => {
      await this.ports.builds.compare(names, reports, soak);
      return names;
    });
  }

  @Get(':name/comparison')
  @ApiOperation({
    operationId: 'comparison',
    summary: 'How the candidate that was asked for here compares with the live one.',
  })
  @ApiName()
  @ApiOkResponse({
    schema: refTo('AnswerModel'),
    description: 'What is different: reports first, then tables, then rows',
  })
  @ApiProblem(404, 'There is no read model of this name, or no comparison of it')
  comparison(@Req() request: FastifyRequest): Answer {
    const comparison = this.ports.builds.comparisonOf(factsAskedFor(this.ports, request));
    if (!comparison)
      throw new Problem(404, { detail: 'No comparison of it was made by this service, or not yet: POST …/compare' });
    return comparisonAnswer(comparison);
  }

  @BuildWork('switch', 202, 'Switches to the candidate, once it has caught up.')
  switchTo(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, {}, async (names) => this.start(await candidatesAmong(this.ports.readStore, names), {}));
  }

  @BuildWork('discard', 200, 'Gives up the candidate; the live one stays as it is.')
  discard(@Req() request: FastifyRequest): Promise<object> {
    return this.work(request, {}, async (names) => {
      await this.order(await candidatesAmong(this.ports.readStore, names), { kind: 'cancel' });
      return names;
    });
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  /** Does what is asked of the facts that the address names; says how those stand that `work` gives. */
  private async work<Fields extends BodyFields>(
    request: FastifyRequest,
    fields: Fields,
    work: (names: readonly string[], body: BodyOf<Fields>) => Promise<readonly string[]>,
  ): Promise<object> {
    const names = factsAskedFor(this.ports, request);
    const body = readFieldsOf(request.body, fields);
    const shown = await work(names, body).catch((error: unknown) => {
      throw refused(error);
    });
    const states = await allGenerations(this.ports);
    return { generations: states.filter(({ projection }) => shown.includes(projection)).map(generationItem) };
  }

  /** Ends when it is under way. */
  private async start(names: readonly string[], options: RequestedBuild): Promise<readonly string[]> {
    await this.ports.builds.start(names, options);
    return names;
  }

  private async order(names: readonly string[], order: BuildOrder): Promise<readonly string[]> {
    await orderBuilds(this.ports.readStore, names, order);
    return names;
  }

  private async state(): Promise<object> {
    const { eventStore, projector, readStore, past, broken } = this.ports;
    return {
      head: positionText(await eventStore.head()),
      projections: (await projector.state()).map(projectionItem),
      generations: (await allGenerations(this.ports)).map(generationItem),
      needs: await needsOf({ log: past.log, store: readStore }, past.projections),
      broken,
    };
  }

  private async *feed(signal: AbortSignal): AsyncGenerator<string> {
    let last = '';
    let silent = 0;
    yield 'retry: 1000\n\n';
    while (!signal.aborted) {
      const now = JSON.stringify(await this.state());
      silent = now === last ? silent + 1 : 0;
      if (now !== last) yield `event: projections\ndata: ${now}\n\n`;
      else if (silent % HEARTBEAT_LOOKS === 0) yield ': still here\n\n';
      last = now;
      await waitOrAbort(LOOK_AT_BUILDS_MILLISECONDS, signal);
    }
  }
}
