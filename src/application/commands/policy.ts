import { Asked, Route, type Told } from './asked';
import { Clock, DayList, Moment, OneOf, Whole, Zone } from './fields';
import { ListOf } from './nested-fields';
import { Share } from './parts';
import { priorities, roles, type Priority, type Role } from '../../domain/shared/words';

const fromWhen = { optional: true, says: 'When it takes effect; when it occurred, where it is left out' } as const;
const YEAR_IN_MINUTES = 525_600;
const MAX_DAYS = 3_650;

export class TargetPart {
  @OneOf(priorities)
  readonly priority: Priority;

  @Whole({ min: 1, max: YEAR_IN_MINUTES, says: 'Working minutes' })
  readonly answerMinutes: number;

  @Whole({ min: 1, max: YEAR_IN_MINUTES, says: 'Working minutes' })
  readonly fulfilMinutes: number;
}

@Route('/policies/service-targets', {
  says: 'Sets in which working time enquiries are to be answered and fulfilled. Deadlines that run stay as they are.',
  example: { targets: [{ priority: 'normal', answerMinutes: 240, fulfilMinutes: 2_400 }] },
})
export class SetServiceTargets extends Asked implements Told<'SetServiceTargets'> {
  @ListOf(() => TargetPart, { max: priorities.length })
  readonly targets: readonly TargetPart[];

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

export class HoursPart {
  @Whole({ min: 1, max: 7, says: '1 is Monday' })
  readonly weekday: number;

  @Clock()
  readonly opens: string;

  @Clock()
  readonly closes: string;
}

@Route('/policies/calendar', {
  says: 'Defines the working hours and holidays of the company.',
  example: {
    zone: 'Europe/Berlin',
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '17:30' })),
    holidays: ['2026-12-25', '2026-12-26'],
  },
})
export class DefineCalendar extends Asked implements Told<'DefineCalendar'> {
  @Zone()
  readonly zone: string;

  @ListOf(() => HoursPart, { max: 50 })
  readonly hours: readonly HoursPart[];

  @DayList({ min: 0, max: 1_000 })
  readonly holidays: readonly string[];

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

export class DiscountLimitPart {
  @OneOf(roles)
  readonly role: Role;

  @Share()
  readonly maxBasisPoints: number;
}

@Route('/policies/discount-limits', {
  says: 'Sets up to which discount each role needs no approval.',
  example: { limits: [{ role: 'manager', maxBasisPoints: 1_000 }] },
})
export class SetDiscountLimits extends Asked implements Told<'SetDiscountLimits'> {
  @ListOf(() => DiscountLimitPart, { max: roles.length })
  readonly limits: readonly DiscountLimitPart[];

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

@Route('/policies/late-entry-limit', {
  says: 'Sets after how many days a late entry needs its lateReason (rule 14).',
  example: { days: 14 },
})
export class SetLateEntryLimit extends Asked implements Told<'SetLateEntryLimit'> {
  @Whole({ min: 0, max: MAX_DAYS })
  readonly days: number;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}
