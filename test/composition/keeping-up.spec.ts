import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqlite } from '../../src/adapters/sqlite/driver';
import { derivedId } from '../../src/application/log/ids';
import { freePort } from '../support/free-port';
import { buildProgram } from '../support/processes';
import { Served } from '../support/served';
import { id } from '../support/specify';

const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
let served: Served;

const call = (name: string) => ({
  ...{ callId: derivedId(name), managerId: id('manager') },
  ...{ direction: 'out', durationSeconds: 60, result: 'reached' },
});
const upkeep = async () => {
  const { upkeep } = JSON.parse((await served.get('/health')).text) as {
    readonly upkeep: { readonly atWork: boolean; readonly position: string | null };
  };
  return upkeep;
};
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await pause(50);
};

describe('a service keeps up its read models beside answering', () => {
  beforeAll(async () => {
    buildProgram();
    served = new Served(await freePort(), { LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' });
    served.start();
    await served.until('/health', 200);
    await served.post('/managers', { managerId: id('manager'), name: 'Anna', role: 'manager' }, 'manager');
  });
  afterAll(async () => {
    await served.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const reported = async (position: string) => {
    const window = 'from=2020-01-01&to=2100-01-01';
    return served.get(`/reports/manager-activity?${window}&atLeast=${position}`);
  };

  it('whoever wrote finds it in the reports that he asks for his position', async () => {
    const { body } = await served.post('/calls', call('first'), 'first');
    expect(await reported(body.position)).toMatchObject({ status: 200, text: expect.stringContaining(id('manager')) });
  });

  it('says what is wrong with a question as if it were answered here', async () => {
    const { status, text } = await served.get('/reports/manager-activity?from=yesterday&colour=red');
    expect({ status, problem: JSON.parse(text) as unknown }).toMatchObject({
      status: 400,
      problem: { errors: expect.arrayContaining([expect.objectContaining({ path: 'parameter from' })]) },
    });
  });

  it('shows nothing of a person once the erasure has been answered', async () => {
    const told = await served.post(
      '/clients',
      { clientId: id('Vera'), kind: 'person', name: 'Vera Marked', origin: 'fair' },
      'Vera',
    );
    expect(told.status).toBe(201);
    const history = (position: string) =>
      served.get(`/reports/client-history?client=${id('Vera')}&atLeast=${position}`);
    expect((await history(told.body.position)).text).toContain('Vera Marked');
    const erased = await served.post(`/clients/${id('Vera')}/erasure`, { reason: 'asked for' }, 'erased');
    expect((await history(erased.body.position)).text).not.toMatch(/Vera Marked/);
  });

  it('sees to what must follow, and says how far', async () => {
    await until(async () => (await upkeep()).position !== null);
    expect(await upkeep()).toMatchObject({ atWork: true });
  });

  it('answers while another process has the read models locked, and catches up when it lets go', async () => {
    const other = openSqlite(join(folder, 'read-models.sqlite'));
    other.exec('begin immediate');
    let last = '';
    for (let number = 0; number < 100; number += 1) {
      const { status, body } = await served.post('/calls', call(`locked ${number}`), `locked ${number}`);
      expect(status).toBe(201);
      expect((await served.get('/reports/manager-activity?from=2020-01-01&to=2100-01-01')).status).toBe(200);
      last = body.position;
    }
    other.exec('rollback');
    other.close();
    await until(async () => (await reported(last)).status === 200);
  });

  it('ends in good order with its service', async () => {
    expect({ code: await served.end('SIGTERM'), said: served.said.match(/Stopped.*/g) }).toEqual({
      code: 0,
      said: null,
    });
  });
});
