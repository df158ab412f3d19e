import type { ManagerCommands } from '../../domain/manager/commands';
import { absenceKinds, roles } from '../../domain/shared/words';
import { aDay, aMonth, anId, aText, maybe, oneOf, ownId, type StreamFields } from './fields';
import { expectedMoney, externalId } from './shared-fields';

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
  StateForecast: {
    managerId: anId,
    month: aMonth,
    amount: expectedMoney,
    productId: maybe(anId, 'Of this product alone; of all that the manager sells, where it is left out'),
  },
  RecordDeparture: { managerId: anId, departedOn: aDay },
} satisfies StreamFields<ManagerCommands>;
