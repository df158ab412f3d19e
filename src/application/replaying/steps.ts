import type { Projection } from '../../read-models/kit/projection';
import { createAggregates, type StreamCategory } from '../executing/aggregates';
import type { Aggregate } from '../executing/streams';
import { BoundedCache } from '../log/bounded-cache';
import type { Decode } from '../log/codec';
import type { EventStore, StoredEvent } from '../log/event-store';
import { foldOn, stepOf, type Folding, type ReplayStep, type StreamFold } from './step';

export interface ReplaySide {
  readonly log: EventStore;
  readonly projections: readonly Projection[];
  readonly decode: Decode;
}

/** What is kept of every step that was read. */
export type StepMark = Pick<StoredEvent, 'position' | 'type' | 'occurredAt'>;

/** So many streams, and so many steps, stay in memory at least: what is beyond is read again when it is asked for. */
const KEPT = { streams: 500, steps: 500 };

/**
 * A replay that goes forward and back. Events are taken as they come, so that one through a large log begins at once; a
 * step needs the events of its own stream only, and steps back are in memory or read again, each by its stream.
 */
export class ReplaySteps {
  private readonly marks: StepMark[] = [];
  private readonly events: AsyncIterator<StoredEvent>;
  private readonly shown = new BoundedCache<ReplayStep>(KEPT.steps);
  private readonly folds = new BoundedCache<StreamFold>(KEPT.streams);
  private readonly aggregates: Readonly<Record<StreamCategory, Aggregate>>;
  private isRead = false;

  constructor(
    private readonly side: ReplaySide,
    /** Those to step through, in the order of the log. */
    events: AsyncIterable<StoredEvent>,
  ) {
    this.events = events[Symbol.asyncIterator]();
    this.aggregates = createAggregates(side.log);
  }

  /** How many steps are known so far; all of them where `isWhole`. */
  get known(): number {
    return this.marks.length;
  }

  get isWhole(): boolean {
    return this.isRead;
  }

  /** The step of a number, from 1; undefined where there are not so many. */
  async at(number: number): Promise<ReplayStep | undefined> {
    if (number < 1) return undefined;
    const kept = this.shown.get(String(number));
    if (kept) return kept;
    const stored = number <= this.known ? await this.again(number) : await this.readTo(number);
    if (!stored) return undefined;
    const step = { number, ...(await this.stepAt(stored)) };
    this.shown.set(String(number), step);
    return step;
  }

  /** The first step from a number on of which it is true; undefined where it is of none. */
  async find(from: number, isIt: (mark: StepMark) => boolean): Promise<number | undefined> {
    for (let number = from; ; number += 1) {
      if (number > this.known) await this.readTo(number);
      const mark = this.marks[number - 1];
      if (!mark || isIt(mark)) return mark && number;
    }
  }

  async end(): Promise<void> {
    await this.events.return?.();
  }

  private async readTo(number: number): Promise<StoredEvent | undefined> {
    let last: StoredEvent | undefined;
    while (this.known < number && !this.isRead) {
      const next = await this.events.next();
      if (next.done === true) this.isRead = true;
      else {
        last = next.value;
        const { position, type, occurredAt } = last;
        this.marks.push({ position, type, occurredAt });
      }
    }
    return this.known === number ? last : undefined;
  }

  private async again(number: number): Promise<StoredEvent | undefined> {
    const mark = this.marks[number - 1];
    return mark && (await this.side.log.eventsAt([mark.position]))[0];
  }

  private async stepAt(stored: StoredEvent): Promise<Omit<ReplayStep, 'number'>> {
    const folding = this.foldingOf(stored.stream);
    const { fold, step } = stepOf(await this.foldBefore(stored, folding), stored, folding);
    this.folds.set(stored.stream, fold);
    return step;
  }

  /** The stream of an event up to right before it; where it was folded beyond, it is folded anew. */
  private async foldBefore({ stream, revision }: StoredEvent, folding: Folding): Promise<StreamFold> {
    const kept = this.folds.get(stream);
    let fold = kept && kept.revision < revision ? kept : unfolded(folding);
    for await (const stored of this.eventsBetween(stream, fold.revision, revision))
      fold = foldOn(fold, stored, folding);
    return fold;
  }

  /** The events of a stream between two revisions, without the two. */
  private async *eventsBetween(stream: string, after: number, before: number): AsyncGenerator<StoredEvent> {
    if (after + 1 >= before) return;
    for await (const page of this.side.log.read(stream, after + 1))
      for (const stored of page) {
        if (stored.revision >= before) return;
        yield stored;
      }
  }

  private foldingOf(stream: string): Folding {
    const { projections, decode } = this.side;
    const category = stream.slice(0, stream.indexOf('-'));
    return {
      aggregate: isCategory(category, this.aggregates) ? this.aggregates[category] : undefined,
      projections,
      decode,
    };
  }
}

const unfolded = ({ aggregate }: Folding): StreamFold => ({
  revision: -1,
  state: aggregate?.inMemory('').state,
  rows: new Map(),
});

const isCategory = (category: string, all: object): category is StreamCategory => Object.hasOwn(all, category);
