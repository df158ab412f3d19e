/** The plain values that every event and command is made of. All of them are JSON as they stand. */

/** A UUID in its canonical lower-case form. */
export type Id = string;

/** A moment in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`: so moments compare as strings. */
export type Moment = string;

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** A time zone by its IANA name, as `Europe/Berlin`. */
export type Zone = string;

/** A code of a catalogue, as `PRICE_TOO_HIGH`. */
export type Code = string;

/** Hundredths of a percent: 1,900 is 19 %. */
export type BasisPoints = number;

/**
 * An amount in the currency's minor unit (cents), an integer; the currency by ISO 4217. Of a unit price it is a decimal:
 * 19.5 is 0.195 of a unit of the currency.
 */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/**
 * Text about a person. It is kept readable in memory only: the log and the read models hold it sealed with a key of the
 * person that it is `of`, and erasing the person destroys that key. Nothing can take it for a plain string. What is said
 * `in` a record that may turn out to be another person's is sealed with both keys, the record's and the person's: either
 * erasure makes it unreadable.
 */
export type Personal =
  | { readonly personal: string; readonly of: Id; readonly keyed?: true }
  | { readonly sealed: string; readonly of: Id; readonly in?: Id; readonly key?: string };

/**
 * A text about a person as a command brings it, or as an event keeps it. A decider passes it on; the log seals it on its
 * way in, by the table of what is personal (personal-texts.ts).
 */
export type PersonalText = string | Personal;

export const personal = (text: string, of: Id): Personal => ({ personal: text, of });

export const personalIfGiven = (text: string | undefined, of: Id): Personal | undefined =>
  text === undefined ? undefined : personal(text, of);

/** Where a record came from in another system; an import derives our ids from it. */
export interface ExternalId<Text = string> {
  readonly source: string;
  readonly id: Text;
}
