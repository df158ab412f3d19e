import type { ExplainedSections, Ground } from '../kit/report';
import { sql } from 'kysely';
import { callsExplained, delaysExplained } from './explained-calls';
import { clocksExplained } from './explained-clocks';
import { moneyExplained, offersExplained, profileExplained } from './explained-offers';
import type { ActivityQuestion } from './queries';
import type { FactsDb } from '../facts/tables';
import { rowsWith } from '../kit/grounds';

/** Whom the report is about: managers of a team are known by their rows. */
const managersAsked = ({ managers: chosen }: ActivityQuestion, managerId?: string): readonly Ground[] => {
  const ids = [...(chosen ?? []), ...(managerId === undefined ? [] : [managerId])];
  if (ids.length === 0) return [];
  return [rowsWith('looked up', 'managers', sql`"managerId" in (${sql.join(ids)})`)];
};

export const explainedActivity = (db: FactsDb, scope: ActivityQuestion): ExplainedSections => ({
  managers: {
    key: ['managerId'],
    described: ['name', 'teamId'],
    figuresOf: ([managerId = '']) => {
      const beside = managersAsked(scope, managerId);
      return {
        ...callsExplained(scope, sql`"managerId" = ${managerId}`, beside),
        ...delaysExplained(db, scope, managerId, beside),
        ...clocksExplained(db, scope, managerId, beside),
        ...offersExplained(scope, managerId, beside),
      };
    },
  },
  money: {
    key: ['managerId', 'currency'],
    described: [],
    figuresOf: ([managerId = '', currency = '']) =>
      moneyExplained(scope, managerId, currency, managersAsked(scope, managerId)),
  },
  'calls-by-day': {
    key: ['day'],
    described: [],
    figuresOf: ([day = '']) => callsExplained(scope, sql`"day" = ${day}`, managersAsked(scope)),
  },
  'refusal-profile': {
    key: ['managerId', 'group'],
    described: [],
    figuresOf: ([managerId = '', group = '']) =>
      profileExplained(scope, managerId, group, managersAsked(scope, managerId)),
  },
});
