import { localDay } from '../../domain/shared/time';
import { groupBy } from '../kit/group-by';
import { ascending } from '../kit/order';
import type { AnswerRow, ReportContext } from '../kit/report';
import { share } from '../statistics/proportion';
import { isOfCompanyControl } from './company-control';
import { takersOf, differenceBetween, verdictOf, type ComparedGroups } from './comparison';
import type { CampaignResult } from './results';
import type { CampaignDb } from './tables';

/** The campaigns of a year all together, against the clients who were left out of all of them. */
export interface ControlYear {
  readonly year: string;
  readonly campaigns: readonly CampaignResult[];
  /** Clients that were known before count. */
  readonly begunAt: string;
  /** The year is over, and so are its campaigns: only then it is looked at. */
  readonly isOver: boolean;
  readonly groups: ComparedGroups;
  /** Clients who were to be left out, and were made targets all the same. */
  readonly approached: ReadonlySet<string>;
}

const controlYear = async (
  db: CampaignDb,
  year: string,
  campaigns: readonly CampaignResult[],
  context: ReportContext,
): Promise<ControlYear> => {
  const begunAt = campaigns.map(({ window }) => window.from).toSorted(ascending)[0] ?? '';
  const isOver =
    year < localDay(context.at, context.zone).slice(0, 4) && campaigns.every(({ state }) => state === 'ended');
  const clients = await db
    .selectFrom('clients')
    .select('clientId')
    // Who was erased since counts as drawn, as in each campaign: being approached may be why.
    .where('mergedInto', 'is', null)
    .where('registeredAt', '<', begunAt)
    .orderBy('clientId')
    .execute();
  const takers = new Set(campaigns.flatMap(({ taken }) => taken.map(({ clientId }) => clientId)));
  const targets = new Set(campaigns.flatMap(({ groups }) => groups.first.map(({ clientId }) => clientId)));
  const isLeftOut = ({ clientId }: { readonly clientId: string }): boolean =>
    isOfCompanyControl(clientId, `${year}-01-01`, context);
  const compared = clients.map(({ clientId }) => ({ clientId, hasTaken: takers.has(clientId), before: 0 }));
  const second = compared.filter(isLeftOut);
  return {
    ...{ year, campaigns, begunAt, isOver },
    groups: { first: compared.filter((client) => !isLeftOut(client)), second },
    approached: new Set(second.map(({ clientId }) => clientId).filter((clientId) => targets.has(clientId))),
  };
};

/** Of each year in which campaigns were launched, the last one first. */
export const controlYears = async (
  db: CampaignDb,
  results: readonly CampaignResult[],
  context: ReportContext,
): Promise<readonly ControlYear[]> => {
  const launched = results.filter(({ state }) => state === 'launched' || state === 'running' || state === 'ended');
  const byYear = groupBy(launched, ({ campaign }) => localDay(campaign.frozenAt ?? '', context.zone).slice(0, 4));
  const years: ControlYear[] = [];
  for (const [year, campaigns] of [...byYear].toSorted(([one], [other]) => ascending(other, one)))
    years.push(await controlYear(db, year, campaigns, context));
  return years;
};

export const yearCells = ({ year, campaigns, isOver, groups, approached }: ControlYear): AnswerRow => {
  const [clients, leftOut] = [takersOf(groups.first), takersOf(groups.second)];
  const told = differenceBetween(groups);
  const { difference, differenceLow, differenceHigh } = told;
  const looked = {
    ...{ clientsTook: clients.successes, leftOutTook: leftOut.successes },
    ...{ clientsShare: share(clients), leftOutShare: share(leftOut), difference, differenceLow, differenceHigh },
  };
  const notLooked = {
    ...{ clientsTook: null, leftOutTook: null, clientsShare: null, leftOutShare: null },
    ...{ difference: null, differenceLow: null, differenceHigh: null },
  };
  return {
    year,
    says: isOver ? verdictOf(told) : 'is looked at once, when the year and its campaigns are over',
    ...{ campaigns: campaigns.length, clients: clients.trials, leftOut: leftOut.trials },
    leftOutApproached: approached.size,
    ...(isOver ? looked : notLooked),
  };
};
