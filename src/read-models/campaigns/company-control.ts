import type { Day } from '../../domain/shared/values';
import type { ReportContext } from '../kit/report';
import { seededChance, seedOf } from '../statistics/seeded-chance';

/** Of all clients so many are left out of every campaign of a year: they show what campaigns bring all together. */
export const COMPANY_CONTROL = 0.05;

/**
 * Whether a client is left out of the campaigns of a year. Told by a digest under the key of the company: it stays the same
 * all year, nobody can work it out or choose it, and with the year it moves on to others.
 */
export const isOfCompanyControl = (clientId: string, day: Day, { keyOf }: Pick<ReportContext, 'keyOf'>): boolean =>
  seededChance(seedOf(keyOf(`control of ${day.slice(0, 4)}: ${clientId}`)))() < COMPANY_CONTROL;
