import { waitOrAbort } from '../log/retrying';
import type { ReadSide } from '../projecting/projection-run';
import { Projector } from '../projecting/projector';
import { asLeader } from '../projecting/leases';
import type { Unfinished } from './heal';
import { Upkeep, type UpkeepPorts, type UpkeepState } from './upkeep';

/** How the work is, as known in the process that does it. */
export interface ServiceWorkState {
  /** What the projector waits to be over; undefined while all is well. */
  readonly trouble: string | undefined;
  readonly upkeep: UpkeepState;
}

export interface ServiceWorkPorts extends Omit<UpkeepPorts, 'report'> {
  readonly side: ReadSide;
  /** The local copy of the log, where there is one. */
  readonly logCopy: { follow(signal: AbortSignal): Promise<void> } | undefined;
}

export interface ServiceWorkListener {
  /** Called after each commit to the read models. */
  readonly onMove: () => void;
  /** Called twice a second, for as long as it is at work. */
  readonly onState: (standing: ServiceWorkState) => void;
  /** Called for each follow-up that a rule rejected: a person has to look at it. */
  readonly onRefused: (unfinished: Unfinished) => void;
}

const STATE_MILLISECONDS = 500;

/**
 * All that a service does beside answering, until the signal: keeps the read models up with the log, heals what did not
 * follow, notes what falls due, fills the local copy of the log. Of several services on the same read models one does all
 * but the last; a service of another version has read models of its own. Throws where a store is `corrupt`.
 */
export const doServiceWork = async (
  { side, logCopy, ...ports }: ServiceWorkPorts,
  { onMove, onState, onRefused }: ServiceWorkListener,
  signal: AbortSignal,
): Promise<void> => {
  const projector = new Projector(side, onMove);
  const upkeep = new Upkeep({ ...ports, report: onRefused });
  const versions = side.projections.map(({ name, version }) => `${name} ${version}`);
  const failed = new AbortController();
  const over = AbortSignal.any([signal, failed.signal]);
  const work = [
    asLeader(
      ports.readStore,
      `the upkeep of ${versions.join(', ')}`,
      (mine) => Promise.all([projector.start(mine), upkeep.start(mine)]),
      over,
    ),
    logCopy?.follow(over) ?? Promise.resolve(),
  ];
  for (const each of work)
    each.catch(() => {
      failed.abort();
    });
  while (!over.aborted) {
    onState({ trouble: projector.lastTrouble?.message, upkeep: upkeep.standing });
    await waitOrAbort(STATE_MILLISECONDS, over);
  }
  await Promise.allSettled(work);
  await Promise.all(work);
};
