import type { Day, ExternalId, Id } from '../shared/values';
import type { AbsenceKind, Role } from '../shared/words';

export interface ManagerCommands {
  RegisterManager: {
    readonly managerId: Id;
    readonly name: string;
    readonly role: Role;
    readonly teamId?: string;
    readonly externalId?: ExternalId;
  };
  MoveToTeam: { readonly managerId: Id; readonly teamId: string };
  RecordAbsence: {
    readonly managerId: Id;
    readonly fromOn: Day;
    readonly untilOn: Day;
    readonly kind: AbsenceKind;
  };
  RecordDeparture: { readonly managerId: Id; readonly departedOn: Day };
}
