import type { Decider } from '../shared/decider';
import type { ManagerFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Day } from '../shared/values';
import type { ManagerCommands } from './commands';
import type { ManagerEvents } from './events';

export interface Absence {
  readonly fromOn: Day;
  readonly untilOn: Day;
}

export interface Manager extends ManagerFacts {
  readonly teamId?: string;
  readonly absences: readonly Absence[];
}

export type ManagerState = Manager | undefined;

export interface ManagerShape {
  readonly state: ManagerState;
  readonly commands: ManagerCommands;
  readonly events: ManagerEvents;
}

export const managerFacts = (state: ManagerState): ManagerFacts | undefined => state;

const registeredManager = ({ role, teamId }: ManagerEvents['ManagerRegistered']): Manager =>
  given({ role, absences: [], teamId, departedOn: undefined });

export const evolveManager: Decider<ManagerShape>['evolve'] = {
  ManagerRegistered: (_, { data }) => registeredManager(data),
  ManagerMovedToTeam: (state, { data: { teamId } }) => state && { ...state, teamId },
  AbsenceRecorded: (state, { data: { fromOn, untilOn } }) =>
    state && { ...state, absences: [...state.absences, { fromOn, untilOn }] },
  ManagerDeparted: (state, { data: { departedOn } }) => state && { ...state, departedOn },
};
