import type { DomainCommand } from '../../domain/catalogue';
import type { AggregateShape, Context, Decider } from '../../domain/shared/decider';
import type { Happened, HappenedOf } from '../../domain/shared/event';
import type { Needs } from '../../domain/shared/facts';
import type { AggregateOf, Asked, Decided, Folded, Foreseen, IdentifiedFact, Plan } from './aggregate';
import { decode, schemaVersions } from '../log/codec';
import type { StreamStore } from '../log/event-store';
import { eventIdOf } from '../log/ids';
import { Recent } from '../log/bounded-cache';

type Kept<State> = Folded<State> & { readonly readAt: number };

export interface Memory {
  /** How long a stream in memory is good enough for another one's rule. */
  readonly freshMilliseconds: number;
  /** How many streams stay in memory, at least. */
  readonly kept: number;
}

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
  private readonly kept: Recent<Kept<Shape['state']>>;
  private readonly readings = new Map<string, Promise<Folded<Shape['state']>>>();

  readonly commands: readonly string[];

  constructor(
    private readonly category: string,
    private readonly decider: Decider<Shape>,
    private readonly store: StreamStore,
    private readonly memory: Memory,
  ) {
    this.kept = new Recent(memory.kept);
    this.commands = Object.keys(decider.decide);
  }

  streamOf(command: DomainCommand): string {
    return `${this.category}-${this.decider.streamId(this.own(command).data)}`;
  }

  peek(stream: string, plan: Plan): Shape['state'] | Promise<Shape['state']> {
    const planned = this.foreseen(stream, plan);
    if (planned) return planned.state;
    const kept = this.kept.get(stream);
    const isFresh = kept !== undefined && performance.now() - kept.readAt < this.memory.freshMilliseconds;
    if (isFresh) return kept.state;
    // Who asks while it is read shares the reading: what all rules rest on grows old for all at once.
    const reading = this.readings.get(stream) ?? this.read(stream).finally(() => this.readings.delete(stream));
    this.readings.set(stream, reading);
    return reading.then(({ state }) => state);
  }

  async decide(command: DomainCommand, asked: Asked): Promise<Decided> {
    const { stream } = asked;
    const own = this.own(command);
    const planned = this.foreseen(stream, asked.plan);
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
    { factsFor, contextOf, plan, stream }: Asked,
  ): Promise<Decided> {
    const context = contextOf(await factsFor(needsWith(this.decider, command, state)));
    const decision = decideWith(this.decider, command, state, context);
    if (!decision.accepted) return { revision, rejection: decision.rejection };
    const events: IdentifiedFact[] = [];
    let after = state;
    for (const fact of decision.events) {
      const event: { readonly type: string } = { ...fact, id: eventIdOf(context.commandId, events.length) };
      if (this.isOwn(event)) after = evolve(this.decider, after, event);
      if (isFact(event)) events.push(event);
    }
    if (events.length > 0)
      plan.push({ by: this, stream, folded: { state: after, revision: revision + events.length } });
    return { revision, events };
  }

  remember(stream: string, plan: Plan): void {
    const planned = this.foreseen(stream, plan);
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

  private foreseen(stream: string, plan: Plan): Folded<Shape['state']> | undefined {
    const last = plan.findLast((one) => one.stream === stream);
    return last && this.foresaw(last) ? last.folded : undefined;
  }

  private foresaw(one: Foreseen<unknown>): one is Foreseen<Shape['state']> {
    return one.by === this;
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
