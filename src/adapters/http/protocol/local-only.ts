import type { FastifyRequest } from 'fastify';
import { Problem } from './problem';

const LOOPBACK_HOST = /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Whether an address is of this machine alone. */
export const isLoopback = (host: string): boolean => LOOPBACK_HOST.test(host.includes('::') ? `[${host}]` : host);

/**
 * Why a request must not come in, though it comes from this machine: a page of another site, open in a browser here, can
 * make its own name point to this machine (DNS rebinding), or post a form to it.
 */
export const objectionTo = (request: FastifyRequest): Problem | undefined => {
  const { host, origin } = request.headers;
  if (host !== undefined && !LOOPBACK_HOST.test(host))
    return new Problem(421, { detail: 'Letopis listens on this machine alone: use localhost or 127.0.0.1' });
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead || origin === undefined) return undefined;
  const isOwn = URL.canParse(origin) && new URL(origin).host === host;
  return isOwn ? undefined : new Problem(403, { detail: 'Commands from pages of other sites are refused' });
};
