import type { Decider } from '../shared/decider';
import type { ReasonDefinition, ReasonsFacts } from '../shared/facts';
import { given } from '../shared/given';
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

export const initialReasons: ReasonsState = { reasons: {}, remapped: {} };

const definitionOf = ({ code, group, durable, effectiveFrom }: ReasonsEvents['ReasonDefined']): ReasonDefinition =>
  given({ code, group, durable, effectiveFrom, retiredFrom: undefined });

export const evolveReasons: Decider<ReasonsShape>['evolve'] = {
  ReasonDefined: (state, { data }) => ({
    ...state,
    reasons: { ...state.reasons, [data.code]: definitionOf(data) },
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
