import { ConsoleLogger, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { acceptJsonOnly, readPlainJson } from './protocol/json-body';
import { isLoopback, objectionTo } from './protocol/local-only';
import { serveDocs } from './openapi';
import { isProblemStatus, Problem } from './protocol/problem';
import { ProblemFilter } from './protocol/problem-filter';
import { RouteBook } from './protocol/route-book';

const LARGEST_BODY = 1_048_576;
const LONGEST_PARAMETER = 200;
const REQUEST_MILLISECONDS = 30_000;

export interface HttpOptions {
  /** The address that it will listen on: with a loopback one, requests under other host names are refused. */
  readonly host: string;
}

interface RawReply {
  readonly destroyed: boolean;
  end(text: string): unknown;
}

/** Answers what is no HTTP: there is no request yet, only a socket. */
const answerGarbage = (error: { readonly code?: string }, socket: RawReply): void => {
  if (socket.destroyed) return;
  const { body, status } = new Problem(error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, {
    detail: 'The request is not HTTP as it must be',
  });
  const head = `HTTP/1.1 ${status} Bad Request\r\ncontent-type: application/problem+json\r\nconnection: close\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};

/** Answers an address that no router can read. */
const answerUnroutable = (
  { statusCode = 400, message }: { readonly statusCode?: number; readonly message: string },
  _request: unknown,
  reply: FastifyReply,
): void => {
  const problem = new Problem(isProblemStatus(statusCode) ? statusCode : 400, { detail: message });
  void reply.code(problem.status).type('application/problem+json').send(problem.body);
};

const quietly = Object.freeze({
  bodyParser: false,
  logger: new ConsoleLogger({ logLevels: ['error', 'warn'] }),
  abortOnError: false,
});

const createAdapter = (): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_MILLISECONDS,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    skipMiddie: true,
    clientErrorHandler: answerGarbage,
    frameworkErrors: answerUnroutable,
  });

/** The HTTP edge around a module, ready to listen (or to be injected into). */
export const createHttpApp = async (module: DynamicModule, { host }: HttpOptions): Promise<NestFastifyApplication> => {
  const adapter = createAdapter();
  const server = adapter.getInstance();
  const routes = new RouteBook();
  routes.watch(server);
  acceptJsonOnly(server);
  readPlainJson(server, LARGEST_BODY);
  if (isLoopback(host))
    server.addHook('onRequest', (request, _reply, done) => {
      done(objectionTo(request));
    });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, quietly);
  app.useGlobalFilters(new ProblemFilter(routes));
  serveDocs(app);
  await app.init();
  await server.ready();
  return app;
};
