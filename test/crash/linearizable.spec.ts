import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { derivedId } from '../../src/application/log/ids';
import { freePort } from '../support/free-port';
import { isLinearizable, type StreamCall } from '../support/linearizable';
import { buildProgram } from '../support/processes';
import { Served } from '../support/served';

const appended = (
  asked: number,
  answered: number,
  revision: number,
  expected: StreamCall['expected'] = revision - 1,
) => ({
  ...{ asked, answered, expected, told: { appended: revision } },
});
const outdated = (asked: number, answered: number, expected: number, revision: number) => ({
  ...{ asked, answered, expected, told: { outdated: revision } },
});
const unknown = (asked: number, expected: number): StreamCall => ({
  asked,
  answered: Infinity,
  expected,
  told: 'unknown',
});

describe('a history of calls on one stream', () => {
  it.each<[string, readonly StreamCall[]]>([
    ['that come one after the other', [appended(0, 1, 0), appended(2, 3, 1), outdated(4, 5, 0, 1)]],
    ['at the same time, in either order', [appended(0, 9, 1, 'any'), appended(0, 9, 0, 'any')]],
    ['of which one lost the race', [appended(0, 9, 0), outdated(0, 9, -1, 0)]],
    ['of which one got no answer, and was done', [unknown(0, -1), appended(5, 6, 1)]],
    ['of which one got no answer, and was never done', [unknown(0, -1), appended(5, 6, 0)]],
    ['of which one got no answer, and was done late', [unknown(0, 0), appended(5, 6, 0), outdated(9, 10, 0, 1)]],
  ])('%s is explained', (_, history) => {
    expect(isLinearizable(history)).toBe(true);
  });

  it.each<[string, readonly StreamCall[]]>([
    ['in which two got one revision', [appended(0, 9, 0), appended(0, 9, 0)]],
    ['in which a revision is left out', [appended(0, 1, 0), appended(2, 3, 2)]],
    ['in which a later call came before an earlier one', [appended(0, 1, 1, 'any'), appended(2, 3, 0, 'any')]],
    ['that lost what was acknowledged', [appended(0, 1, 0), outdated(2, 3, 5, -1)]],
    ['in which one was turned away that had it right', [appended(0, 1, 0), outdated(2, 3, 0, 0)]],
    ['in which one was taken that had it wrong', [appended(0, 1, 0), appended(2, 3, 1, -1)]],
  ])('%s is refused', (_, history) => {
    expect(isLinearizable(history)).toBe(false);
  });

  it('that a single stream gave is explained, and with one answer changed mostly is not', () => {
    const calls = fc.array(fc.record({ length: fc.nat(5), expected: fc.nat(3) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(calls, (given) => {
        let revision = -1;
        const history = given.map(({ length, expected: ahead }, place): StreamCall => {
          const expected = revision - (ahead % 2);
          const times = { asked: place, answered: place + 0.5 + length, expected };
          if (expected !== revision) return { ...times, told: { outdated: revision } };
          revision += 1;
          return { ...times, told: { appended: revision } };
        });
        expect(isLinearizable(history)).toBe(true);
        const [first, ...others] = history;
        expect(isLinearizable([{ ...first!, told: { appended: 99 } }, ...others])).toBe(false);
      }),
    );
  });
});

describe('two services over one log, whose writers correct one client at the same time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  const clientId = derivedId('client');
  const stream = `client-${clientId}`;
  let services: readonly Served[] = [];

  beforeAll(async () => {
    buildProgram();
    const environment = { LETOPIS_DATA: folder };
    services = [new Served(await freePort(), environment), new Served(await freePort(), environment)];
    for (const service of services) {
      service.start();
      await service.until('/health', 200);
    }
    await services[0]!.post('/clients', { clientId, kind: 'company', name: 'Nordlicht', origin: 'fair' }, 'client');
  }, 600_000);
  afterAll(async () => {
    for (const service of services) await service.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** One writer: it expects what it saw last, as a person at a screen does. */
  const writer = async (name: number, calls: number): Promise<readonly StreamCall[]> => {
    const { address } = services[name % 2]!;
    const history: StreamCall[] = [];
    let expected = 0;
    for (let call = 0; call < calls; call += 1) {
      const asked = performance.now();
      const answer = await fetch(`${address}/clients/${clientId}/corrections`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `${name}/${call}`,
          'if-match': `"${expected}"`,
        },
        body: JSON.stringify({ name: `Nordlicht ${name}/${call}` }),
      });
      const revision = Number(/\d+/.exec(answer.headers.get('etag') ?? '')?.[0]);
      const told = answer.status === 200 ? { appended: revision } : { outdated: revision };
      expect([200, 412]).toContain(answer.status);
      history.push({ asked, answered: performance.now(), expected, told });
      expected = revision;
    }
    return history;
  };

  it('answer as one stream would, in some order, and hold what they acknowledged', async () => {
    const history = (await Promise.all([0, 1, 2, 3].map((name) => writer(name, 25)))).flat();
    const taken = history.flatMap(({ told }) => (told !== 'unknown' && 'appended' in told ? [told.appended] : []));
    expect(taken.length).toBeGreaterThan(20);
    expect(taken.length).toBeLessThan(history.length);
    expect(isLinearizable(history, 0)).toBe(true);
    const { text } = await services[0]!.get(`/streams/${stream}?limit=1000`);
    const { items } = JSON.parse(text) as { items: readonly { readonly revision: number }[] };
    expect(items.map(({ revision }) => revision)).toEqual(items.map((_, place) => place));
    expect(items).toHaveLength(taken.length + 1);
  }, 600_000);
});
