import type { ManagerCommands } from '../../domain/manager/commands';
import { absenceKinds, roles } from '../../domain/shared/words';
import { aDay, anId, aText, maybe, oneOf, ownId, type StreamFields } from './fields';
import { externalId } from './shared-fields';

const teamId = aText(60);

export const managerFields = {
  RegisterManager: {
    managerId: ownId,
    name: aText(),
    role: oneOf(roles),
    teamId: maybe(teamId),
    externalId: maybe(externalId),
  },
  MoveToTeam: { managerId: anId, teamId },
  RecordAbsence: {
    managerId: anId,
    fromOn: aDay,
    untilOn: aDay,
    kind: oneOf(absenceKinds),
  },
  RecordDeparture: { managerId: anId, departedOn: aDay },
} satisfies StreamFields<ManagerCommands>;
