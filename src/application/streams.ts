import type { DomainCommand, DomainFact } from '../domain/catalogue';
import type { AggregateShape, Context, Decider, Rejection } from '../domain/shared/decider';
import type { Happened, HappenedOf } from '../domain/shared/event';
import type { Needs } from '../domain/shared/facts';
import type { Id } from '../domain/shared/values';
import { decode, schemaVersions } from './codec';
import type { StreamStore } from './event-store';
import { eventIdOf } from './ids';
import { Recent } from './recent';

/** A stream folded up to a revision; -1 where there is no stream. */
interface Folded<State> {
  readonly state: State;
  readonly revision: number;
}

type Kept<State> = Folded<State> & { readonly readAt: number };

/** Names one course of decisions: within it, streams are seen as if all its decisions had been appended. */
export type Plan = object;

export type IdentifiedFact = DomainFact & { readonly id: Id };

export type Decided = { readonly revision: number } & (
  { readonly events: readonly IdentifiedFact[] } | { readonly rejection: Rejection }
);

/** How a command is asked. */
export interface Asked {
  /** The command's own stream. Made once: each look into a memory hashes a name that is new. */
  readonly stream: string;
  readonly contextFor: (needs: Needs) => Promise<Context>;
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

/** Of each category, at least. */
const STREAMS_KEPT = 20_000;

const evolve = <Shape extends AggregateShape, Type extends keyof Shape['events'] & string>(
  decider: Decider<Shape>,
  state: Shape['state'],
  event: Happened<Type, Shape['events'][Type]>,
): Shape['state'] => decider.evolve[event.type](state, event);

type CommandsOf<Shape extends AggregateShape> = {
  [Type in keyof Shape['commands'] & string]: { readonly type: Type; readonly data: Shape['commands'][Type] };
}[keyof Shape['commands'] & string];

const decideWith = <Shape extends AggregateShape, Type extends keyof Shape['commands'] & string>(
  decider: Decider<Shape>,
  command: { readonly type: Type; readonly data: Shape['commands'][Type] },
  state: Shape['state'],
  context: Context,
) => decider.decide[command.type](command.data, state, context);

const needsWith = <Shape extends AggregateShape, Type extends keyof Shape['commands'] & string>(
  decider: Decider<Shape>,
  command: { readonly type: Type; readonly data: Shape['commands'][Type] },
  state: Shape['state'],
): Needs => decider.needs[command.type]?.(command.data, state) ?? {};

const isFact = (fact: { readonly type: string }): fact is IdentifiedFact => Object.hasOwn(schemaVersions, fact.type);

/** Streams of one category: folded on demand, the ones used last kept in memory and read on from where they stood. */
export class Streams<Shape extends AggregateShape> implements AggregateOf<Shape['state']> {
  private readonly kept = new Recent<Kept<Shape['state']>>(STREAMS_KEPT);
  private readonly readings = new Map<string, Promise<Folded<Shape['state']>>>();
  private readonly plans = new WeakMap<Plan, Map<string, Folded<Shape['state']>>>();

  readonly commands: readonly string[];

  constructor(
    private readonly category: string,
    private readonly decider: Decider<Shape>,
    private readonly store: StreamStore,
    /** How long a stream in memory is good enough for another one's rule. */
    private readonly freshMilliseconds: number,
  ) {
    this.commands = Object.keys(decider.decide);
  }

  streamOf(command: DomainCommand): string {
    return `${this.category}-${this.decider.streamId(this.own(command).data)}`;
  }

  peek(stream: string, plan: Plan): Shape['state'] | Promise<Shape['state']> {
    const planned = this.plans.get(plan)?.get(stream);
    if (planned) return planned.state;
    const kept = this.kept.get(stream);
    const isFresh = kept !== undefined && performance.now() - kept.readAt < this.freshMilliseconds;
    if (isFresh) return kept.state;
    // Who asks while it is read shares the reading: what all rules rest on grows old for all at once.
    const reading = this.readings.get(stream) ?? this.read(stream).finally(() => this.readings.delete(stream));
    this.readings.set(stream, reading);
    return reading.then(({ state }) => state);
  }

  async decide(command: DomainCommand, asked: Asked): Promise<Decided> {
    const { stream } = asked;
    const own = this.own(command);
    const planned = this.plans.get(asked.plan)?.get(stream);
    if (planned) return this.decideOn(own, planned, asked);
    if (!asked.certain) {
      const guessed = await this.decideOn(own, this.likely(stream), asked);
      if ('events' in guessed && guessed.events.length > 0) return guessed;
    }
    return this.decideOn(own, await this.read(stream), asked);
  }

  /**
   * A stream mostly is as it is in memory, and one that nobody has in memory mostly is not there yet: so it is decided
   * without reading, and the store refuses the append where that was wrong. Only a no is worth a look before it is given.
   */
  private likely(stream: string): Folded<Shape['state']> {
    return this.kept.get(stream) ?? { state: this.decider.initialState, revision: -1 };
  }

  private async decideOn(
    command: CommandsOf<Shape>,
    { state, revision }: Folded<Shape['state']>,
    { contextFor, plan, stream }: Asked,
  ): Promise<Decided> {
    const context = await contextFor(needsWith(this.decider, command, state));
    const decision = decideWith(this.decider, command, state, context);
    if (!decision.accepted) return { revision, rejection: decision.rejection };
    const events: IdentifiedFact[] = [];
    let after = state;
    for (const fact of decision.events) {
      const event: { readonly type: string } = { ...fact, id: eventIdOf(context.commandId, events.length) };
      if (this.isOwn(event)) after = evolve(this.decider, after, event);
      if (isFact(event)) events.push(event);
    }
    if (events.length > 0) this.foresee(stream, plan, { state: after, revision: revision + events.length });
    return { revision, events };
  }

  remember(stream: string, plan: Plan): void {
    const planned = this.plans.get(plan)?.get(stream);
    if (planned) this.keep(stream, planned);
  }

  private async read(stream: string): Promise<Folded<Shape['state']>> {
    const kept = this.kept.get(stream);
    let state = kept ? kept.state : this.decider.initialState;
    let revision = kept ? kept.revision : -1;
    for await (const page of this.store.read(stream, revision + 1))
      for (const stored of page) {
        const event: { readonly type: string } = decode(stored);
        if (this.isOwn(event)) state = evolve(this.decider, state, event);
        revision = stored.revision;
      }
    const folded = { state, revision };
    this.keep(stream, folded);
    return folded;
  }

  private keep(stream: string, { state, revision }: Folded<Shape['state']>): void {
    this.kept.set(stream, { state, revision, readAt: performance.now() });
  }

  private foresee(stream: string, plan: Plan, folded: Folded<Shape['state']>): void {
    const ofPlan = this.plans.get(plan) ?? new Map<string, Folded<Shape['state']>>();
    this.plans.set(plan, ofPlan.set(stream, folded));
  }

  private own(command: { readonly type: string }): CommandsOf<Shape> {
    if (!this.owns(command)) throw new Error(`${command.type} is no command of ${this.category}`);
    return command;
  }

  private owns(command: { readonly type: string }): command is CommandsOf<Shape> {
    return Object.hasOwn(this.decider.decide, command.type);
  }

  private isOwn(event: { readonly type: string }): event is HappenedOf<Shape['events']> {
    return Object.hasOwn(this.decider.evolve, event.type);
  }
}
