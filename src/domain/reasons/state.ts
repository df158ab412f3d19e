import type { Decider } from '../shared/decider';
import type { ReasonsFacts } from '../shared/facts';
import type { Code, Moment } from '../shared/values';
import type { ReasonsCommands } from './commands';
import type { ReasonsEvents } from './events';

export interface ReasonsState extends ReasonsFacts {
  /** The last mapping of a code. */
  readonly remapped: Readonly<Record<Code, { readonly to: Code; readonly effectiveFrom: Moment }>>;
}

export interface ReasonsShape {
  readonly state: ReasonsState;
  readonly commands: ReasonsCommands;
  readonly events: ReasonsEvents;
}

export const initialState: ReasonsState = { reasons: {}, remapped: {} };

export const reasonsFacts = (state: ReasonsState): ReasonsFacts => state;

export const evolve: Decider<ReasonsShape>['evolve'] = {
  ReasonDefined: (state, { data: { code, group, durable, effectiveFrom } }) => ({
    ...state,
    reasons: { ...state.reasons, [code]: { code, group, durable, effectiveFrom } },
  }),
  ReasonRetired: (state, { data: { code, effectiveFrom } }) => {
    const reason = state.reasons[code];
    if (!reason) return state;
    return { ...state, reasons: { ...state.reasons, [code]: { ...reason, retiredFrom: effectiveFrom } } };
  },
  ReasonRemapped: (state, { data: { from, to, effectiveFrom } }) => ({
    ...state,
    remapped: { ...state.remapped, [from]: { to, effectiveFrom } },
  }),
};
