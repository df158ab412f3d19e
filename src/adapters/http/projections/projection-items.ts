import type { GenerationState } from '../../../application/rebuilding/builds';
import type { BrokenReadModel } from '../../../application/projecting/known-read-models';
import type { Need } from '../../../application/projecting/needs';
import type { ProjectionState } from '../../../application/projecting/projector';

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

export interface ProjectionsItem {
  readonly head: string | null;
  readonly projections: readonly object[];
  readonly generations: readonly object[];
  readonly needs: readonly Need[];
  readonly broken: readonly BrokenReadModel[];
}
