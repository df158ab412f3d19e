import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeysAsked, KeysSeen, OpenOptions } from '../adapters/cli/terminal/context';
import { trialFiles } from '../adapters/files/trial-files';
import { openSqliteEventStore } from '../adapters/sqlite/event-store';
import { openSqliteKeyVault } from '../adapters/sqlite/key-vault';
import { openSqliteLocalCopy } from '../adapters/sqlite/local-copy';
import { wipeOpenedNames, writeOpenedNames } from '../adapters/sqlite/opened-names';
import { openSqliteReadStore } from '../adapters/sqlite/read-store';
import { normalising } from '../application/commands/normalised-texts';
import { createAggregates } from '../application/executing/aggregates';
import { reservedBefore, type ReservedBefore } from '../application/executing/reserved-before';
import { decode } from '../application/log/codec';
import type { EventStore, StreamStore } from '../application/log/event-store';
import { dryRunStore } from '../application/log/dry-run-store';
import { createExecutor } from '../application/executing/execute-command';
import type { Execute } from '../application/executing/execution';
import type { Letopis, LogCopyWork, OpenedNamesFile } from '../application/core';
import { companyZone } from '../application/executing/installation';
import { checkLocalCopy } from '../application/log/local-copy/check-local-copy';
import { LogWithLocalCopy } from '../application/log/local-copy/log-with-local-copy';
import { readOnlyLog } from '../application/log/read-only-log';
import { throwawayVault, type KeyVault } from '../application/log/personal-data';
import { acceptLossOfKeys, checkVaultOfLog, keepKeysAsLogged } from '../application/log/vault-of-log';
import { namesToOpen } from '../application/asking/opened-names';
import { Projector } from '../application/projecting/projector';
import { withoutUnraised } from '../application/projecting/known-read-models';
import type { ReadStore } from '../application/projecting/read-store';
import { recordedAhead, recordedIn } from '../application/executing/recorded';
import type { Moment } from '../domain/shared/values';
import { prepareData, type Config } from '../config/config';
import { openLog } from './open-log';
import { knownReadModels } from './own/load';
import { readModelWork } from './threads/threads';

/** A row of the past is checked against clients and products as they were up to a minute ago (decision 24). */
const FRESH_WHEN_IMPORTING = 60_000;

/** An executor over a log, with a cache of streams. */
export const executorOver = (
  store: StreamStore,
  vault: KeyVault,
  clock: () => Moment,
  freshMilliseconds?: number,
  recorded = recordedIn(store),
  before?: () => Promise<ReservedBefore>,
): Execute =>
  normalising(
    createExecutor({ store, vault, clock, recorded, aggregates: createAggregates(store, freshMilliseconds, before) }),
  );

/** PostgreSQL's client is loaded only where it is used: it takes a tenth of the start of a command line. */
const openReadStore = async ({ readStore }: Config): Promise<ReadStore> => {
  if (readStore.kind === 'sqlite') return openSqliteReadStore({ file: readStore.file });
  const { openPostgresReadStore } = await import('../adapters/postgres/read-store');
  return openPostgresReadStore({ ...readStore, password: readStore.password?.reveal() });
};

/** The log, with its local copy where one is configured. */
const openLogWithCopy = async (
  config: Config,
  { replaceable, importing = false }: OpenOptions,
  clock: () => Moment,
): Promise<Pick<Letopis, 'store' | 'logCopy'>> => {
  const durability = replaceable ? 'process' : 'machine';
  const opened = await openLog(config.eventStore, { clock, durability, importing });
  const log = config.readOnly ? readOnlyLog(opened) : opened;
  if (config.logCopy === undefined) return { store: log, logCopy: undefined };
  mkdirSync(config.logCopy, { recursive: true });
  const copy = openSqliteLocalCopy({ file: join(config.logCopy, 'log-copy.sqlite') });
  const store = new LogWithLocalCopy(log, copy);
  const logCopy: LogCopyWork = {
    follow: (signal) => store.follow(signal),
    check: (onProgress) => checkLocalCopy(log, copy, onProgress),
  };
  return { store, logCopy };
};

const openedNamesIn = ({ data }: Pick<Config, 'data'>): string => join(data, 'opened-names.sqlite');

/** The vault of this log. Throws `corrupt` where it is not, and then leaves nothing open. */
const openVaultOf = async (log: EventStore, config: Config): Promise<KeyVault> => {
  const { keys: file, readOnly } = config;
  const vault = openSqliteKeyVault({ file, openedNames: openedNamesIn(config) });
  try {
    await checkVaultOfLog({ log, vault, file }, { readOnly });
    return vault;
  } catch (error) {
    vault.close();
    await log.close();
    throw error;
  }
};

/**
 * Looks whether the vault belongs to the log. With `acceptLoss`, one that does not is taken on, and that is noted; one that
 * was `restored` is brought to what the log tells.
 */
export const lookAtKeys = async (config: Config, { acceptLoss, restored }: KeysAsked): Promise<KeysSeen> => {
  prepareData(config, false);
  const log = await openLog(config.eventStore);
  const vault = openSqliteKeyVault({ file: config.keys, openedNames: openedNamesIn(config) });
  const both = { log, vault, file: config.keys };
  try {
    const accepted = acceptLoss && (await acceptLossOfKeys(both, new Date().toISOString()));
    await checkVaultOfLog(both, { readOnly: true });
    if (restored) await keepKeysAsLogged(both);
    return { file: config.keys, accepted, losses: vault.acceptedLosses() };
  } finally {
    vault.close();
    await log.close();
  }
};

const openedNamesFile = (config: Config, { db }: ReadStore, vault: KeyVault): OpenedNamesFile => {
  const file = openedNamesIn(config);
  return {
    file,
    write: () => writeOpenedNames(file, () => namesToOpen(db, vault)),
    wipe: () => {
      wipeOpenedNames(file);
    },
  };
};

/** Opens the stores that the configuration names and puts the core together: here ports get their adapters. */
export const openLetopis = async (config: Config, options: OpenOptions = {}): Promise<Letopis> => {
  prepareData(config, options.creates ?? false);
  const clock = options.clock ?? (() => new Date().toISOString());
  const { store, logCopy } = await openLogWithCopy(config, options, clock);
  const vault = await openVaultOf(store, config);
  const readStore = await openReadStore(config);
  const fresh = options.importing ? FRESH_WHEN_IMPORTING : undefined;
  const before = () => reservedBefore(store, vault);
  const openStore = () => openSqliteReadStore({ file: ':memory:' });
  const readModels = await withoutUnraised(await knownReadModels(config.readModels), readStore);
  const trials = trialFiles(join(config.data, 'trials'));
  const side = { log: store, store: readStore, projections: readModels.projections, decode, openStore, trials };
  return {
    store,
    readStore,
    logCopy,
    vault,
    clock,
    openedNames: openedNamesFile(config, readStore, vault),
    side,
    readModels,
    execute: executorOver(store, vault, clock, fresh, options.importing ? recordedAhead(store) : undefined, before),
    projector: new Projector(side),
    work: readModelWork(config, readModels.projections),
    zone: config.zone ?? (await companyZone({ store })) ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    folder: config.data,
    readOnly: config.readOnly,
    rehearsal: async () => {
      const own = openSqliteEventStore({ file: '', clock, durability: 'process' });
      const streams = dryRunStore(store, await store.head(), own);
      const execute = executorOver(streams, throwawayVault(vault), clock, fresh, undefined, before);
      return { execute, close: () => own.close() };
    },
    close: async () => {
      await readStore.close();
      await store.close();
      vault.close();
    },
  };
};
