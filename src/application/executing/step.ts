import type { DomainFact } from '../../domain/catalogue';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id } from '../../domain/shared/values';
import type { Position } from '../log/event-store';
import type { Executed, ExecutedEvent, StandingEvent } from './execution';
import type { EnvelopedCommand } from './following';
import type { Aggregate, Folded } from './streams';

export type IdentifiedFact = DomainFact & { readonly id: Id };

/** Why a command is not executed. */
export type NotExecuted = Exclude<Executed, { readonly outcome: 'accepted' }>;

/** A command on its way to its stream. */
export interface StepToDecide extends EnvelopedCommand {
  /** See `FollowUp`. */
  readonly optional?: boolean | undefined;
  readonly aggregate: Aggregate;
  /** The command's own stream. Made once: each look into a memory hashes a name that is new. */
  readonly stream: string;
  readonly metadata: Omit<EventMetadata, 'schemaVersion'>;
  /** The step that it follows from; undefined for what the caller asked. */
  readonly causedBy: Step | undefined;
  /** See `Context`. */
  readonly isOwed: boolean;
  /** The caller, or a conflict, hints that its events may be in the log: look there first. */
  readonly mayBeDone: boolean;
}

/** A command that was decided: its events are to be appended, or in the log already. */
export interface Step extends StepToDecide {
  /** The stream's before the events. */
  readonly revision: number;
  readonly events: readonly IdentifiedFact[];
  /** The stream as it will be after them; undefined where they are in the log. */
  readonly after: Folded | undefined;
  /** Of the last event; undefined where they are not in the log yet. */
  readonly position: Position | undefined;
  /** See `Executed`. */
  readonly stands?: StandingEvent | undefined;
}

/** The stream as the steps so far would leave it; undefined where none of them touches it. */
export const foreseen = (steps: readonly Step[], stream: string): Folded | undefined =>
  steps.findLast((step) => step.stream === stream && step.after)?.after;

/** What came of the appends so far. */
export interface Written {
  readonly events: readonly ExecutedEvent[];
  readonly position: Position | undefined;
  readonly isNew: boolean;
}

export const withMore = (one: Written, other: Written): Written => ({
  events: [...one.events, ...other.events],
  position: laterPosition(one.position, other.position),
  isNew: one.isNew || other.isNew,
});

const laterPosition = (one: Position | undefined, other: Position | undefined): Position | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;
