import type { Decider } from '../shared/decider';
import type { ManagerFacts } from '../shared/facts';
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

export const evolve: Decider<ManagerShape>['evolve'] = {
  ManagerRegistered: (_, { data: { role, teamId } }) => ({
    role,
    absences: [],
    ...(teamId !== undefined && { teamId }),
  }),
  ManagerMovedToTeam: (state, { data: { teamId } }) => state && { ...state, teamId },
  AbsenceRecorded: (state, { data: { fromOn, untilOn } }) =>
    state && { ...state, absences: [...state.absences, { fromOn, untilOn }] },
  ManagerDeparted: (state, { data: { departedOn } }) => state && { ...state, departedOn },
};
