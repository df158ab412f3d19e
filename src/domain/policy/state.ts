import type { Decider } from '../shared/decider';
import { withEntry, type NumberSeries, type PolicyFacts } from '../shared/facts';
import type { PolicyCommands } from './commands';
import type { PolicyEvents } from './events';

export interface PolicyState extends PolicyFacts {
  readonly numberSeries: readonly NumberSeries[];
}

export interface PolicyShape {
  readonly state: PolicyState;
  readonly commands: PolicyCommands;
  readonly events: PolicyEvents;
}

export const initialPolicy: PolicyState = {
  serviceTargets: [],
  calendars: [],
  discountLimits: [],
  lateEntryLimits: [],
  numberSeries: [],
};

export const evolvePolicy: Decider<PolicyShape>['evolve'] = {
  ServiceTargetsSet: (state, { data }) => ({ ...state, serviceTargets: withEntry(state.serviceTargets, data) }),
  CalendarDefined: (state, { data }) => ({ ...state, calendars: withEntry(state.calendars, data) }),
  DiscountLimitsSet: (state, { data }) => ({ ...state, discountLimits: withEntry(state.discountLimits, data) }),
  LateEntryLimitSet: (state, { data }) => ({ ...state, lateEntryLimits: withEntry(state.lateEntryLimits, data) }),
  NumberSeriesSet: (state, { data }) => ({ ...state, numberSeries: withEntry(state.numberSeries, data) }),
};
