import type { Decider } from '../shared/decider';
import { withEntry, type PolicyFacts } from '../shared/facts';
import type { PolicyCommands } from './commands';
import type { PolicyEvents } from './events';

export interface PolicyShape {
  readonly state: PolicyFacts;
  readonly commands: PolicyCommands;
  readonly events: PolicyEvents;
}

export const initialPolicy: PolicyFacts = {
  serviceTargets: [],
  calendars: [],
  discountLimits: [],
  lateEntryLimits: [],
};

export const evolvePolicy: Decider<PolicyShape>['evolve'] = {
  ServiceTargetsSet: (state, { data }) => ({ ...state, serviceTargets: withEntry(state.serviceTargets, data) }),
  CalendarDefined: (state, { data }) => ({ ...state, calendars: withEntry(state.calendars, data) }),
  DiscountLimitsSet: (state, { data }) => ({ ...state, discountLimits: withEntry(state.discountLimits, data) }),
  LateEntryLimitSet: (state, { data }) => ({ ...state, lateEntryLimits: withEntry(state.lateEntryLimits, data) }),
};
