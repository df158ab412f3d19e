import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { openLetopis } from '../../src/composition/open-core';
import { readConfig } from '../../src/config/config';
import { reports } from '../../src/read-models';
import { Random } from '../../src/application/sample-company/random';
import { freePort } from '../support/free-port';
import { LawsOfHistory, type LoggedEvent } from '../support/laws-of-history';
import { buildProgram, letopis } from '../support/processes';
import { differenceOf, leftUnexplained, pairsBetween, positionsNamed, sidesOfPair } from '../support/named-differences';
import { RandomRequests, type RandomRequest } from '../support/random-requests';
import { Served } from '../support/served';

/**
 * Random histories of all commands, four requests at once, over HTTP to a service in a process of its own. For longer:
 * LETOPIS_RANDOM_REQUESTS=100000 LETOPIS_RANDOM_SEED=4711 npm test -- test/random
 * And LETOPIS_RANDOM_PAIRS=10000 for as many pairs of editions of reports.
 * In CI it goes on for two minutes: over a minute of processor time, on purpose.
 */
const seed = Number(process.env['LETOPIS_RANDOM_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const mostRequests = Number(process.env['LETOPIS_RANDOM_REQUESTS'] ?? Infinity);
const ofCi = process.env['CI'] ? 120 : 20;
const mostMilliseconds = process.env['LETOPIS_RANDOM_REQUESTS'] === undefined ? ofCi * 1_000 : Infinity;

/** How many pairs of editions are told apart. */
const mostPairs = Number(process.env['LETOPIS_RANDOM_PAIRS'] ?? 30);

const document = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as OpenAPIObject;
const ajv = addFormats(new Ajv({ strict: false }));
ajv.addSchema({ $id: 'api', components: document.components });

/** By an address within the document, so that what it refers to is found. */
const isAsDescribed = (answers: RandomRequest['operation']['answers'], status: number, text: string): boolean => {
  const schema = answers[status];
  if (!schema) return true;
  const whole = JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/');
  return ajv.validate(JSON.parse(whole) as object, JSON.parse(text));
};
const HOUR = 3_600_000;

interface Sent {
  readonly request: RandomRequest;
  readonly status: number;
  readonly text: string;
  /** What is not as the document says. */
  readonly errors?: string;
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
    else if (!isAsDescribed(operation.answers, answer.status, text))
      undescribed.push({ request, status: answer.status, text, errors: ajv.errorsText() });
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

  it(
    'tells of two editions of a report every event that explains the difference',
    async () => {
      const company = await openLetopis(readConfig({ LETOPIS_DATA: folder }));
      const now = new Date().toISOString();
      const began = (await company.store.momentAt((await company.store.head())!)) ?? now;
      const pairs = pairsBetween(new Date(Date.parse(began) - 30 * 24 * HOUR).toISOString(), now);
      const asked = reports.filter(({ parameters }) => Object.values(parameters).every(({ required }) => !required));
      try {
        await fc.assert(
          fc.asyncProperty(pairs, fc.constantFrom(...asked), async (pair, report) => {
            const sides = await sidesOfPair(company, pair, now);
            const difference = await differenceOf(company, report, {}, sides);
            expect(difference.cells.filter(({ because }) => because.length === 0)).toEqual([]);
            const named = positionsNamed(difference);
            expect(await leftUnexplained(company, {}, sides, difference, named)).toEqual([]);
          }),
          { numRuns: mostPairs, seed },
        );
      } finally {
        await company.close();
      }
    },
    3 * HOUR,
  );
});
