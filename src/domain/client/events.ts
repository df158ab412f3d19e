import type { Channel, ExternalId, Id, Personal } from '../shared/values';

export interface Contact {
  readonly channel: Channel;
  readonly value: Personal;
}

/** Facts about a client: a person or a company that the company sells to. */
export interface ClientEvents {
  ClientRegistered: {
    readonly clientId: Id;
    readonly kind: 'person' | 'company';
    readonly name: Personal;
    readonly contacts: readonly Contact[];
    readonly taxId?: string;
    readonly segment?: string;
    /** Where the client came from: an advertisement, a fair, another client. */
    readonly origin: string;
    readonly managerId?: Id;
    readonly externalId?: ExternalId;
  };
  ClientDetailsCorrected: {
    readonly clientId: Id;
    /** The event that is corrected: the registration or the last correction. */
    readonly corrects: Id;
    readonly name?: Personal;
    readonly contacts?: readonly Contact[];
    readonly taxId?: string;
  };
  ClientClassified: { readonly clientId: Id; readonly segment: string; readonly by: 'rule' | 'manual' };
  ClientAssigned: {
    readonly clientId: Id;
    readonly managerId: Id;
    readonly previousManagerId?: Id;
    readonly reason: string;
  };
  ConsentRecorded: {
    readonly clientId: Id;
    readonly channel: Channel;
    readonly allowed: boolean;
    readonly basis: string;
  };
  /** This client is a duplicate: readers follow the alias to `into`. */
  ClientMerged: { readonly clientId: Id; readonly into: Id; readonly evidence: string };
  /** On the survivor. */
  DuplicateAbsorbed: { readonly clientId: Id; readonly duplicateId: Id; readonly evidence: string };
  MergeReversed: { readonly clientId: Id; readonly from: Id; readonly reason: string };
  /** The key of the personal fields is destroyed with this fact. */
  PersonalDataErased: { readonly clientId: Id; readonly reason: string };
}
