import { everyFieldNamed } from '../kit/every-field';
import { personalColumn, personalColumnIfGiven } from '../kit/personal';
import { code, day, id, optional, personalText, table, text, type Projection } from '../kit/projection';
import { begunBy, goneOn, ofStream, traceColumns } from '../kit/trace';

export const managers = table('managers', 'The people who sell', {
  columns: {
    managerId: id('The manager'),
    name: personalText('The name'),
    role: code('manager, lead, director'),
    teamId: optional(text('The team that the manager is in now')),
    departedOn: optional(day('The last day in the company')),
    externalSource: optional(text('The system that the manager was imported from')),
    externalId: optional(personalText('The id there')),
    ...traceColumns,
  },
  key: ['managerId'],
  trace: ofStream('manager', 'managerId'),
});

export const managerFacts: Projection = {
  name: 'managers',
  version: 2,
  description: 'Who the managers are',
  tables: [managers],
  on: {
    ManagerRegistered: (event) => {
      const { managerId, name, role, teamId = null, externalId, ...rest } = event.data;
      everyFieldNamed(rest);
      const row = {
        ...{ managerId, name: personalColumn(name), role, teamId, departedOn: null },
        externalSource: externalId?.source ?? null,
        externalId: personalColumnIfGiven(externalId?.id),
      };
      return [managers.insert(begunBy(event, row))];
    },
    ManagerMovedToTeam: (event) => {
      const { managerId, teamId, until } = event.data;
      // What came late, of before a newer move, says nothing of now.
      return until === undefined ? [managers.patch([managerId], (row) => goneOn(row, event, { teamId }))] : [];
    },
    ManagerDeparted: (event) => [
      managers.patch([event.data.managerId], (row) => goneOn(row, event, { departedOn: event.data.departedOn })),
    ],
  },
};
