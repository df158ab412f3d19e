import { openPostgresReadStore } from '../../../src/adapters/postgres/read-store';
import { readStoreContract } from '../../contracts/read-store.contract';
import { startPostgres, type PostgresForTests } from '../../support/postgres';

let postgres: PostgresForTests;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

let schemas = 0;
const ownSchema = (): string => `t${process.pid}_${(schemas += 1)}`;

readStoreContract('PostgreSQL', async () => {
  const schema = ownSchema();
  return {
    open: async () => openPostgresReadStore(postgres.optionsFor(schema)),
    dispose: () => postgres.clear(schema),
  };
});
