import { sql } from 'kysely';
import { isAnyRow } from '../kit/ground-rows';
import type { ExplainedSections, Ground, ReportFigures } from '../kit/report';
import { callsExplained, delaysExplained } from './explained-calls';
import { clocksExplained } from './explained-clocks';
import { linesPricedIn, moneyExplained, offersExplained, profileExplained, refusalsOfGroup } from './explained-offers';
import type { ActivityQuestion } from './queries';
import type { FactsDb } from '../facts/tables';
import { rowsWith } from '../kit/grounds';

/** Whom the report is about: managers of a team are known by their rows. */
const managersAsked = ({ managers: chosen }: ActivityQuestion, managerId?: string): readonly Ground[] => {
  const ids = [...(chosen ?? []), ...(managerId === undefined ? [] : [managerId])];
  if (ids.length === 0) return [];
  return [rowsWith('looked up', 'managers', sql`"managerId" in (${sql.join(ids)})`)];
};

/** Those who are asked for have a row; where nobody is, those who are known, and whom an event of the window names. */
const hasManagerRow = async (
  db: FactsDb,
  { managers: chosen }: ActivityQuestion,
  managerId: string,
  figures: ReportFigures,
): Promise<boolean> => {
  if (chosen) return chosen.includes(managerId);
  const known = rowsWith('row', 'managers', sql`"managerId" = ${managerId}`);
  return isAnyRow(db, [known, ...countedIn(figures)]);
};

/** What each figure counts, without what it looks up. */
const countedIn = (figures: ReportFigures): readonly Ground[] =>
  Object.values(figures).flatMap(({ grounds }) => grounds.filter(({ role }) => role !== 'looked up'));

const whereAny = async (
  db: FactsDb,
  figures: ReportFigures,
  grounds = countedIn(figures),
): Promise<ReportFigures | undefined> => ((await isAnyRow(db, grounds)) ? figures : undefined);

export const explainedActivity = (db: FactsDb, scope: ActivityQuestion): ExplainedSections => ({
  managers: {
    key: ['managerId'],
    described: ['name', 'teamId'],
    figuresOf: async ([managerId = '']) => {
      const beside = managersAsked(scope, managerId);
      const figures = {
        ...callsExplained(scope, sql`"managerId" = ${managerId}`, beside),
        ...delaysExplained(db, scope, managerId, beside),
        ...clocksExplained(db, scope, managerId, beside),
        ...offersExplained(scope, managerId, beside),
      };
      return (await hasManagerRow(db, scope, managerId, figures)) ? figures : undefined;
    },
  },
  money: {
    key: ['managerId', 'currency'],
    described: [],
    figuresOf: ([managerId = '', currency = '']) =>
      whereAny(
        db,
        moneyExplained(scope, managerId, currency, managersAsked(scope, managerId)),
        linesPricedIn(scope, managerId, currency),
      ),
  },
  'calls-by-day': {
    key: ['day'],
    described: [],
    figuresOf: ([day = '']) => whereAny(db, callsExplained(scope, sql`"day" = ${day}`, managersAsked(scope))),
  },
  'refusal-profile': {
    key: ['managerId', 'group'],
    described: [],
    figuresOf: ([managerId = '', group = '']) =>
      whereAny(db, profileExplained(scope, managerId, group, managersAsked(scope, managerId)), [
        refusalsOfGroup(scope, managerId, group),
      ]),
  },
});
