import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHttpApp } from '../../src/adapters/http/http-app';
import { openSqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { openSqliteKeyVault } from '../../src/adapters/sqlite/key-vault';
import { openSqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { AppModule } from '../../src/app.module';
import { aggregateFinder, createAggregates } from '../../src/application/aggregates';
import { decode } from '../../src/application/codec';
import { createExecutor } from '../../src/application/execute-command';
import { factsFrom } from '../../src/application/facts';
import { Upkeep } from '../../src/application/processes/upkeep';
import { Projector } from '../../src/application/projector';
import { ensureReadModels } from '../../src/application/rebuild';
import { projections, reports } from '../../src/read-models/index';

/** The service in a process of its own, as `npm start` has it; says its port to its parent, ends when that goes. */
const serve = async (folder: string): Promise<void> => {
  const eventStore = openSqliteEventStore({ file: join(folder, 'log.db') });
  const readStore = openSqliteReadStore({ file: join(folder, 'read-models.db') });
  const vault = openSqliteKeyVault({ file: join(folder, 'keys.db') });
  const aggregates = createAggregates(eventStore);
  const clock = () => new Date().toISOString();
  const execute = createExecutor({
    store: eventStore,
    vault,
    clock,
    aggregateOf: aggregateFinder(aggregates),
    factsFor: factsFrom(aggregates),
  });
  const side = { log: eventStore, store: readStore, projections, decode };
  await ensureReadModels(side);
  const projector = new Projector(side);
  const stop = new AbortController();
  const running = process.argv.includes('--without-projector') ? Promise.resolve() : projector.start(stop.signal);
  const past = { log: eventStore, projections, decode, openStore: () => openSqliteReadStore({ file: ':memory:' }) };
  // Not started: the measurements are of what answers.
  const upkeep = new Upkeep({ store: eventStore, readStore, vault, execute, clock, report: () => undefined });
  const ports = { execute, eventStore, readStore, projector, upkeep, past, vault, reports, zone: 'Europe/Berlin' };
  const app = await createHttpApp(AppModule.with(ports), { host: '127.0.0.1' });
  await app.listen(0, '127.0.0.1');
  process.once('disconnect', () => {
    stop.abort();
    void running.then(() => process.exit());
  });
  process.send?.((app.getHttpServer().address() as AddressInfo).port);
};

void serve(process.argv[2] ?? '.');
