import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Post, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { orderBuilds, type BuildOrder } from '../../../application/rebuilding/build-orders';
import { needsOf } from '../../../application/projecting/needs';
import { waitOrAbort } from '../../../application/log/retrying';
import { ApiProblem } from '../protocol/command-docs';
import {
  allGenerations,
  ApiName,
  ApiRefusals,
  factsAskedFor,
  generationsOf,
  refused,
  startBuild,
} from './build-requests';
import { HTTP_PORTS, type HttpPorts } from '../protocol/ports';
import { invalid } from '../protocol/problem';
import { generationItem, positionText, projectionItem, type ProjectionsItem } from './projection-items';
import { refTo } from '../protocol/schemas';
import { readFieldsOf, wholeField } from '../protocol/request-body';
import { queryOf } from '../protocol/request-values';

const LOOK_AT_BUILDS_MILLISECONDS = 500;
const HEARTBEAT_LOOKS = 30;
const MOST_KEPT = 100;

/** How each read model stands, and the work on them: to fill them anew, to pause, to go back. */
@ApiTags('read models')
@Controller('projections')
export class ProjectionsController implements OnModuleDestroy {
  private readonly closing = new AbortController();

  constructor(@Inject(HTTP_PORTS) private readonly ports: HttpPorts) {}

  @Get()
  @ApiOperation({
    operationId: 'projections',
    summary: 'Each read model and its generations, once or as server-sent events (Accept: text/event-stream).',
    description: 'As events: the whole state whenever it changed, looked at twice a second.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ schema: refTo('ProjectionsModel'), description: 'How the read models stand' })
  @ApiProblem(503, 'A store is busy or away')
  projections(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const query = queryOf(request.query);
    query.refuseTheRest();
    query.throwErrors();
    if (!request.headers.accept?.includes('text/event-stream')) return this.state();
    const gone = new AbortController();
    request.raw.once('close', () => {
      gone.abort();
    });
    void reply.type('text/event-stream').headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const feed = this.feed(AbortSignal.any([gone.signal, this.closing.signal]));
    return Promise.resolve(Readable.from(feed, { objectMode: false }));
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @ApiOperation({ operationId: 'rebuild', summary: 'Fills it anew beside the live one, then switches.' })
  @ApiName()
  @ApiBody({ schema: refTo('BuildModel'), required: false })
  @ApiResponse({ status: 202, schema: refTo('GenerationsModel'), description: 'It is under way' })
  @ApiRefusals()
  rebuild(@Req() request: FastifyRequest): Promise<unknown> {
    const names = factsAskedFor(this.ports, request);
    const { eventsPerSecond, keep } = readFieldsOf(request.body, {
      eventsPerSecond: wholeField(1, Number.MAX_SAFE_INTEGER),
      keep: wholeField(0, MOST_KEPT),
    });
    return startBuild(this.ports, names, {
      ...(eventsPerSecond !== undefined && { eventsPerSecond }),
      ...(keep !== undefined && { keep }),
    });
  }

  @Post(':name/rollback')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'rollback',
    summary: 'Brings the generation that was live before up to the log, then switches back to it.',
  })
  @ApiName()
  @ApiResponse({ status: 202, schema: refTo('GenerationsModel'), description: 'It is under way' })
  @ApiRefusals()
  rollback(@Req() request: FastifyRequest): Promise<unknown> {
    readFieldsOf(request.body, {});
    return startBuild(this.ports, factsAskedFor(this.ports, request), { purpose: 'rollback' });
  }

  @Post(':name/pause')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pause', summary: 'Lets the process that fills it wait, also beyond its end.' })
  @ApiName()
  @ApiOkResponse({ schema: refTo('GenerationsModel'), description: 'What is done from now on, and how it stands' })
  @ApiRefusals()
  pause(@Req() request: FastifyRequest): Promise<unknown> {
    return this.order(request, { kind: 'pause' });
  }

  @Post(':name/resume')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'resume',
    summary: 'Goes on with what was paused; where no process is at it any more, the service does it from there.',
  })
  @ApiName()
  @ApiOkResponse({ schema: refTo('GenerationsModel'), description: 'What is done from now on, and how it stands' })
  @ApiRefusals()
  resume(@Req() request: FastifyRequest): Promise<unknown> {
    return this.order(request, { kind: 'resume' });
  }

  @Post(':name/cancel')
  @HttpCode(200)
  @ApiOperation({ operationId: 'cancel', summary: 'Gives up what is being filled, or was left half, and drops it.' })
  @ApiName()
  @ApiOkResponse({ schema: refTo('GenerationsModel'), description: 'What is done from now on, and how it stands' })
  @ApiRefusals()
  cancel(@Req() request: FastifyRequest): Promise<unknown> {
    return this.order(request, { kind: 'cancel' });
  }

  @Post(':name/pace')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pace', summary: 'Changes how fast it is filled, while it is.' })
  @ApiName()
  @ApiBody({ schema: refTo('PaceModel') })
  @ApiOkResponse({ schema: refTo('GenerationsModel'), description: 'What is done from now on, and how it stands' })
  @ApiRefusals()
  pace(@Req() request: FastifyRequest): Promise<unknown> {
    const limit = wholeField(1, Number.MAX_SAFE_INTEGER);
    const { eventsPerSecond } = readFieldsOf(request.body, {
      eventsPerSecond: {
        ...limit,
        isRight: (value: unknown): value is number | null => value === null || limit.isRight(value),
      },
    });
    if (eventsPerSecond === undefined)
      throw invalid([{ path: 'eventsPerSecond', problem: 'missing', expected: `${limit.expected}, or null` }]);
    return this.order(request, { kind: 'pace', eventsPerSecond });
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  private async order(request: FastifyRequest, order: BuildOrder): Promise<unknown> {
    const names = factsAskedFor(this.ports, request);
    if (order.kind !== 'pace') readFieldsOf(request.body, {});
    try {
      const ordered = await orderBuilds(this.ports.readStore, names, order);
      const left = ordered.filter(({ isLeft }) => isLeft).map(({ projection }) => projection);
      if (order.kind === 'resume' && left.length > 0) return await startBuild(this.ports, left, {});
    } catch (error) {
      throw refused(error);
    }
    return generationsOf(this.ports, names);
  }

  private async state(): Promise<ProjectionsItem> {
    const { eventStore, projector, readStore, past } = this.ports;
    const [head, states, generations] = [
      await eventStore.head(),
      await projector.state(),
      await allGenerations(this.ports),
    ];
    const needs = await needsOf({ log: past.log, store: readStore }, past.projections);
    return {
      head: positionText(head),
      projections: states.map(projectionItem),
      generations: generations.map(generationItem),
      needs,
      broken: this.ports.broken,
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
