import type { Day, ExternalId, Id, Role } from '../shared/values';

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
    readonly kind: 'holiday' | 'illness' | 'training' | 'other';
  };
  RecordDeparture: { readonly managerId: Id; readonly departedOn: Day };
}
