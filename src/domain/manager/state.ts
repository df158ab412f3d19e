import { linked, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { Dated, ManagerFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { ManagerCommands } from './commands';
import type { ManagerEvents } from './events';

export interface Manager extends ManagerFacts {
  readonly teams: Dated<{ readonly teamId: string }>;
  readonly forecasts: Dated<Omit<ManagerEvents['ForecastStated'], 'managerId'>>;
  readonly absences: Chain<Pick<ManagerEvents['AbsenceRecorded'], 'fromOn' | 'untilOn'>>;
}

export interface ManagerShape {
  readonly state: Manager | undefined;
  readonly commands: ManagerCommands;
  readonly events: ManagerEvents;
}

export const evolveManager: Decider<ManagerShape>['evolve'] = {
  ManagerRegistered: (_, { occurredAt: effectiveFrom, data: { role, teamId } }): Manager => {
    const teams = teamId === undefined ? undefined : linked(undefined, { teamId, effectiveFrom });
    return given({ role, absences: undefined, forecasts: undefined, teams, departedOn: undefined });
  },
  ManagerMovedToTeam: (state, { occurredAt: effectiveFrom, data: { teamId } }) =>
    state && { ...state, teams: linked(state.teams, { teamId, effectiveFrom }) },
  AbsenceRecorded: (state, { data: { fromOn, untilOn } }) =>
    state && { ...state, absences: linked(state.absences, { fromOn, untilOn }) },
  ForecastStated: (state, { occurredAt: effectiveFrom, data: { managerId: _, ...stated } }) =>
    state && { ...state, forecasts: linked(state.forecasts, { ...stated, effectiveFrom }) },
  ManagerDeparted: (state, { data: { departedOn } }) => state && { ...state, departedOn },
};
