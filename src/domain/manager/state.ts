import { linked, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { ManagerFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { ManagerCommands } from './commands';
import type { ManagerEvents } from './events';

export interface Manager extends ManagerFacts {
  readonly teamId?: string;
  readonly absences: Chain<Pick<ManagerEvents['AbsenceRecorded'], 'fromOn' | 'untilOn'>>;
}

export interface ManagerShape {
  readonly state: Manager | undefined;
  readonly commands: ManagerCommands;
  readonly events: ManagerEvents;
}

export const evolveManager: Decider<ManagerShape>['evolve'] = {
  ManagerRegistered: (_, { data: { role, teamId } }): Manager =>
    given({ role, absences: undefined, teamId, departedOn: undefined }),
  ManagerMovedToTeam: (state, { data: { teamId } }) => state && { ...state, teamId },
  AbsenceRecorded: (state, { data: { fromOn, untilOn } }) =>
    state && { ...state, absences: linked(state.absences, { fromOn, untilOn }) },
  ManagerDeparted: (state, { data: { departedOn } }) => state && { ...state, departedOn },
};
