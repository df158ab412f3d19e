import { openSqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { openSqliteKeyVault } from '../../src/adapters/sqlite/key-vault';
import { createAggregates } from '../../src/application/executing/aggregates';
import type { EventStore, StoredEvent, StreamStore } from '../../src/application/log/event-store';
import { createExecutor } from '../../src/application/executing/execute-command';
import type { Envelope, Executed } from '../../src/application/executing/execution';
import { derivedId } from '../../src/application/log/ids';
import type { KeyVault } from '../../src/application/log/personal-data';
import { recordedIn } from '../../src/application/executing/recorded';
import type { CommandCatalogue, CommandType, DomainCommand } from '../../src/domain/catalogue';
import { installationCommands } from '../../src/domain/installation';
import { id } from './specify';

export const NOON = '2024-05-06T10:00:00.000Z';

/** A small company on a log in memory: what a test of more than one stream starts from. */
export interface Company {
  readonly store: EventStore;
  readonly vault: KeyVault;
  readonly execute: (command: DomainCommand, envelope: Envelope) => Promise<Executed>;
  /** Asks a command at a moment (NOON where it is left out) by the test's manager. */
  ask<Type extends CommandType>(type: Type, data: CommandCatalogue[Type], given?: Partial<Envelope>): Promise<Executed>;
  /** As `ask`; a test that is refused here fails with the rule's sentence. */
  has<Type extends CommandType>(type: Type, data: CommandCatalogue[Type], given?: Partial<Envelope>): Promise<void>;
  events(): Promise<readonly StoredEvent[]>;
  types(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** An executor over a store as one process has it: with a memory of its own. */
export const executorOver = (store: StreamStore, vault: KeyVault, clock: () => string, recorded = recordedIn(store)) =>
  createExecutor({ store, vault, clock, recorded, aggregates: createAggregates(store) });

let commands = 0;

export const openCompany = async (
  given: { store?: EventStore; vault?: KeyVault; clock?: () => string } = {},
): Promise<Company> => {
  const clock = given.clock ?? (() => NOON);
  const store = given.store ?? openSqliteEventStore({ file: ':memory:', clock });
  const vault = given.vault ?? openSqliteKeyVault({ file: ':memory:' });
  const execute = executorOver(store, vault, clock);

  const ask = async (type: CommandType, data: unknown, envelope: Partial<Envelope> = {}): Promise<Executed> =>
    execute({ type, data } as DomainCommand, {
      commandId: derivedId(`command ${(commands += 1)}`),
      actor: { kind: 'manager', id: id('manager') },
      source: 'api',
      zone: 'Europe/Berlin',
      ...envelope,
    });

  const company: Company = {
    store,
    vault,
    execute,
    ask,
    has: async (type, data, envelope) => {
      const executed = await ask(type, data, envelope);
      if (executed.outcome === 'accepted') return;
      throw new Error(`${type} was not accepted: ${JSON.stringify(executed)}`);
    },
    events: async () => {
      const events: StoredEvent[] = [];
      for await (const page of store.readAll({})) events.push(...page);
      return events;
    },
    types: async () => (await company.events()).map(({ type }) => type),
    close: async () => {
      await store.close();
      vault.close();
    },
  };
  return company;
};

/** The installation, two managers, two products and a client. */
export const furnish = async (company: Company, at = '2024-01-01T09:00:00.000Z'): Promise<void> => {
  for (const [index, command] of installationCommands({ zone: 'Europe/Berlin' }).entries()) {
    const installed = await company.execute(command, {
      commandId: derivedId(`installation ${index}`),
      occurredAt: at,
      actor: { kind: 'system', id: 'installation' },
      source: 'api',
      lateReason: 'set up for the test',
    });
    if (installed.outcome !== 'accepted') throw new Error(JSON.stringify(installed));
  }
  const late = { occurredAt: at, lateReason: 'set up for the test' };
  await company.has('RegisterManager', { managerId: id('manager'), name: 'Anna', role: 'manager' }, late);
  await company.has('RegisterManager', { managerId: id('lead'), name: 'Boris', role: 'lead' }, late);
  for (const product of ['tea', 'snow']) {
    await company.has('IntroduceProduct', { productId: id(product), name: product, category: 'goods' }, late);
    await company.has('SetPrice', { productId: id(product), price: { amount: 10_000, currency: 'EUR' } }, late);
  }
  await company.has(
    'RegisterClient',
    { clientId: id('client'), kind: 'person', name: 'Chukchi', origin: 'fair', segment: 'north' },
    late,
  );
};
