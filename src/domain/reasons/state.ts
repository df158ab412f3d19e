import type { Decider } from '../shared/decider';
import { linked, type Chain } from '../shared/chain';
import type { ReasonDefinition, ReasonsFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Code, Moment } from '../shared/values';
import type { ReasonsCommands } from './commands';
import type { ReasonsEvents } from './events';

interface ReasonMapping {
  readonly from: Code;
  readonly to: Code;
  readonly effectiveFrom: Moment;
}

export interface ReasonsState extends ReasonsFacts {
  /** The last mapping of a code counts. */
  readonly remapped: Chain<ReasonMapping>;
}

export interface ReasonsShape {
  readonly state: ReasonsState;
  readonly commands: ReasonsCommands;
  readonly events: ReasonsEvents;
}

export const initialReasons: ReasonsState = { steps: undefined, remapped: undefined };

const definitionOf = ({ code, group, durable, effectiveFrom }: ReasonsEvents['ReasonDefined']): ReasonDefinition =>
  given({ code, group, durable, effectiveFrom, retiredFrom: undefined });

export const evolveReasons: Decider<ReasonsShape>['evolve'] = {
  ReasonDefined: (state, { data }) => ({ ...state, steps: linked(state.steps, definitionOf(data)) }),
  ReasonRetired: (state, { data: { code, effectiveFrom } }) => ({
    ...state,
    steps: linked(state.steps, { code, retiredFrom: effectiveFrom }),
  }),
  ReasonRemapped: (state, { data: { from, to, effectiveFrom } }) => ({
    ...state,
    remapped: linked(state.remapped, { from, to, effectiveFrom }),
  }),
};
