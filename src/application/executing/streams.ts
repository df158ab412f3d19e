import type { DomainCommand } from '../../domain/catalogue';
import { evolveBy, type AggregateShape, type Context, type Decider, type Decision } from '../../domain/shared/decider';
import type { DomainFact } from '../../domain/catalogue';
import type { HappenedOf } from '../../domain/shared/event';
import type { Needs } from '../../domain/shared/facts';
import type { Id } from '../../domain/shared/values';
import { BoundedCache } from '../log/bounded-cache';
import { decode } from '../log/codec';
import type { StreamStore } from '../log/event-store';

/** A stream folded up to a revision; -1 where there is no stream. */
export interface Folded<State = unknown> {
  readonly state: State;
  readonly revision: number;
}

/**
 * One category of streams. The executor knows no category's state: it hands a state back only to the aggregate that
 * folded it.
 */
export interface Aggregate<State = unknown> {
  /** The types of its commands. */
  readonly commandTypes: readonly string[];
  /** Of a stream without events. */
  readonly initialState: State;
  /** Resolves when it is known what streams stand on before their first events; undefined where that is known. */
  ready(): Promise<void> | undefined;
  streamOf(command: DomainCommand): string;
  /**
   * The stream as it is in memory; without events where it is not. Mostly that is how it stands, and where it is not, the
   * store refuses the append.
   */
  inMemory(stream: string): Folded<State>;
  /** Reads the stream on from where it is in memory, and folds it. */
  read(stream: string): Promise<Folded<State>>;
  /**
   * The state of a stream for another one's rule, at once where it is in memory. It may miss what another process wrote in
   * the last second (during an import: minute): no transaction spans two streams, so no rule may rest on less.
   */
  look(stream: string): State | Promise<State>;
  /** Remembers a stream as it is after an append. */
  keep(stream: string, folded: Folded<State>): void;
  needs(command: DomainCommand, state: State): Needs;
  decide(command: DomainCommand, state: State, context: Context): Decision<DomainFact>;
  evolve(state: State, event: DomainFact & { readonly id: Id }): State;
}

export interface StreamMemory {
  /** How long a stream in memory is good enough for another one's rule. */
  readonly freshMilliseconds: number;
  /** How many streams stay in memory, at least. */
  readonly kept: number;
}

type KeptStream<State> = Folded<State> & { readonly readAt: number };

type CommandsOf<Shape extends AggregateShape> = {
  [Type in keyof Shape['commands'] & string]: { readonly type: Type; readonly data: Shape['commands'][Type] };
}[keyof Shape['commands'] & string];

const decideBy = <Shape extends AggregateShape, Type extends keyof Shape['commands'] & string>(
  decider: Decider<Shape>,
  command: { readonly type: Type; readonly data: Shape['commands'][Type] },
  state: Shape['state'],
  context: Context,
) => decider.decide[command.type](command.data, state, context);

const needsBy = <Shape extends AggregateShape, Type extends keyof Shape['commands'] & string>(
  decider: Decider<Shape>,
  command: { readonly type: Type; readonly data: Shape['commands'][Type] },
  state: Shape['state'],
): Needs => decider.needs[command.type]?.(command.data, state) ?? {};

/** Streams of one category: folded on demand, the ones used last kept in memory and read on from where they stood. */
export class Streams<Shape extends AggregateShape> implements Aggregate<Shape['state']> {
  readonly commandTypes: readonly string[];
  readonly initialState: Shape['state'];
  private readonly kept: BoundedCache<KeptStream<Shape['state']>>;
  private readingBefore: Promise<void> | undefined;
  private before: ReadonlyMap<string, Shape['state']> | undefined;
  private readonly readings = new Map<string, Promise<Folded<Shape['state']>>>();

  constructor(
    private readonly category: string,
    private readonly decider: Decider<Shape>,
    private readonly store: StreamStore,
    private readonly memory: StreamMemory,
    /** By stream, what it stands on before its first event; a stream that is not named begins with the initial state. */
    private readonly readBefore?: () => Promise<ReadonlyMap<string, Shape['state']>>,
  ) {
    this.kept = new BoundedCache(memory.kept);
    this.commandTypes = Object.keys(decider.decide);
    this.initialState = decider.initialState;
    if (!readBefore) this.before = new Map();
  }

  ready(): Promise<void> | undefined {
    if (this.before || !this.readBefore) return undefined;
    this.readingBefore ??= this.readBefore()
      .then((before) => {
        this.before = before;
      })
      .finally(() => (this.readingBefore = undefined));
    return this.readingBefore;
  }

  streamOf(command: DomainCommand): string {
    return `${this.category}-${this.decider.streamId(this.own(command).data)}`;
  }

  inMemory(stream: string): Folded<Shape['state']> {
    return this.kept.get(stream) ?? { state: this.before?.get(stream) ?? this.initialState, revision: -1 };
  }

  async read(stream: string): Promise<Folded<Shape['state']>> {
    await this.ready();
    let { state, revision } = this.inMemory(stream);
    for await (const page of this.store.read(stream, revision + 1))
      for (const stored of page) {
        state = this.evolve(state, decode(stored));
        revision = stored.revision;
      }
    const folded = { state, revision };
    this.keep(stream, folded);
    return folded;
  }

  look(stream: string): Shape['state'] | Promise<Shape['state']> {
    const kept = this.kept.get(stream);
    if (kept && performance.now() - kept.readAt < this.memory.freshMilliseconds) return kept.state;
    // All who look while it is read share the reading: what all rules rest on grows old for all at once.
    const reading = this.readings.get(stream) ?? this.read(stream).finally(() => this.readings.delete(stream));
    this.readings.set(stream, reading);
    return reading.then(({ state }) => state);
  }

  keep(stream: string, { state, revision }: Folded<Shape['state']>): void {
    this.kept.set(stream, { state, revision, readAt: performance.now() });
  }

  needs(command: DomainCommand, state: Shape['state']): Needs {
    return needsBy(this.decider, this.own(command), state);
  }

  decide(command: DomainCommand, state: Shape['state'], context: Context): Decision<DomainFact> {
    // The events of every category are in the catalogue.
    return decideBy(this.decider, this.own(command), state, context) as Decision<DomainFact>;
  }

  /** An event of another category, which has no place in the stream, changes nothing. */
  evolve(state: Shape['state'], event: { readonly type: string }): Shape['state'] {
    return this.isOwn(event) ? evolveBy(this.decider, state, event) : state;
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
