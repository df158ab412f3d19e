import type { Kysely } from 'kysely';
import { isAskedFor, type ReportContext } from '../kit/report';
import { kaplanMeier } from '../statistics/survival';
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

const noClocks: Awaited<ReturnType<typeof clockFiguresOf>> = {
  times: () => kaplanMeier([], []),
  service: [],
  fulfilment: [],
};

/** Everything that the figures are computed from, queried once for all managers; of one section what it shows. */
export const gather = async (db: Kysely<ManagerActivityTables>, scope: ActivityQuestion, context: ReportContext) => {
  const isFor = (...sections: readonly string[]): boolean => isAskedFor(context, 'managers', ...sections);
  return {
    managers: await db.selectFrom('managers').selectAll().orderBy('managerId').execute(),
    calls: isFor('calls-by-day') ? await callGroups(db, scope) : [],
    delays: isFor() ? await delays(db, scope) : [],
    ...(isFor() ? await clockFiguresOf(db, scope) : noClocks),
    offered: isFor('money') ? await offeredSums(db, scope) : [],
    clients: isFor() ? await clientsOffered(db, scope) : [],
    outcomes: isFor('money') ? await outcomeSums(db, scope) : [],
    refusals: isFor('refusal-profile') ? await refusalSums(db, scope) : [],
  };
};

export type Gathered = Awaited<ReturnType<typeof gather>>;

/** All managers who are known, and then those whom an event of the window names. */
export const managersNamed = (of: Gathered): readonly string[] => {
  const known = of.managers.map(({ managerId }) => managerId);
  const rows = [...of.delays, ...of.service, ...of.fulfilment, ...of.offered, ...of.outcomes, ...of.refusals];
  const named = [...rows, ...of.calls].map(({ managerId }) => managerId).filter((managerId) => managerId !== null);
  return [...new Set([...known, ...named.toSorted()])];
};
