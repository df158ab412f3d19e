import { installationCommands } from '../domain/installation';
import type { Moment, Zone } from '../domain/shared/values';
import type { PastSide } from './as-of';
import type { EventStore } from './event-store';
import type { Execute } from './execution';
import { derivedId } from './ids';
import type { KeyVault } from './personal-data';
import type { Projector } from './projector';
import type { ReadStore } from './read-store';

/** The open core: what every edge (HTTP, command line) works with. */
export interface Letopis {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly vault: KeyVault;
  readonly execute: Execute;
  readonly projector: Projector;
  /** Log, read models and a private store for questions about the past. */
  readonly side: PastSide & { readonly store: ReadStore };
  readonly clock: () => Moment;
  /** The zone in which days are counted: as it was asked for, else the company's. */
  readonly zone: Zone;
  /** The folder of the data. */
  readonly folder: string;
  /** A core over the same log of which nothing stays: for a dry run. */
  rehearsal(): Pick<Letopis, 'store' | 'execute'>;
  close(): Promise<void>;
}

/** Defines what a new installation starts with, where the log is empty. */
export const install = async ({ store, execute }: Pick<Letopis, 'store' | 'execute'>, zone: Zone): Promise<void> => {
  if ((await store.head()) !== undefined) return;
  for (const [index, command] of installationCommands({ zone }).entries()) {
    const installed = await execute(command, {
      commandId: derivedId(`installation/${index}`),
      actor: { kind: 'system', id: 'installation' },
      source: 'api',
      zone,
    });
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
