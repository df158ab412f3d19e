import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StoreError, type StoreErrorCode } from '../../../application/log/event-store';
import { isProblemStatus, Problem, notAvailable } from './problem';
import type { RouteBook } from './route-book';

const ofTheStore: { readonly [Code in StoreErrorCode]: (message: string) => Problem } = {
  conflict: notAvailable,
  'reused-id': (detail) => new Problem(422, { detail }),
  unavailable: notAvailable,
  'unknown-position': (detail) => new Problem(400, { detail }),
  'not-serving': (detail) => notAvailable(detail, 5),
  'too-large': (message) => new Problem(413, { detail: message }),
  // The content of files is not shown to callers; the log of the service has it.
  corrupt: () => new Problem(500),
};

/** Fastify and Nest say what is wrong with a request by its status. */
const ofTheFramework = (error: HttpException): Problem => {
  const status = error.getStatus();
  return isProblemStatus(status)
    ? new Problem(status, { detail: error.message })
    : new Problem(status < 500 ? 400 : 500, status < 500 ? { detail: error.message } : {});
};

/** The answer to an error that is no matter of routes; 500 is one that nobody expected. */
export const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError) return ofTheStore[error.code](error.message);
  return error instanceof HttpException ? ofTheFramework(error) : new Problem(500);
};

/** Turns anything thrown into an answer by RFC 9457; an unexpected error is logged, not shown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly routes: RouteBook) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const isLost = error instanceof HttpException && error.getStatus() === 404;
    const problem = isLost ? this.routes.notFound(request.url) : asProblem(error);
    if (problem.status === 500) this.logger.error(error instanceof Error ? error.stack : String(error));
    void reply.code(problem.status).headers(problem.headers).type('application/problem+json').send(problem.body);
  }
}
