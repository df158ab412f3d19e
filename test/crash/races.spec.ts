import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedId } from '../../src/application/log/ids';
import { TestServer } from '../support/eventstoredb/server';
import { freePort } from '../support/free-port';
import { buildProgram, type Environment } from '../support/processes';
import { Served } from '../support/served';

/**
 * Two services over one log, asked at the same time. LETOPIS_RACE_ROUNDS=1000 for longer; LETOPIS_TEST_EVENTSTORE, an
 * `esdb://` address, for a real server in place of the one in this process.
 */
const rounds = Number(process.env['LETOPIS_RACE_ROUNDS'] ?? 25);
const HOUR = 3_600_000;

const managerId = derivedId('manager');
const productId = derivedId('product');
const clientId = derivedId('client');

interface Log {
  readonly environment: Environment;
  close(): Promise<void>;
}

const sqlite = (): Promise<Log> => Promise.resolve({ environment: {}, close: () => Promise.resolve() });

const eventStoreDb = async (): Promise<Log> => {
  const real = process.env['LETOPIS_TEST_EVENTSTORE'];
  if (real !== undefined) return { environment: { LETOPIS_EVENT_STORE: real }, close: () => Promise.resolve() };
  const server = await TestServer.start();
  return { environment: { LETOPIS_EVENT_STORE: server.connectionString }, close: () => server.close() };
};

// Many rounds over real processes: on a slow machine over a minute of processor time, on purpose.
describe.each([
  ['SQLite', sqlite],
  ['EventStoreDB', eventStoreDb],
])('two services over one log in %s', (_, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-races-'));
  // Other runs on the same real server leave their claims behind.
  const run = `${process.pid} ${Date.now()}`;
  let log: Log;
  let services: readonly Served[] = [];

  const post = (index: number, path: string, body: object) =>
    services[index % 2]!.post(path, body, `${run} ${path} ${JSON.stringify(body)}`.slice(0, 200));

  beforeAll(async () => {
    buildProgram();
    log = await open();
    const environment = { LETOPIS_DATA: folder, ...log.environment };
    services = [new Served(await freePort(), environment), new Served(await freePort(), environment)];
    for (const service of services) {
      service.start();
      await service.until('/health', 200);
    }
    await post(0, '/managers', { managerId, name: 'Anna Weber', role: 'manager' });
    await post(0, '/products', { productId, name: 'Tea', category: 'goods' });
    await post(0, '/clients', { clientId, kind: 'company', name: 'Nordlicht', origin: 'fair' });
  }, HOUR);
  afterAll(async () => {
    for (const service of services) await service.end('SIGKILL');
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const statuses = (answers: readonly { readonly status: number }[]): readonly number[] =>
    answers.map(({ status }) => status).sort();

  it(
    `gives a tax id to one of eight new clients, in each of ${rounds} rounds`,
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 8 }, (__, index) =>
            post(index, '/clients', { kind: 'company', name: `No ${index}`, taxId: `${run} ${round}`, origin: 'fair' }),
          ),
        );
        expect([round, ...statuses(answers)]).toEqual([round, 201, 409, 409, 409, 409, 409, 409, 409]);
      }
    },
    HOUR,
  );

  it(
    `gives a tax id to one of eight clients that are corrected to it, in each of ${rounds} rounds`,
    async () => {
      const clients = Array.from({ length: 8 }, (__, index) => derivedId(`${run} corrected ${index}`));
      for (const [index, one] of clients.entries())
        await post(index, '/clients', { clientId: one, kind: 'company', name: `Old ${index}`, origin: 'fair' });
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all(
          clients.map((one, index) => post(index, `/clients/${one}/corrections`, { taxId: `${run} then ${round}` })),
        );
        expect([round, ...statuses(answers)]).toEqual([round, 200, 409, 409, 409, 409, 409, 409, 409]);
      }
    },
    HOUR,
  );

  it(
    'numbers 200 invoices of one series without a gap and turns none away',
    async () => {
      const series = `R${Date.now()}`;
      const answers = await Promise.all(
        Array.from({ length: 200 }, (__, index) =>
          post(index, '/invoices', {
            invoiceId: derivedId(`${run} invoice ${index}`),
            clientId,
            managerId,
            basis: { directSale: true, reason: 'over the counter' },
            lines: [{ productId, quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
            currency: 'EUR',
            dueOn: '2099-06-01',
            series,
          }),
        ),
      );
      expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
      const { text } = await services[0]!.get(`/streams/reservation-numbers.${series}?limit=1000`);
      const { items } = JSON.parse(text) as { items: readonly { readonly data: { readonly number: string } }[] };
      expect(items.map(({ data }) => data.number)).toEqual(
        Array.from({ length: 200 }, (__, index) => `${series}-${String(index + 1).padStart(6, '0')}`),
      );
    },
    HOUR,
  );
});
