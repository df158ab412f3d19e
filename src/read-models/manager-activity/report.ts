import { windowOf, windowParameters } from '../kit/window';
import { defineReport, namingParameter, type ParameterValues, type ReportContext } from '../kit/report';
import { callFigures, managerRow, moneyRows, refusalProfile, gather, managersNamed } from './figures';
import { explainedActivity } from './explained';
import type { ActivityQuestion } from './queries';
import { managerActivityColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';

const notes = [
  'Calls and outcomes count on the day on which they happened, enquiries by the moment of receipt. A line counts as offered each time that it was: with each version of the offer, at its date and for the manager who offered it then.',
  'Attempts are calls out, and reachRate is the share of them that reached the client. Calls in are counted apart; conversations are calls of both kinds that came about.',
  'Answer minutes are each manager’s own part of the clock, in whole working minutes (Kaplan–Meier): an enquiry that he has not answered counts with the time he has had it. `notReached` names what so few answers do not tell.',
  'An enquiry that fell due counts for one manager: the one who answered in time, otherwise the one who had it when it fell due, otherwise the one who answered late.',
  'Win rate is accepted ÷ (accepted + refused + expired): winRateDecided for lines decided in the window, winRateMatured for lines offered in the window whose validity is over.',
];

/** The managers that the report is about; undefined: all of them. */
const chosenManagers = async (db: FactsDb, parameters: ParameterValues): Promise<readonly string[] | undefined> => {
  const manager = parameters.optionalText('manager');
  const team = parameters.optionalText('team');
  if (team === undefined) return manager === undefined ? undefined : [manager];
  const rows = await db
    .selectFrom('managers')
    .select('managerId')
    .where('teamId', '=', team)
    .orderBy('managerId')
    .execute();
  return rows.map((row) => row.managerId).filter((each) => manager === undefined || each === manager);
};

const activityQuestion = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<ActivityQuestion> => {
  const managers = await chosenManagers(db, parameters);
  return { ...windowOf(parameters, context), at: context.at, managers };
};

export const managerActivityReport = defineReport<FactTables>({
  name: 'manager-activity',
  description: 'What each manager did and what came of it, by the manager whom the event names',
  parameters: {
    ...windowParameters,
    manager: namingParameter('manager', 'Only this manager'),
    team: namingParameter('team', 'Only managers who are in this team now'),
  },
  columns: managerActivityColumns,
  reads: ['managers', 'calls', 'offers', 'enquiries'],
  explained: async (db, parameters, context) => explainedActivity(db, await activityQuestion(db, parameters, context)),
  answer: async (db, parameters, context) => {
    const scope = await activityQuestion(db, parameters, context);
    const of = await gather(db, scope, context);
    const shown = scope.managers ?? managersNamed(of);
    const days = [...new Set(of.calls.map(({ day }) => day))];
    return {
      sections: {
        managers: shown.map((managerId) => managerRow(of, managerId)),
        money: shown.flatMap((managerId) => moneyRows(of, managerId)),
        'calls-by-day': days.map((day) => ({ day, ...callFigures(of.calls.filter((group) => group.day === day)) })),
        'refusal-profile': shown.flatMap((managerId) => refusalProfile(of, managerId)),
      },
      notes,
    };
  },
});
