import { installationCommands } from '../domain/installation';
import type { Id, Moment, Zone } from '../domain/shared/values';
import type { PastSide } from './as-of';
import type { EventStore } from './event-store';
import type { Execute } from './execution';
import { derivedId } from './ids';
import type { CheckProgress, LogCopyChecked } from './log-copy/check';
import type { KeyVault } from './personal-data';
import type { Projector } from './projector';
import type { ReadModelWork } from './read-model-work';
import type { ReadStore } from './read-store';

/** What is done about the local copy of the log. */
export interface LogCopyWork {
  /** Fills it until the signal. */
  follow(signal: AbortSignal): Promise<void>;
  check(onProgress?: CheckProgress): Promise<LogCopyChecked>;
}

/** The open core: what every edge (HTTP, command line) works with. */
export interface Letopis {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  /** The local copy of the log, where there is one. */
  readonly logCopy: LogCopyWork | undefined;
  readonly vault: KeyVault;
  readonly execute: Execute;
  readonly projector: Projector;
  readonly work: ReadModelWork;
  /** Log, read models and a private store for questions about the past. */
  readonly side: PastSide & { readonly store: ReadStore };
  readonly clock: () => Moment;
  /** The zone in which days are counted: as it was asked for, else the company's. */
  readonly zone: Zone;
  /** The folder of the data. */
  readonly folder: string;
  /** Executes over the same log, as it stands now, and nothing of it stays: for a dry run. */
  rehearsal(): Promise<Pick<Letopis, 'execute' | 'close'>>;
  close(): Promise<void>;
}

const installing = (index: number): Id => derivedId(`installation/${index}`);

/** Whether the log is empty, or begins with an installation. */
const isOurs = async (store: EventStore): Promise<boolean> => {
  const head = await store.head();
  if (head === undefined) return true;
  for await (const [first] of store.readAll({})) return first?.metadata.commandId === installing(0);
  return true;
};

/**
 * Defines what a new installation starts with, where the log is empty. Asked again, it completes what a crash left half
 * done; what is there already stays as it is.
 */
export const install = async ({ store, execute }: Pick<Letopis, 'store' | 'execute'>, zone: Zone): Promise<void> => {
  if (!(await isOurs(store))) return;
  for (const [index, command] of installationCommands({ zone }).entries()) {
    const installed = await execute(command, {
      commandId: installing(index),
      actor: { kind: 'system', id: 'installation' },
      source: 'api',
      zone,
    });
    // Done before, in another zone: the company's own one stays.
    if (installed.outcome === 'reused-id') continue;
    if (installed.outcome !== 'accepted') throw new Error(`${command.type} of the installation: ${installed.outcome}`);
  }
};

/** The zone of the company's calendar, as it was defined last; undefined before the installation. */
export const companyZone = async ({ store }: Pick<Letopis, 'store'>): Promise<Zone | undefined> => {
  let zone: Zone | undefined;
  for await (const page of store.read('policy-calendar'))
    for (const { data } of page)
      if (typeof data === 'object' && data !== null && 'zone' in data && typeof data.zone === 'string')
        zone = data.zone;
  return zone;
};
