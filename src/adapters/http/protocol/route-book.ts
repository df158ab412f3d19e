import type { FastifyInstance } from 'fastify';
import { Problem } from './problem';

/** Knows all routes, so that a wrong method and a wrong address get different answers. */
export class RouteBook {
  private readonly methods = new Map<string, Set<string>>();
  private readonly patterns = new Map<string, RegExp>();

  /** Writes down every route that is added from now on. */
  watch(server: FastifyInstance): void {
    server.addHook('onRoute', ({ url, method }) => {
      const known = this.methods.get(url) ?? new Set();
      for (const name of [method].flat()) known.add(name);
      this.methods.set(url, known);
      this.patterns.set(url, new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`));
    });
  }

  notFound(url: string): Problem {
    const path = url.split('?', 1)[0] ?? '';
    for (const [route, pattern] of this.patterns)
      if (!route.includes('*') && pattern.test(path)) {
        const allow = [...(this.methods.get(route) ?? [])].sort().join(', ');
        return new Problem(405, { detail: `Use ${allow}` }, { allow });
      }
    return new Problem(404, { detail: 'No such address: GET / lists what is there' });
  }
}
