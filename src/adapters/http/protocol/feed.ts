import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Aborted when the one who asked is gone. */
export const goneOf = (request: FastifyRequest): AbortSignal => {
  const gone = new AbortController();
  request.raw.once('close', () => {
    gone.abort();
  });
  return gone.signal;
};

export const isFeedAsked = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/event-stream') === true;

/** Sends server-sent events for as long as the one who asked stays, and the service is not closing. */
export const sendFeed = (
  request: FastifyRequest,
  reply: FastifyReply,
  closing: AbortSignal,
  feedUntil: (signal: AbortSignal) => AsyncIterable<string>,
): Readable => {
  void reply.type('text/event-stream').headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  return Readable.from(feedUntil(AbortSignal.any([goneOf(request), closing])), { objectMode: false });
};
