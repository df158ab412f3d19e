import type { ExternalId, Id, Moment, Personal, PersonalText } from '../shared/values';
import type { Channel, Classifier, ClientKind } from '../shared/words';

export interface Contact {
  readonly channel: Channel;
  readonly value: Personal;
}

/** Facts about a client: a person or a company that the company sells to. */
export interface ClientEvents {
  /** A client is known from now on. */
  ClientRegistered: {
    readonly clientId: Id;
    readonly kind: ClientKind;
    readonly name: Personal;
    readonly contacts: readonly Contact[];
    readonly taxId?: PersonalText;
    readonly segment?: string;
    /** Where the client came from: an advertisement, a fair, another client. */
    readonly origin: PersonalText;
    readonly managerId?: Id;
    readonly externalId?: ExternalId<PersonalText>;
  };
  /** What was registered or corrected last was wrong: these fields are right. */
  ClientDetailsCorrected: {
    readonly clientId: Id;
    /** The event that is corrected: the registration or the last correction. */
    readonly corrects: Id;
    readonly name?: Personal;
    readonly contacts?: readonly Contact[];
    readonly taxId?: PersonalText;
    /** The tax id that the client had before, where this one is another: it is free again. */
    readonly previousTaxId?: PersonalText;
  };
  /** The client belongs to a segment, by a rule or by a person's judgement. */
  ClientClassified: {
    readonly clientId: Id;
    readonly segment: string;
    readonly by: Classifier;
    /** Entered late: until when it held, before the classification that is known of later. */
    readonly until?: Moment;
  };
  /** Another manager looks after the client; what was done before stays the former one's (rule 13). */
  ClientAssigned: {
    readonly clientId: Id;
    readonly managerId: Id;
    readonly previousManagerId?: Id;
    readonly reason: PersonalText;
    /** Entered late: until when, before the assignment that is known of later. */
    readonly until?: Moment;
  };
  /** The client allows or forbids to be approached over a channel (rule 17). */
  ConsentRecorded: {
    readonly clientId: Id;
    readonly channel: Channel;
    readonly allowed: boolean;
    readonly basis: PersonalText;
  };
  /** This client is a duplicate: readers follow the alias to `into`. */
  ClientMerged: { readonly clientId: Id; readonly into: Id; readonly evidence: PersonalText };
  /** On the survivor. */
  DuplicateAbsorbed: { readonly clientId: Id; readonly duplicateId: Id; readonly evidence: PersonalText };
  /** The two were not the same after all: everything reads as if they had never been merged. */
  MergeReversed: { readonly clientId: Id; readonly from: Id; readonly reason: PersonalText };
  /** The keys of the personal fields are destroyed with this fact: the client's own, and those of its duplicates. */
  PersonalDataErased: {
    readonly clientId: Id;
    readonly reason: PersonalText;
    /** What had been merged into the client: each one that still is, is erased with it. */
    readonly duplicates?: readonly Id[];
    /** The client that this duplicate was erased with. */
    readonly erasedWith?: Id;
  };
}
