import { Asked, Route, type Told } from './asked';
import { exampleIds } from './examples';
import { Day, OneOf, Text, Uuid } from './fields';
import { OwnId, Part } from './nested-fields';
import { ExternalIdPart } from './parts';
import { roles, type Role } from '../../domain/shared/words';

const absences = ['holiday', 'illness', 'training', 'other'] as const;

@Route('/managers', {
  says: 'Registers a person who sells.',
  example: { managerId: exampleIds.manager, name: 'Anna Weber', role: 'manager', teamId: 'north' },
})
export class RegisterManager extends Asked implements Told<'RegisterManager'> {
  @OwnId()
  readonly managerId: string;

  @Text()
  readonly name: string;

  @OneOf(roles)
  readonly role: Role;

  @Text({ max: 60, optional: true })
  readonly teamId?: string;

  @Part(() => ExternalIdPart, { optional: true })
  readonly externalId?: ExternalIdPart;
}

@Route('/managers/:managerId/team', { says: 'Moves a manager to a team.', example: { teamId: 'south' } })
export class MoveToTeam extends Asked implements Told<'MoveToTeam'> {
  @Uuid()
  readonly managerId: string;

  @Text({ max: 60 })
  readonly teamId: string;
}

@Route('/managers/:managerId/absences', {
  says: 'Records that a manager is away.',
  example: { fromOn: '2026-12-21', untilOn: '2026-12-31', kind: 'holiday' },
})
export class RecordAbsence extends Asked implements Told<'RecordAbsence'> {
  @Uuid()
  readonly managerId: string;

  @Day()
  readonly fromOn: string;

  @Day()
  readonly untilOn: string;

  @OneOf(absences)
  readonly kind: (typeof absences)[number];
}

@Route('/managers/:managerId/departure', {
  says: 'Records that a manager leaves the company.',
  example: { departedOn: '2026-12-31' },
})
export class RecordDeparture extends Asked implements Told<'RecordDeparture'> {
  @Uuid()
  readonly managerId: string;

  @Day()
  readonly departedOn: string;
}
