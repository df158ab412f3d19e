import type { EventStore, Position, ReadAll, StoredEvent } from '../log/event-store';
import { readOnlyLog } from '../log/read-only-log';
import { Retelling, type WouldBeRejected } from './retelling';
import { anchorOf, hasPlaceInLog, PLACES, supposedFacts, type SupposedFacts, type ToldLog } from './supposed-facts';
import { readSupposition, type NotSupposed, type Supposition } from './supposition';

const isPlaced = ({ position }: StoredEvent): boolean => hasPlaceInLog(position);

/** What was read before is told for its state alone. */
const toldAfter = (after: Position, { position }: StoredEvent, told: readonly StoredEvent[]): readonly StoredEvent[] =>
  position > after ? told : [];

/** A log as it would be where something is supposed, up to a position: the same streams, told again as they are read. */
class SupposedLog {
  constructor(
    private readonly told: ToldLog,
    private readonly facts: SupposedFacts,
  ) {}

  async *readAll(asked: ReadAll): AsyncGenerator<readonly StoredEvent[]> {
    const { after = -1n, types } = asked;
    const retelling = new Retelling(this.told, this.facts);
    const wanted = types && new Set(types);
    const isWanted = ({ type }: StoredEvent): boolean => wanted?.has(type) ?? true;
    let waiting: readonly StoredEvent[] = [];
    for await (const page of this.told.log.readAll(this.readFor(asked, retelling))) {
      const told = page.flatMap((stored) => toldAfter(after, stored, retelling.take(stored)));
      const all = [...waiting, ...told.filter(isWanted)];
      // A page ends with an event that has a place in the log: up to there it was read.
      const end = all.findLastIndex(isPlaced) + 1;
      waiting = all.slice(end);
      if (end > 0) yield all.slice(0, end);
    }
    const rest = [...waiting, ...retelling.end().filter(isWanted)];
    if (rest.length > 0) yield rest;
  }

  async *read(stream: string, from = 0): AsyncGenerator<readonly StoredEvent[]> {
    const events = (await this.stream(stream)).filter(({ revision }) => revision >= from);
    if (events.length > 0) yield events;
  }

  async eventsAt(positions: readonly Position[]): Promise<readonly StoredEvent[]> {
    const wanted = new Set(positions);
    const anchors = [...new Set(positions.filter((position) => position < PLACES.supposed).map(anchorOf))];
    const streams = new Set((await this.told.log.eventsAt(anchors)).map(({ stream }) => stream));
    const found = this.facts.events.filter(({ position }) => wanted.has(position));
    for (const stream of streams)
      found.push(...(await this.stream(stream)).filter(({ position }) => wanted.has(position)));
    return found.sort((one, other) => (one.position < other.position ? -1 : 1));
  }

  /** From the beginning on, and also what is told again without being asked for. */
  private readFor({ until = this.told.until, types, pageSize }: ReadAll, { types: told }: Retelling): ReadAll {
    return {
      until: until < this.told.until ? until : this.told.until,
      types: types && [...new Set([...types, ...told])],
      ...(pageSize !== undefined && { pageSize }),
    };
  }

  private async stream(stream: string): Promise<readonly StoredEvent[]> {
    const retelling = new Retelling(this.told, this.facts);
    const events: StoredEvent[] = [];
    for await (const page of this.told.log.read(stream))
      for (const stored of page) if (stored.position <= this.told.until) events.push(...retelling.take(stored));
    return [...events, ...retelling.end().filter((event) => event.stream === stream)];
  }
}

/**
 * The log as it would be where something is supposed; or why that can't be supposed of it. Nothing is written: what is
 * supposed, and what would have followed from it, stands at places beyond all of the log.
 */
export const supposedLog = async (told: ToldLog, supposition: Supposition): Promise<EventStore | NotSupposed> => {
  const facts = await supposedFacts(told, supposition);
  if ('expected' in facts) return facts;
  const log = new SupposedLog(told, facts);
  return {
    ...readOnlyLog(told.log),
    read: (stream, from) => log.read(stream, from),
    readAll: (asked) => log.readAll(asked),
    eventsAt: (positions) => log.eventsAt(positions),
    head: () => Promise.resolve(told.until),
  };
};

/** What the rules would have rejected of what is in the log; it stays in all figures as it was. */
export const wouldBeRejected = async (told: ToldLog, supposition: Supposition): Promise<readonly WouldBeRejected[]> => {
  const facts = await supposedFacts(told, supposition);
  if ('expected' in facts) return [];
  const retelling = new Retelling(told, facts);
  for await (const page of told.log.readAll({ until: told.until, types: [...retelling.types] }))
    for (const stored of page) retelling.take(stored);
  return retelling.rejected;
};

/** Reads what is supposed of a log as it is now, or what is expected of it instead. */
export const supposedOf = async (
  { log, decode }: Pick<ToldLog, 'log' | 'decode'>,
  text: string,
): Promise<Supposition | NotSupposed> => {
  const supposition = readSupposition(text);
  if ('expected' in supposition) return supposition;
  const facts = await supposedFacts({ log, decode, until: (await log.head()) ?? -1n }, supposition);
  return 'expected' in facts ? facts : supposition;
};
