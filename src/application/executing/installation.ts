import { installationCommands } from '../../domain/installation';
import type { Id, Zone } from '../../domain/shared/values';
import { decode } from '../log/codec';
import type { EventStore } from '../log/event-store';
import { derivedId } from '../log/ids';
import { firstEvent } from '../log/paging';
import type { Execute } from './execution';

/** What a new installation is made with. */
interface InstallPorts {
  readonly store: EventStore;
  readonly execute: Execute;
}

const installing = (index: number): Id => derivedId(`installation/${index}`);

/** Whether the log is empty, or begins with an installation. */
const isInstallable = async (store: EventStore): Promise<boolean> => {
  const first = await firstEvent(store.readAll({ pageSize: 1 }));
  return first === undefined || first.metadata.commandId === installing(0);
};

/**
 * Defines what a new installation starts with, where the log is empty. Asked again, it completes what a crash left half
 * done; what is there already stays as it is.
 */
export const install = async ({ store, execute }: InstallPorts, zone: Zone): Promise<void> => {
  if (!(await isInstallable(store))) return;
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
export const companyZone = async ({ store }: Pick<InstallPorts, 'store'>): Promise<Zone | undefined> => {
  let zone: Zone | undefined;
  for await (const page of store.read('policy-calendar'))
    for (const event of page.map(decode)) if (event.type === 'CalendarDefined') zone = event.data.zone;
  return zone;
};
