import type { ProjectionState } from '../../../application/projecting/projector';
import { generationStates, type GenerationState } from '../../../application/rebuilding/builds';
import type { HttpPorts } from '../protocol/ports';

/** How the states of read models are shown: a position is a text, what is not there is null. */

export const positionText = (position: bigint | undefined): string | null =>
  position === undefined ? null : String(position);

export const projectionItem = (state: ProjectionState): object => {
  const { projection, version, state: name, position, lag, lagOrMore, poison, missing } = state;
  return {
    ...{ projection, version, state: name, lag, lagOrMore, position: positionText(position) },
    poison: poison ? { ...poison, position: String(poison.position) } : null,
    missing,
  };
};

export const generationItem = (state: GenerationState): object => {
  const { projection, generation, version, done, total, isEstimate } = state;
  return {
    ...{ projection, generation, version, state: state.state, position: positionText(state.position) },
    ...{ done, total, isEstimate },
    eventsPerSecond: state.eventsPerSecond ?? null,
    secondsLeft: state.secondsLeft ?? null,
    startedAt: state.startedAt ?? null,
    resumedFrom: positionText(state.resumedFrom),
    limit: state.asked?.eventsPerSecond ?? null,
    by: state.by ?? null,
    comparison: state.comparison ?? null,
  };
};

export const allGenerations = ({ eventStore, readStore, past }: HttpPorts): Promise<readonly GenerationState[]> =>
  generationStates({ log: eventStore, store: readStore, projections: past.projections });
