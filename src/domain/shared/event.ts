import type { Id, Moment, PersonalText, Zone } from './values';

/** A fact as a decider states it. `occurredAt` is when it happened in the client's world. */
export interface Fact<Type extends string, Data> {
  readonly type: Type;
  readonly occurredAt: Moment;
  readonly data: Data;
}

/** The union of all facts of a catalogue `{ Type: data }`. */
export type FactOf<Events> = {
  [Type in keyof Events & string]: Fact<Type, Events[Type]>;
}[keyof Events & string];

/** A fact with the id under which the log keeps it: what `evolve` folds. */
export type Happened<Type extends string, Data> = Fact<Type, Data> & { readonly id: Id };

export type HappenedOf<Events> = {
  [Type in keyof Events & string]: Happened<Type, Events[Type]>;
}[keyof Events & string];

export interface Actor {
  readonly kind: 'manager' | 'system' | 'import';
  readonly id: string;
}

export type Source = 'api' | 'import' | 'telephony' | 'email' | 'timer';

/** What the log keeps about an event beside its data. Of a person it holds nothing but `lateReason`, sealed. */
export interface EventMetadata {
  readonly schemaVersion: number;
  readonly zone: Zone;
  readonly actor: Actor;
  readonly onBehalfOf?: Id;
  readonly source: Source;
  readonly commandId: Id;
  /**
   * A digest of the command's body: tells a repeated command from another one under the same id. Empty where no other one
   * can come under it.
   */
  readonly commandDigest: string;
  readonly correlationId: Id;
  readonly causationId: Id;
  readonly lateReason?: PersonalText;
}
