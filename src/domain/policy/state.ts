import type { Decider } from '../shared/decider';
import { linked } from '../shared/chain';
import type { Dated, NumberSeries, PolicyFacts } from '../shared/facts';
import type { PolicyCommands } from './commands';
import type { PolicyEvents } from './events';

export interface PolicyState extends PolicyFacts {
  readonly numberSeries: Dated<NumberSeries>;
  readonly marketSizes: Dated<PolicyEvents['MarketSizeStated']>;
}

export interface PolicyShape {
  readonly state: PolicyState;
  readonly commands: PolicyCommands;
  readonly events: PolicyEvents;
}

export const initialPolicy: PolicyState = {
  serviceTargets: undefined,
  calendars: undefined,
  discountLimits: undefined,
  lateEntryLimits: undefined,
  taxRoundings: undefined,
  numberSeries: undefined,
  marketSizes: undefined,
};

export const evolvePolicy: Decider<PolicyShape>['evolve'] = {
  ServiceTargetsSet: (state, { data }) => ({ ...state, serviceTargets: linked(state.serviceTargets, data) }),
  CalendarDefined: (state, { data }) => ({ ...state, calendars: linked(state.calendars, data) }),
  DiscountLimitsSet: (state, { data }) => ({ ...state, discountLimits: linked(state.discountLimits, data) }),
  LateEntryLimitSet: (state, { data }) => ({ ...state, lateEntryLimits: linked(state.lateEntryLimits, data) }),
  TaxRoundingSet: (state, { data }) => ({ ...state, taxRoundings: linked(state.taxRoundings, data) }),
  NumberSeriesSet: (state, { data }) => ({ ...state, numberSeries: linked(state.numberSeries, data) }),
  MarketSizeStated: (state, { occurredAt: effectiveFrom, data }) => ({
    ...state,
    marketSizes: linked(state.marketSizes, { ...data, effectiveFrom }),
  }),
};
