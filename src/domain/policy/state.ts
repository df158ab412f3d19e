import type { Decider } from '../shared/decider';
import type { PolicyFacts } from '../shared/facts';
import type { Moment } from '../shared/values';
import type { PolicyCommands } from './commands';
import type { PolicyEvents } from './events';

export interface PolicyShape {
  readonly state: PolicyFacts;
  readonly commands: PolicyCommands;
  readonly events: PolicyEvents;
}

export const initialState: PolicyFacts = {
  serviceTargets: [],
  calendars: [],
  discountLimits: [],
  lateEntryLimits: [],
};

/** Entries by when they take effect; of two from the same moment, the later decision stands last and counts. */
const dated = <Entry extends { readonly effectiveFrom: Moment }>(
  entries: readonly Entry[],
  entry: Entry,
): readonly Entry[] =>
  [...entries, entry].sort((one, other) =>
    one.effectiveFrom === other.effectiveFrom ? 0 : one.effectiveFrom < other.effectiveFrom ? -1 : 1,
  );

export const evolve: Decider<PolicyShape>['evolve'] = {
  ServiceTargetsSet: (state, { data }) => ({ ...state, serviceTargets: dated(state.serviceTargets, data) }),
  CalendarDefined: (state, { data }) => ({ ...state, calendars: dated(state.calendars, data) }),
  DiscountLimitsSet: (state, { data }) => ({ ...state, discountLimits: dated(state.discountLimits, data) }),
  LateEntryLimitSet: (state, { data }) => ({ ...state, lateEntryLimits: dated(state.lateEntryLimits, data) }),
};
