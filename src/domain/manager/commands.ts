import type { ExternalId, Id } from '../shared/values';
import type { Role } from '../shared/words';
import type { ManagerEvents } from './events';

export interface ManagerCommands {
  RegisterManager: {
    readonly managerId: Id;
    readonly name: string;
    readonly role: Role;
    readonly teamId?: string;
    readonly externalId?: ExternalId;
  };
  MoveToTeam: { readonly managerId: Id; readonly teamId: string };
  RecordAbsence: ManagerEvents['AbsenceRecorded'];
  StateForecast: ManagerEvents['ForecastStated'];
  RecordDeparture: ManagerEvents['ManagerDeparted'];
}
