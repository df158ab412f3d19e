import type { Day, ExternalId, Id, Moment, Money, Personal, PersonalText } from '../shared/values';
import type { AbsenceKind, Role } from '../shared/words';

/** Facts about a manager: a person who sells. */
export interface ManagerEvents {
  /** A manager works for the company. */
  ManagerRegistered: {
    readonly managerId: Id;
    readonly name: Personal;
    readonly role: Role;
    readonly teamId?: string;
    readonly externalId?: ExternalId<PersonalText>;
  };
  /** The manager works in another team. */
  ManagerMovedToTeam: {
    readonly managerId: Id;
    readonly teamId: string;
    readonly previousTeamId?: string;
    /** Entered late: until when, before the move that is known of later. */
    readonly until?: Moment;
  };
  /** The manager is away, both days included. */
  AbsenceRecorded: {
    readonly managerId: Id;
    readonly fromOn: Day;
    readonly untilOn: Day;
    readonly kind: AbsenceKind;
  };
  /** What a manager says a month will bring: all that he sells, or of one product. */
  ForecastStated: {
    readonly managerId: Id;
    /** `YYYY-MM`. */
    readonly month: string;
    readonly amount: Money;
    readonly productId?: Id;
  };
  /** The manager has left the company. */
  ManagerDeparted: { readonly managerId: Id; readonly departedOn: Day };
}
