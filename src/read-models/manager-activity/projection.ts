import type { Projection } from '../projection';
import { callArms } from './calls';
import { offerArms } from './offers';
import {
  delayMonths,
  loggingDelays,
  managerCalls,
  managers,
  offeredDays,
  offeredLines,
  outcomes,
  refusals,
} from './tables';

export const managerActivityProjection: Projection = {
  name: 'manager-activity',
  version: 2,
  says: 'What each manager did and what came of it: calls, offers, outcomes; by the manager whom the event names',
  tables: [managers, managerCalls, loggingDelays, delayMonths, offeredLines, offeredDays, outcomes, refusals],
  on: {
    ManagerRegistered: ({ data: { managerId, name, role, teamId } }) => [
      managers.change([managerId], () => ({
        managerId,
        name: JSON.stringify(name),
        role,
        teamId: teamId ?? null,
        departedOn: null,
      })),
    ],
    ManagerMovedToTeam: ({ data: { managerId, teamId } }) => [
      managers.patch([managerId], (row) => ({ ...row, teamId })),
    ],
    ManagerDeparted: ({ data: { managerId, departedOn } }) => [
      managers.patch([managerId], (row) => ({ ...row, departedOn })),
    ],
    ...callArms,
    ...offerArms,
  },
};
