import type { Readable } from 'node:stream';
import { Controller, Get, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredEvent } from '../../../application/log/event-store';
import { seal, unseal } from '../../../application/log/personal-data';
import { ApiProblem } from '../protocol/command-docs';
import { eventFeed, itemOf, takeEvents, type EventItem } from './event-feed';
import {
  LARGEST_PAGE,
  readLastEventId,
  readLogQuery,
  readStreamQuery,
  eventShapes,
  type LogQuery,
  type EventShape,
} from './event-queries';
import { isGiven } from '../protocol/request-values';
import { isFeedAsked, sendFeed } from '../protocol/feed';
import { QueryController } from '../protocol/ports';
import { Problem } from '../protocol/problem';
import { refTo } from '../protocol/schemas';

const HEARTBEAT_MILLISECONDS = 15_000;
const STREAM = /^[a-z]+-[\w.-]{1,100}$/;

const streamIn = (params: unknown): string | undefined => {
  const stream = isGiven(params) ? params['stream'] : undefined;
  return typeof stream === 'string' && STREAM.test(stream) ? stream : undefined;
};

const ApiShape = () =>
  ApiQuery({
    name: 'shape',
    required: false,
    schema: { type: 'string', enum: [...eventShapes], default: 'today' },
    description: "The data of old events in today's shape, or as it was stored",
  });

/** The log as it is: one stream for a look, all of it as a feed of changes without an end. */
@ApiTags('events')
@Controller()
export class EventsController extends QueryController implements OnModuleDestroy {
  private readonly closing = new AbortController();

  @Get('events')
  @ApiOperation({
    operationId: 'events',
    summary: 'All events in order, as pages or as server-sent events (Accept: text/event-stream).',
    description:
      'Personal fields stay sealed here: a copy of the feed must not keep what an erasure is to make unreadable.',
  })
  @ApiQuery({ name: 'after', required: false, type: String, description: 'A position: what comes after it' })
  @ApiQuery({ name: 'types', required: false, type: String, description: 'As CallLogged,OfferMade' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE } })
  @ApiShape()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Continues after this event; wins over the parameter after',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ schema: refTo('EventPageModel'), description: 'Events in the order of the log' })
  @ApiProblem(400, 'A parameter is not as expected')
  @ApiProblem(503, 'The store is busy or away')
  async events(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { asked, limit, shape } = readLogQuery(request.query);
    if (isFeedAsked(request)) return this.feed(asked, shape, request, reply);
    const events = await takeEvents(this.ports.eventStore.readAll({ ...asked, pageSize: limit }), limit);
    const next = events.at(-1)?.position ?? asked.after;
    return { items: events.map(this.sealedIn(shape)), next: next === undefined ? null : String(next) };
  }

  @Get('streams/:stream')
  @ApiOperation({ operationId: 'stream', summary: 'The events of one stream in order, personal fields opened.' })
  @ApiParam({ name: 'stream', type: String, example: 'offer-6f9619ff-8b86-4d01-b42d-00cf4fc964fa' })
  @ApiQuery({ name: 'from', required: false, schema: { type: 'integer', minimum: 0 }, description: 'A revision' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE } })
  @ApiShape()
  @ApiOkResponse({ schema: refTo('StreamPageModel'), description: 'Events in the order of the stream' })
  @ApiProblem(400, 'A parameter is not as expected')
  @ApiProblem(404, 'There is no such stream')
  async stream(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { from, limit, shape } = readStreamQuery(request.query);
    const stream = streamIn(request.params);
    const events = stream === undefined ? [] : await takeEvents(this.ports.eventStore.read(stream, from), limit + 1);
    if (events.length === 0 && !(await this.isThere(stream)))
      throw new Problem(404, { detail: 'There is no stream of this name' });
    const itemIn = this.itemIn(shape);
    const items = events.slice(0, limit).map((event) => unseal(itemIn(event), this.ports.vault));
    const next = events[limit]?.revision ?? null;
    const last = events.at(-1);
    // Only a caller who has seen the last event knows the revision to edit against.
    if (next === null && last) void reply.header('etag', `"${last.revision}"`);
    return { items, next };
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  /** A revision beyond the end of a stream gives an empty page; a stream that is not there gives none. */
  private async isThere(stream: string | undefined): Promise<boolean> {
    return stream !== undefined && (await takeEvents(this.ports.eventStore.read(stream), 1)).length > 0;
  }

  private readonly itemIn =
    (shape: EventShape): ((event: StoredEvent) => EventItem) =>
    (event) =>
      itemOf(shape === 'stored' ? event : this.ports.past.decode(event));

  /** What a log of before holds plain of a person goes out sealed, too; in the stored shape it is as it was stored. */
  private readonly sealedIn = (shape: EventShape): ((event: StoredEvent) => EventItem) => {
    const itemIn = this.itemIn(shape);
    return (event) => seal(itemIn(event), this.ports.vault);
  };

  private feed(asked: LogQuery['asked'], shape: EventShape, request: FastifyRequest, reply: FastifyReply): Readable {
    const last = readLastEventId(request.headers);
    const after = last === undefined ? {} : { after: last };
    return sendFeed(request, reply, this.closing.signal, (signal) =>
      eventFeed(
        this.ports.eventStore.subscribe({ ...asked, ...after, signal }),
        this.sealedIn(shape),
        HEARTBEAT_MILLISECONDS,
      ),
    );
  }
}
