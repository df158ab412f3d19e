import fc from 'fast-check';
import type { AggregateShape, Context, Decider, DecisionOf, EventsOf } from '../../src/domain/shared/decider';
import { factsFor } from './facts-asked-for';
import { contextOf, id } from './specify';

/** A command as data, of one aggregate's catalogue. */
export type AskedOf<Shape extends AggregateShape> = {
  [Type in keyof Shape['commands'] & string]: { type: Type; data: Shape['commands'][Type] };
}[keyof Shape['commands'] & string];

/** A command with the context that it is asked in; what the context leaves out is `contextOf`'s. */
export interface Asking<Shape extends AggregateShape> {
  asked: AskedOf<Shape>;
  context: Partial<Context>;
}

/** One command of a history: the state before and after it, and what was decided. */
export interface Played<Shape extends AggregateShape> extends Asking<Shape> {
  before: Shape['state'];
  after: Shape['state'];
  decision: DecisionOf<Shape>;
}

const decideOn = <Shape extends AggregateShape>(
  decider: Decider<Shape>,
  state: Shape['state'],
  { asked, context }: Asking<Shape>,
): DecisionOf<Shape> => {
  const full = contextOf(context);
  const facts = factsFor(decider, asked, state, full.facts);
  return decider.decide[asked.type](asked.data, state, { ...full, facts });
};

const evolveBy = <Shape extends AggregateShape>(
  decider: Decider<Shape>,
  state: Shape['state'],
  event: EventsOf<Shape>,
  eventId: string,
): Shape['state'] => decider.evolve[event.type](state, { ...event, id: eventId });

/** Plays commands from an empty stream on, as the executor would: decided events are folded, a no changes nothing. */
export const play = <Shape extends AggregateShape>(
  decider: Decider<Shape>,
  askings: readonly Asking<Shape>[],
): Played<Shape>[] => {
  let state = decider.initialState;
  let count = 0;
  return askings.map((asking) => {
    const before = state;
    const decision = decideOn(decider, before, asking);
    for (const event of decision.accepted ? decision.events : [])
      state = evolveBy(decider, state, event, id(`event-${count++}`));
    return { ...asking, before, after: state, decision };
  });
};

/** All events of a history, in order. */
export const eventsOf = <Shape extends AggregateShape>(history: readonly Played<Shape>[]): EventsOf<Shape>[] =>
  history.flatMap(({ decision }) => (decision.accepted ? [...decision.events] : []));

export interface Promises<Shape extends AggregateShape> {
  /** Commands in any order; `oneOfCommands` puts them together. */
  askings: fc.Arbitrary<Asking<Shape>>;
  /** With what three of four histories begin, so that they get somewhere: the command that opens a stream, mostly. */
  opening?: fc.Arbitrary<Asking<Shape>>;
  /** What holds after every command of every history: made of `expect`s. */
  invariants?: (history: readonly Played<Shape>[]) => void;
  /** Commands that, asked again right after they were accepted, change nothing. */
  idempotent?: readonly (keyof Shape['commands'] & string)[];
  maxLength?: number;
  runs?: number;
}

const histories = <Shape extends AggregateShape>(
  askings: fc.Arbitrary<Asking<Shape>>,
  opening: fc.Arbitrary<Asking<Shape>>,
  maxLength: number,
): fc.Arbitrary<Asking<Shape>[]> => {
  const rest = fc.array(askings, { maxLength, size: 'max' });
  const opened = fc.tuple(opening, rest).map(([first, others]) => [first, ...others]);
  return fc.oneof({ arbitrary: opened, weight: 3 }, { arbitrary: rest, weight: 1 });
};

/**
 * What every decider promises, whatever is asked in whatever order: nothing throws, a decided event can be evolved from
 * any state (also from the empty one: a fact is never refused), no command is changed in place, replaying the events gives
 * the same state, each rejection is of the catalogue, and what is idempotent is so.
 */
export const holdsForEveryHistory = <Shape extends AggregateShape>(
  decider: Decider<Shape>,
  { askings, opening = askings, invariants, idempotent = [], maxLength = 30, runs = 150 }: Promises<Shape>,
): void => {
  fc.assert(
    fc.property(histories(askings, opening, maxLength), (sequence) => {
      const asked = JSON.stringify(sequence.map((asking) => asking.asked));
      const history = play(decider, sequence);
      expect(JSON.stringify(sequence.map((asking) => asking.asked))).toBe(asked);
      for (const played of history) {
        if (!played.decision.accepted) expect(decider.rejections).toHaveProperty(played.decision.rejection.code);
        else if (idempotent.includes(played.asked.type))
          expect(decideOn(decider, played.after, played)).toMatchObject({ events: [] });
      }
      const events = eventsOf(history);
      for (const event of events) evolveBy(decider, decider.initialState, event, id('alone'));
      const again = events.reduce<Shape['state']>(
        (state, event, index) => evolveBy(decider, state, event, id(`event-${index}`)),
        decider.initialState,
      );
      expect(again).toEqual(history.at(-1)?.after ?? decider.initialState);
      invariants?.(history);
    }),
    { numRuns: runs },
  );
};

/**
 * Puts arbitraries of single commands together: `{ AcceptOffer: fc.record(…), … }`. A forgotten command does not compile.
 * `rare` ones come once where the others come ten times: those that end a history.
 */
export const oneOfCommands = <Shape extends AggregateShape>(
  arbitraries: { [Type in keyof Shape['commands'] & string]: fc.Arbitrary<Shape['commands'][Type]> },
  contexts: fc.Arbitrary<Partial<Context>>,
  rare: readonly (keyof Shape['commands'] & string)[] = [],
): fc.Arbitrary<Asking<Shape>> =>
  fc.record({
    asked: fc.oneof(
      ...Object.entries<fc.Arbitrary<unknown>>(arbitraries).map(([type, data]) => ({
        arbitrary: data.map((made) => ({ type, data: made })),
        weight: rare.some((each) => each === type) ? 1 : 10,
      })),
    ) as fc.Arbitrary<unknown> as fc.Arbitrary<AskedOf<Shape>>,
    context: contexts,
  });
