import { everyFieldNamed } from '../every-field';
import { personalColumn } from '../personal';
import type { Projection } from '../projection';
import { callCountArms } from './calls';
import { offerCountArms } from './offers';
import { managerActivityTables, managers } from './tables';

export const managerActivityProjection: Projection = {
  name: 'manager-activity',
  version: 5,
  description:
    'What each manager did and what came of it: calls, offers, outcomes; by the manager whom the event names',
  tables: managerActivityTables,
  on: {
    ManagerRegistered: ({ data: { managerId, name, role, teamId = null, externalId, ...rest } }) => {
      everyFieldNamed(rest);
      const row = { managerId, name: personalColumn(name), role, teamId, departedOn: null };
      return [managers.change([managerId], () => row)];
    },
    ManagerMovedToTeam: ({ data: { managerId, teamId, until } }) =>
      until === undefined ? [managers.patch([managerId], (row) => ({ ...row, teamId }))] : [],
    ManagerDeparted: ({ data: { managerId, departedOn } }) => [
      managers.patch([managerId], (row) => ({ ...row, departedOn })),
    ],
    ...callCountArms,
    ...offerCountArms,
  },
};
