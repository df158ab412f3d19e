import type { Day, ExternalId, Id, Personal, Role } from '../shared/values';

/** Facts about a manager: a person who sells. */
export interface ManagerEvents {
  ManagerRegistered: {
    readonly managerId: Id;
    readonly name: Personal;
    readonly role: Role;
    readonly teamId?: string;
    readonly externalId?: ExternalId;
  };
  ManagerMovedToTeam: { readonly managerId: Id; readonly teamId: string; readonly previousTeamId?: string };
  AbsenceRecorded: {
    readonly managerId: Id;
    readonly fromOn: Day;
    readonly untilOn: Day;
    readonly kind: 'holiday' | 'illness' | 'training' | 'other';
  };
  ManagerDeparted: { readonly managerId: Id; readonly departedOn: Day };
}
