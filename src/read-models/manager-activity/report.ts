import { windowOf, windowParameters } from '../window';
import { defineReport, namingParameter, type ParameterValues } from '../report';
import { callFigures, managerRow, moneyRows, refusalProfile } from './figures';
import { managersNamed, gather } from './gather';
import { callsByDay, type ManagerActivityTables } from './queries';
import type { Kysely } from 'kysely';

const notes = [
  'Calls and outcomes count on the day on which they happened; lines offered count by the moment of the offer, enquiries by that of receipt.',
  'Answer minutes are each manager’s own part of the clock, in whole working minutes (Kaplan–Meier): an enquiry that he has not answered counts with the time he has had it.',
  'An enquiry that fell due counts for one manager: the one who answered in time, otherwise the one who had it when it fell due, otherwise the one who answered late.',
  'Win rate is accepted ÷ (accepted + refused + expired): winRateDecided for lines decided in the window, winRateMatured for lines offered in the window whose validity is over.',
];

/** The managers that the report is about; undefined: all of them. */
const chosenManagers = async (
  db: Kysely<ManagerActivityTables>,
  parameters: ParameterValues,
): Promise<readonly string[] | undefined> => {
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

export const managerActivityReport = defineReport<ManagerActivityTables>({
  name: 'manager-activity',
  description: 'What each manager did and what came of it, by the manager whom the event names',
  parameters: {
    ...windowParameters,
    manager: namingParameter('manager', 'Only this manager'),
    team: namingParameter('team', 'Only managers who are in this team now'),
  },
  money: { offeredValue: 'currency', acceptedValue: 'currency', listValue: 'currency', discountValue: 'currency' },
  reads: ['manager-activity', 'enquiries'],
  answer: async (db, parameters, context) => {
    const managers = await chosenManagers(db, parameters);
    const scope = { ...windowOf(parameters, context), at: context.at, managers };
    const of = await gather(db, scope);
    const shown = managers ?? managersNamed(of);
    const days = await callsByDay(db, scope);
    return {
      sections: {
        managers: shown.map((managerId) => managerRow(of, managerId)),
        money: shown.flatMap((managerId) => moneyRows(of, managerId)),
        'calls-by-day': days.map((row) => ({ day: row.day, ...callFigures([row]) })),
        'refusal-profile': shown.flatMap((managerId) => refusalProfile(of, managerId)),
      },
      notes,
    };
  },
});
