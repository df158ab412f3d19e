import type { Context, Rejection } from '../../domain/shared/decider';
import type { Moment } from '../../domain/shared/values';
import type { StreamStore } from '../log/event-store';
import { eventIdOf } from '../log/ids';
import type { Aggregates } from './aggregates';
import { authorsOf, checkEntry, contextOf } from './execution';
import { factsFor } from './facts';
import type { OpenTexts } from './following';
import type { IdentifiedFact, NotExecuted, Step, StepToDecide } from './step';
import type { Folded } from './streams';

/** What one command is decided with. */
export interface DecidingPorts {
  readonly store: StreamStore;
  readonly clock: () => Moment;
  readonly aggregates: Aggregates;
  readonly open: OpenTexts;
}

export type DecidedStep = Step | { readonly rejection: Rejection; readonly revision: number };

export const isChange = (decided: DecidedStep | NotExecuted): decided is Step =>
  'events' in decided && decided.events.length > 0;

/** What was decided, held against the revision that the caller expects. */
export const concluded = (
  { stream, envelope: { expectedRevision } }: StepToDecide,
  decided: DecidedStep,
): Step | NotExecuted => {
  if (expectedRevision !== undefined && expectedRevision !== decided.revision)
    return { outcome: 'outdated', stream, currentRevision: decided.revision };
  return 'rejection' in decided ? { outcome: 'rejected', rejection: decided.rejection } : decided;
};

/** What a command's rules are told, with other streams as the steps before would leave them. */
export const contextFor = async (
  { aggregates, clock, store, open }: DecidingPorts,
  state: unknown,
  { command, aggregate, envelope, isOwed }: StepToDecide,
  steps: readonly Step[],
): Promise<Context> => {
  const needs = aggregate.needs(command, state);
  const authors = authorsOf(envelope);
  const facts = await factsFor(aggregates, command, { needs, authors, steps, head: () => store.head() });
  return contextOf(envelope, clock(), { facts, isOwed, open });
};

/** Decides a command on its stream. */
export const decideOn = async (
  ports: DecidingPorts,
  { state, revision }: Folded,
  asked: StepToDecide,
  before: readonly Step[],
): Promise<DecidedStep> => {
  // Written out, not spread: it is done for every command.
  const { command, asGiven, envelope, optional, aggregate, stream, metadata, causedBy, isOwed, mayBeDone } = asked;
  const step = { command, asGiven, envelope, optional, aggregate, stream, metadata, causedBy, isOwed, mayBeDone };
  const context = await contextFor(ports, state, asked, before);
  // What follows from an event happened with it: healed weeks after a crash, it needs no reason of its own.
  const improper = envelope.causationId === undefined ? checkEntry(command, authorsOf(envelope), context) : undefined;
  if (improper) return { revision, rejection: improper };
  const decision = aggregate.decide(command, state, context);
  if (!decision.accepted) return { revision, rejection: decision.rejection };
  const events = decision.events.map((fact, index): IdentifiedFact => {
    const id = eventIdOf(envelope.commandId, index);
    return { ...fact, id };
  });
  const evolved = events.reduce((folded, event) => aggregate.evolve(folded, event), state);
  const after = { state: evolved, revision: revision + events.length };
  return Object.assign(step, { revision, events, after, position: undefined });
};
