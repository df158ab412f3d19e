import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Random } from '../../src/application/sample-company/random';
import { freePort } from '../support/free-port';
import { LawsOfHistory, type LoggedEvent } from '../support/laws-of-history';
import { buildProgram, letopis } from '../support/processes';
import { RandomRequests, type RandomRequest } from '../support/random-requests';
import { Served } from '../support/served';

/**
 * Random histories of all commands, four requests at once, over HTTP to a service in a process of its own. For longer:
 * LETOPIS_RANDOM_REQUESTS=100000 LETOPIS_RANDOM_SEED=4711 npm test -- test/random
 * In CI it goes on for two minutes: over a minute of processor time, on purpose.
 */
const seed = Number(process.env['LETOPIS_RANDOM_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const mostRequests = Number(process.env['LETOPIS_RANDOM_REQUESTS'] ?? Infinity);
const ofCi = process.env['CI'] ? 120 : 20;
const mostMilliseconds = process.env['LETOPIS_RANDOM_REQUESTS'] === undefined ? ofCi * 1_000 : Infinity;

const document = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as OpenAPIObject;
const HOUR = 3_600_000;

interface Sent {
  readonly request: RandomRequest;
  readonly status: number;
  readonly text: string;
}

describe(`a random company, seed ${seed}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-random-'));
  let service: Served;
  const acceptedActors = new Set<string>();
  const undescribed: Sent[] = [];
  let sent = 0;

  const send = async (request: RandomRequest, requests: RandomRequests): Promise<void> => {
    const { operation, url, body } = request;
    const actor = `system:request-${(sent += 1)}`;
    const answer = await fetch(service.address + url, {
      method: operation.method,
      headers: { 'letopis-actor': actor, ...(operation.body && { 'content-type': 'application/json' }) },
      ...(operation.body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    // Few questions about the past are answered at a time: that is said, and is no fault.
    const isBusyWithThePast = answer.status === 503 && operation.method === 'GET' && answer.headers.has('retry-after');
    if (!operation.statuses.includes(answer.status) || (answer.status >= 500 && !isBusyWithThePast))
      undescribed.push({ request, status: answer.status, text });
    if (!answer.ok || !operation.body) return;
    acceptedActors.add(actor);
    requests.accepted(request, (JSON.parse(text) as { id: string }).id);
  };

  beforeAll(async () => {
    buildProgram();
    service = new Served(await freePort(), { LETOPIS_DATA: folder });
    service.start();
    await service.until('/health', 200);
    const requests = new RandomRequests(document, new Random(seed));
    for (const name of ['RegisterManager', 'RegisterManager', 'IntroduceProduct', 'IntroduceProduct', 'RegisterClient'])
      await send(requests.named(name), requests);
    const until = Date.now() + mostMilliseconds;
    const one = async (): Promise<void> => {
      while (Date.now() < until && sent < mostRequests) await send(requests.next(), requests);
    };
    await Promise.all([one(), one(), one(), one()]);
    console.log(`seed ${seed}: ${sent} requests, ${acceptedActors.size} commands accepted`);
  }, HOUR);
  afterAll(async () => {
    await service.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const events = async (): Promise<LoggedEvent[]> => {
    const all: LoggedEvent[] = [];
    for (let after = ''; ;) {
      const { text } = await service.get(`/events?limit=1000${after && `&after=${after}`}`);
      const { items, next } = JSON.parse(text) as { items: typeof all; next: string };
      if (items.length === 0) return all;
      all.push(...items);
      after = next;
    }
  };

  it('never meets an answer that the API does not describe, nor one of a fault of the service', () => {
    expect(undescribed.slice(0, 5)).toEqual([]);
    expect(acceptedActors.size).toBeGreaterThan(100);
  });

  it('has no event by a request that was rejected', async () => {
    const byRequests = (await events()).filter(({ metadata }) => JSON.stringify(metadata.actor).includes('request-'));
    const rejected = byRequests.filter(({ metadata }) => {
      const { id } = metadata.actor as { id: string };
      return !acceptedActors.has(`system:${id}`);
    });
    expect(byRequests.length).toBeGreaterThan(100);
    expect(rejected.slice(0, 5)).toEqual([]);
  });

  it('breaks no law: references, order of causes, outcomes of lines, credits, evidence of answers', async () => {
    const laws = new LawsOfHistory();
    for (const event of await events()) laws.take(event);
    expect(laws.broken.slice(0, 10)).toEqual([]);
  });

  it('has all read models live at the end of the log, and equal to it', async () => {
    const { text } = await service.until('/health', 200);
    const { projections } = JSON.parse(text) as { projections: { projection: string; state: string }[] };
    expect(projections.filter(({ state }) => state !== 'live')).toEqual([]);
    expect(projections.length).toBeGreaterThan(4);
    await service.end('SIGTERM');
    expect(await letopis(['verify'], { LETOPIS_DATA: folder })).toMatchObject({ code: 0 });
  });
});
