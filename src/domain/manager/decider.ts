import { chainOf, inOrder, newestWhere } from '../shared/chain';
import { accept, existing, type Decider } from '../shared/decider';
import { inForce, nextAfter } from '../shared/facts';
import { given } from '../shared/given';
import { checkProducts, distinct } from '../shared/references';
import { isSame } from '../shared/same';
import { localDay } from '../shared/time';
import { personal, type Day, type Id } from '../shared/values';
import type { ManagerEvents } from './events';
import { rejectManager, managerRejections } from './rejections';
import { evolveManager, type ManagerShape } from './state';

const onManager = existing<ManagerShape, { readonly managerId: Id }>(({ managerId }) =>
  rejectManager('MANAGER_UNKNOWN', { managerId }),
);

/** The last day is known before it comes: until then a manager works on. */
const hasLeft = (departedOn: Day | undefined, day: Day): departedOn is Day =>
  departedOn !== undefined && departedOn < day;

type Stated = Pick<ManagerEvents['ForecastStated'], 'month' | 'productId' | 'amount'>;

const isOfSame = (one: Stated, other: Stated): boolean =>
  one.month === other.month && one.productId === other.productId && one.amount.currency === other.amount.currency;

/** A manager: a person who sells. */
export const managerDecider: Decider<ManagerShape> = {
  initialState: undefined,
  evolve: evolveManager,
  decide: {
    RegisterManager: ({ name, ...manager }, state, { occurredAt }) => {
      const { managerId } = manager;
      if (state) return rejectManager('MANAGER_ALREADY_REGISTERED', { managerId });
      const data = { ...manager, name: personal(name, managerId) };
      return accept({ type: 'ManagerRegistered', occurredAt, data });
    },
    MoveToTeam: onManager((command, { departedOn, teams }, { occurredAt, zone }) => {
      const { managerId } = command;
      if (hasLeft(departedOn, localDay(occurredAt, zone)))
        return rejectManager('MANAGER_DEPARTED', { managerId, on: departedOn });
      const previousTeamId = inForce(teams, occurredAt)?.teamId;
      if (previousTeamId === command.teamId) return accept();
      const until = nextAfter(teams, occurredAt)?.effectiveFrom;
      const data: ManagerEvents['ManagerMovedToTeam'] = given({ ...command, previousTeamId, until });
      return accept({ type: 'ManagerMovedToTeam', occurredAt, data });
    }),
    RecordAbsence: onManager((data, { absences }, { occurredAt }) => {
      const { fromOn, untilOn } = data;
      if (untilOn < fromOn) return rejectManager('ABSENCE_ENDS_BEFORE_IT_BEGINS', { fromOn, untilOn });
      const overlapped = newestWhere(absences, (other) => other.fromOn <= untilOn && other.untilOn >= fromOn);
      if (overlapped?.fromOn === fromOn && overlapped.untilOn === untilOn) return accept();
      if (overlapped) return rejectManager('ABSENCE_OVERLAPS', { ...overlapped });
      return accept({ type: 'AbsenceRecorded', occurredAt, data });
    }),
    StateForecast: onManager((data, { departedOn, forecasts }, { occurredAt, zone, facts }) => {
      const { managerId, month, productId, amount } = data;
      const today = localDay(occurredAt, zone);
      if (hasLeft(departedOn, today) || hasLeft(departedOn, `${month}-01`))
        return rejectManager('MANAGER_DEPARTED', { managerId, on: departedOn });
      if (month < today.slice(0, 7)) return rejectManager('FORECAST_MONTH_OVER', { month });
      const last = inForce(chainOf(inOrder(forecasts).filter((stated) => isOfSame(stated, data))), occurredAt);
      if (last && isSame(last.amount, amount)) return accept();
      return checkProducts(facts, [productId]) ?? accept({ type: 'ForecastStated', occurredAt, data });
    }),
    RecordDeparture: onManager((data, { departedOn }, { occurredAt }) => {
      const { managerId } = data;
      if (departedOn === data.departedOn) return accept();
      if (departedOn !== undefined) return rejectManager('MANAGER_DEPARTED', { managerId, on: departedOn });
      return accept({ type: 'ManagerDeparted', occurredAt, data });
    }),
  },
  streamId: ({ managerId }) => managerId,
  needs: { StateForecast: ({ productId }) => ({ products: distinct(productId) }) },
  rejections: managerRejections,
};
