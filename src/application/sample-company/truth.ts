import { localDay, momentOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { retiredReason } from './cast';
import type { Company } from './company';

/** What was planted in the sample company: JSON, for tests that ask whether the reports find it. */
export type PlantedTruth = ReturnType<typeof truthOf>;

/** A stuck product sold before `stuckFrom`; commands are counted by type, events with those that followed. */
export const truthOf = (company: Company, seed: number) => {
  const { managers, products, zone, startsAt, endsAt, merges, campaignId, events, commands } = company;
  const moment = (incident: Parameters<Company['incidentAt']>[0]): Moment => momentOf(company.incidentAt(incident));
  const leaver = managers.find(({ habit }) => habit === 'departs') ?? managers[0];
  return {
    ...{ seed, zone, startAt: momentOf(startsAt), endAt: momentOf(endsAt) },
    managers: managers.map(({ id, name, habit }) => ({ managerId: id, name, habit })),
    products: products.map(({ id, name, category, fits, stuck, stuckFrom }) => ({
      ...{ productId: id, name, category, fits },
      ...(stuck && { stuck, stuckFrom: momentOf(stuckFrom) }),
    })),
    withdrawn: {
      productId: company.productFor('withdrawn').id,
      from: moment('withdrawn'),
      replacementId: company.productFor('replacement').id,
    },
    reinstated: {
      productId: company.productFor('reinstated').id,
      withdrawnFrom: moment('withdrawnForAWhile'),
      reinstatedFrom: moment('reinstated'),
    },
    retiredReason: { ...retiredReason, from: moment('reasonRetired') },
    departed: { managerId: leaver.id, on: localDay(moment('departed'), zone) },
    ...{ merges, campaignId, counts: { events, commands } },
  };
};
