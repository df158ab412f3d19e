import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { derivedId } from '../../src/application/log/ids';
import { freePort } from '../support/free-port';
import { buildProgram, letopis } from '../support/processes';
import { Served } from '../support/served';
import { id } from '../support/specify';

/** LETOPIS_KILLS=200 for longer. */
const CRASHES = Number(process.env['LETOPIS_KILLS'] ?? 8);
const HOUR = 3_600_000;
const CLIENTS = 4;

interface LoggedEvent {
  readonly id: string;
  readonly position: string;
  readonly type: string;
  readonly data: { readonly offerId?: string; readonly pitch?: { readonly offerId: string } };
}

const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let served: Served;

/** The answer, or undefined where the service died before it gave one. */
const post = (path: string, body: object, key: string) => served.post(path, body, key).catch(() => undefined);

/** Asks until it is answered, through whatever restarts. */
const postUntilAnswered = async (path: string, body: object, key: string) => {
  for (;;) {
    const answer = await post(path, body, key);
    if (answer && answer.status !== 503) return answer;
    await pause(30);
  }
};

const pitch = (name: string) => ({
  callId: derivedId(`call ${name}`),
  clientId: id('client'),
  managerId: id('manager'),
  direction: 'out',
  durationSeconds: 60,
  result: 'reached',
  pitch: {
    offerId: derivedId(`offer ${name}`),
    lines: [{ lineId: derivedId(`line ${name}`), productId: id('snow'), quantity: 1 }],
    refused: {
      lineIds: [derivedId(`line ${name}`)],
      reason: 'OTHER',
      statedBy: 'client',
      comment: `has snow enough: ${name}`,
    },
  },
});

const exported = async (): Promise<readonly LoggedEvent[]> =>
  (await letopis(['export'], served.environment)).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedEvent);

describe('a service that is killed again and again while several clients write', () => {
  const acknowledged: string[] = [];
  const refused: string[] = [];
  let over = false;

  /** Sends pitches one after the other; a patient one sends again what was not answered, the other gives it up. */
  const write = async (client: number): Promise<void> => {
    const isPatient = client > 0;
    for (let number = 0; !over; number += 1) {
      const name = `${client}/${number}`;
      const answer = await (isPatient ? postUntilAnswered : post)('/calls', pitch(name), name);
      if (answer?.status === 201) acknowledged.push(...answer.body.events.map((event) => event.id));
      else if (answer) refused.push(JSON.stringify(answer));
      else await pause(30);
    }
  };

  beforeAll(async () => {
    buildProgram();
    served = new Served(await freePort(), { LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' });
    served.start();
    await served.until('/health', 200);
    const manager = { managerId: id('manager'), name: 'Anna', role: 'manager' };
    const product = { productId: id('snow'), name: 'Snow', category: 'goods' };
    const client = { clientId: id('client'), kind: 'person', name: 'Chukchi', origin: 'fair' };
    for (const [path, body] of [
      ['/managers', manager],
      ['/products', product],
      ['/clients', client],
    ] as const)
      expect(await post(path, body, 'furnish')).toMatchObject({ status: 201 });

    const clients = Array.from({ length: CLIENTS }, (_, client_) => write(client_));
    for (let crash = 0; crash < CRASHES; crash += 1) {
      await served.until('/health', 200);
      await pause(100 + Math.random() * 500);
      await served.end('SIGKILL');
      served.start();
    }
    await served.until('/health', 200);
    await pause(300);
    over = true;
    await Promise.all(clients);
  }, HOUR);

  afterAll(() => served.end('SIGKILL'));

  it('refuses nothing, and goes on where it stood', () => {
    expect(refused).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(CRASHES * CLIENTS);
  });

  it('keeps every event that it acknowledged, exactly once, in a log without gaps', async () => {
    const log = await exported();
    const ids = log.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter((eventId) => !ids.includes(eventId))).toEqual([]);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(log.map(({ position }) => Number(position))).toEqual(log.map((_, index) => index + 1));
  });

  it('completes each pitch by its offer and its refusal, also those that nobody sent again', async () => {
    const incomplete = async (): Promise<readonly string[]> => {
      const log = await exported();
      const offersOf = (type: string) =>
        log.filter((event) => event.type === type).map(({ data }) => data.offerId ?? '');
      const [made, refusals] = [offersOf('OfferMade'), offersOf('OfferLinesRefused')];
      expect([new Set(made).size, new Set(refusals).size]).toEqual([made.length, refusals.length]);
      const pitched = log.flatMap(({ data }) => (data.pitch ? [data.pitch.offerId] : []));
      expect(pitched.length).toBeGreaterThan(CRASHES);
      return pitched.filter((offerId) => !made.includes(offerId) || !refusals.includes(offerId));
    };
    while ((await incomplete()).length > 0) await pause(500);
    expect(await incomplete()).toEqual([]);
  });

  it('ends in good order when it is asked to, with read models that say what the log says', async () => {
    expect({ code: await served.end('SIGTERM'), said: served.said.match(/Stopped.*/g) }).toEqual({
      code: 0,
      said: null,
    });
    const { code, out } = await letopis(['verify', '--json'], served.environment);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('"equal"') as string });
  });
});
