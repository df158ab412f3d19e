import type { Kysely } from 'kysely';
import { clockFiguresOf } from './answer-clocks';
import {
  callGroups,
  clientsOffered,
  delays,
  offeredSums,
  outcomeSums,
  refusalSums,
  type ActivityQuestion,
  type ManagerActivityTables,
} from './queries';

/** Everything that the figures are computed from, queried once for all managers. */
export const gather = async (db: Kysely<ManagerActivityTables>, scope: ActivityQuestion) => ({
  managers: await db.selectFrom('managers').selectAll().orderBy('managerId').execute(),
  calls: await callGroups(db, scope),
  delays: await delays(db, scope),
  ...(await clockFiguresOf(db, scope)),
  offered: await offeredSums(db, scope),
  clients: await clientsOffered(db, scope),
  outcomes: await outcomeSums(db, scope),
  refusals: await refusalSums(db, scope),
});

export type Gathered = Awaited<ReturnType<typeof gather>>;

/** All managers who are known or whom an event of the window names. */
export const managersNamed = (of: Gathered): readonly string[] => {
  const rows = [...of.managers, ...of.delays, ...of.service, ...of.fulfilment];
  const others = [...of.offered, ...of.outcomes, ...of.refusals, ...of.calls];
  const named = [...rows, ...others].map(({ managerId }) => managerId);
  return [...new Set(named)].filter((managerId) => managerId !== null);
};
