import type { Facts, Needs } from './facts';
import type { Actor, FactOf, Happened, Source } from './event';
import type { Id, Moment, PersonalText, Zone } from './values';

/** What a command is asked with. Time and ids come in here: a decider has no clock. */
export interface Context {
  readonly commandId: Id;
  readonly occurredAt: Moment;
  /** The clock of the moment at which it is decided. */
  readonly now: Moment;
  readonly zone: Zone;
  readonly actor: Actor;
  readonly source: Source;
  readonly lateReason?: string;
  /**
   * It follows from an event that is in the log already: it has to be done, or half a deed would stay. The rules on
   * references and moments were asked before that event, so they are not asked again.
   */
  readonly isOwed?: boolean;
  /** What was asked for with `needs`, and nothing else. */
  readonly facts: Facts;
  /** Reads what an event keeps of a person, to compare it with what a command says. */
  readonly open: (text: PersonalText) => string;
}

/** A rule rejected a command: which one, why, and what the caller can do next. */
export interface Rejection {
  readonly code: string;
  /** The number of the rule in docs/domain-rules, 0 where it is plain good order (an unknown id, a wrong state). */
  readonly rule: number;
  /**
   * `unknown` is a thing that is not there (HTTP 404), `taken` an id under which something else is there, `refused` what a
   * rule rejects (both HTTP 409).
   */
  readonly kind: 'unknown' | 'taken' | 'refused';
  readonly message: string;
  readonly next: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Rejected {
  readonly accepted: false;
  readonly rejection: Rejection;
}

/** What a check of a rule gives: its rejection, or nothing. */
export type Checked = Rejected | undefined;

export type Decision<Event> = { readonly accepted: true; readonly events: readonly Event[] } | Rejected;

/** The rejections of an aggregate: `code → rule, sentence, what to do next`. */
export type RejectionCatalogue = Readonly<
  Record<
    string,
    { readonly rule: number; readonly kind?: 'unknown' | 'taken'; readonly message: string; readonly next: string }
  >
>;

export const accept = <Event>(...events: readonly Event[]): Decision<Event> => ({ accepted: true, events });

/** Makes the `reject` of one aggregate: only codes of its own catalogue compile. */
export const rejecter =
  <Catalogue extends RejectionCatalogue>(catalogue: Catalogue) =>
  (code: keyof Catalogue & string, details: Readonly<Record<string, unknown>> = {}): Rejected => {
    const { rule, kind = 'refused', message, next } = catalogue[code] ?? { rule: 0, message: code, next: '' };
    return { accepted: false, rejection: { code, rule, kind, message, next, details } };
  };

/** The rejection of an id that is not there. */
export const noSuch = (thing: string, next: string) =>
  ({ rule: 0, kind: 'unknown', message: `There is no such ${thing}.`, next }) as const;

/** The rejection of an id that is used already (rule 20). */
export const idTaken = (message: string) =>
  ({ rule: 20, kind: 'taken', message, next: 'Take another id, or leave it out to get a new one.' }) as const;

/** The types that one aggregate is made of: `commands` and `events` are catalogues `{ Type: data }`. */
export interface AggregateShape {
  readonly state: unknown;
  readonly commands: object;
  readonly events: object;
}

export type EventsOf<Shape extends AggregateShape> = FactOf<Shape['events']>;
export type DecisionOf<Shape extends AggregateShape> = Decision<EventsOf<Shape>>;

/**
 * An aggregate, written the same way everywhere: facts, state, decisions. `decide` and `evolve` are tables by type, so a
 * command or an event without its arm does not compile. Both are pure; `evolve` never fails.
 */
export interface Decider<Shape extends AggregateShape> {
  readonly initialState: Shape['state'];
  readonly evolve: {
    readonly [Type in keyof Shape['events'] & string]: (
      state: Shape['state'],
      event: Happened<Type, Shape['events'][Type]>,
    ) => Shape['state'];
  };
  readonly decide: {
    readonly [Type in keyof Shape['commands'] & string]: (
      command: Shape['commands'][Type],
      state: Shape['state'],
      context: Context,
    ) => DecisionOf<Shape>;
  };
  /** Which stream of the category a command is for. */
  readonly streamId: (command: Shape['commands'][keyof Shape['commands']]) => string;
  /** What of other streams a command's rules ask for; a command without an arm needs nothing. */
  readonly needs: {
    readonly [Type in keyof Shape['commands'] & string]?: (
      command: Shape['commands'][Type],
      state: Shape['state'],
    ) => Needs;
  };
  readonly rejections: RejectionCatalogue;
}

/** Folds one event by the arm of its type. */
export const evolveBy = <Shape extends AggregateShape, Type extends keyof Shape['events'] & string>(
  { evolve }: Pick<Decider<Shape>, 'evolve'>,
  state: Shape['state'],
  event: Happened<Type, Shape['events'][Type]>,
): Shape['state'] => evolve[event.type](state, event);

/** Decides on what is there; where nothing is, `unknown` says that there is no such thing. */
export const existing =
  <Shape extends AggregateShape, Named>(unknown: (command: Named) => Rejected) =>
  <Command extends Named>(
    decide: (command: Command, state: NonNullable<Shape['state']>, context: Context) => DecisionOf<Shape>,
  ) =>
  (command: Command, state: Shape['state'], context: Context): DecisionOf<Shape> =>
    state ? decide(command, state, context) : unknown(command);
