import type { DomainCommand, DomainFact } from '../../domain/catalogue';
import type { Context, Rejection } from '../../domain/shared/decider';
import type { Facts, Needs } from '../../domain/shared/facts';
import type { Id } from '../../domain/shared/values';

/** A stream folded up to a revision; -1 where there is no stream. */
export interface Folded<State> {
  readonly state: State;
  readonly revision: number;
}

/** A stream as a plan would leave it. */
export interface Foreseen<State> {
  readonly by: object;
  readonly stream: string;
  readonly folded: Folded<State>;
}

/** One course of decisions: within it, streams are seen as if all its decisions had been appended. It begins empty. */
export type Plan = Foreseen<unknown>[];

export type IdentifiedFact = DomainFact & { readonly id: Id };

export type Decided = { readonly revision: number } & (
  { readonly events: readonly IdentifiedFact[] } | { readonly rejection: Rejection }
);

/** How a command is asked. */
export interface Asked {
  /** The command's own stream. Made once: each look into a memory hashes a name that is new. */
  readonly stream: string;
  readonly factsFor: (needs: Needs) => Promise<Facts>;
  readonly contextOf: (facts: Facts) => Context;
  readonly plan: Plan;
  /** Read the stream first, whatever is likely: the asker wants its revision, or a guess was wrong. */
  readonly certain: boolean;
}

/** One category of streams, to whoever does not know its types. */
export interface Aggregate {
  /** The types of its commands. */
  readonly commands: readonly string[];
  streamOf(command: DomainCommand): string;
  /** Reads, folds and decides; the plan then sees the outcome, the log does not yet. */
  decide(command: DomainCommand, asked: Asked): Promise<Decided>;
  /** What the plan decided for the stream is in the log now: the next read starts behind it. */
  remember(stream: string, plan: Plan): void;
}

/** What facts are taken from. */
export interface AggregateOf<State> extends Aggregate {
  /**
   * The state of a stream for another one's rule, at once where it is in memory. It may miss what another process wrote in
   * the last second (during an import: minute): no transaction spans two streams, so no rule may rest on less.
   */
  peek(stream: string, plan: Plan): State | Promise<State>;
}
