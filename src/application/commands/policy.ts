import type { PolicyCommands } from '../../domain/policy/commands';
import { priorities, roles, taxRoundings } from '../../domain/shared/words';
import {
  aDay,
  aFlag,
  anObject,
  aText,
  aTimeOfDay,
  aWhole,
  aZone,
  dayList,
  described,
  listOf,
  maybe,
  oneOf,
  type StreamFields,
} from './fields';
import { basisPoints, effectiveFrom } from './shared-fields';

const YEAR_IN_MINUTES = 525_600;
const TEN_YEARS_IN_DAYS = 3_650;
const MOST_CLIENTS = 10 ** 10;

const workingMinutes = described(aWhole(1, YEAR_IN_MINUTES), 'Working minutes');

const target = anObject<PolicyCommands['SetServiceTargets']['targets'][number]>('Target', {
  priority: oneOf(priorities),
  answerMinutes: workingMinutes,
  fulfilMinutes: workingMinutes,
});

const hours = anObject<PolicyCommands['DefineCalendar']['hours'][number]>('Hours', {
  weekday: described(aWhole(1, 7), '1 is Monday'),
  opens: aTimeOfDay,
  closes: aTimeOfDay,
});

const discountLimit = anObject<PolicyCommands['SetDiscountLimits']['limits'][number]>('DiscountLimit', {
  role: oneOf(roles),
  maxBasisPoints: basisPoints,
});

export const policyFields = {
  SetServiceTargets: { targets: listOf(target, { max: priorities.length }), effectiveFrom },
  DefineCalendar: {
    zone: aZone,
    hours: listOf(hours, { max: 50 }),
    holidays: dayList({ min: 0, max: 1_000 }),
    effectiveFrom,
  },
  SetDiscountLimits: { limits: listOf(discountLimit, { max: roles.length }), effectiveFrom },
  SetNumberSeries: {
    series: aText(20),
    perYear: described(aFlag, 'The numbers begin anew with each year, which is part of them'),
    inOrderOfDate: described(aFlag, 'No document entered live is dated before the last one of the series (rule 35)'),
    effectiveFrom,
  },
  SetLateEntryLimit: { days: aWhole(0, TEN_YEARS_IN_DAYS), effectiveFrom },
  SetTaxRounding: {
    taxRounding: described(oneOf(taxRoundings), 'Tax is rounded line by line, or once for all lines of a rate'),
    effectiveFrom,
  },
  StateMarketSize: {
    segment: maybe(aText(60), 'Of this segment alone; of all clients, where it is left out'),
    clients: described(aWhole(0, MOST_CLIENTS), 'How many clients there are, those of the company among them'),
    source: described(aText(), 'Who says so: a study, a register. Kept plain: no words about people'),
    countedOn: described(aDay, 'The day that the number is of'),
  },
} satisfies StreamFields<PolicyCommands>;
