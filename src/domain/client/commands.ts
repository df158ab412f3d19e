import type { ExternalId, Id } from '../shared/values';
import type { Channel, ClientKind } from '../shared/words';
import type { ClientEvents } from './events';

export interface ClientCommands {
  RegisterClient: {
    readonly clientId: Id;
    readonly kind: ClientKind;
    readonly name: string;
    readonly contacts?: readonly { readonly channel: Channel; readonly value: string }[];
    readonly taxId?: string;
    readonly segment?: string;
    readonly origin: string;
    readonly managerId?: Id;
    readonly externalId?: ExternalId;
  };
  CorrectClientDetails: {
    readonly clientId: Id;
    readonly name?: string;
    readonly contacts?: readonly { readonly channel: Channel; readonly value: string }[];
    readonly taxId?: string;
  };
  ClassifyClient: Omit<ClientEvents['ClientClassified'], 'until'>;
  AssignClient: { readonly clientId: Id; readonly managerId: Id; readonly reason: string };
  RecordConsent: {
    readonly clientId: Id;
    readonly channel: Channel;
    readonly allowed: boolean;
    readonly basis: string;
  };
  MergeClient: { readonly clientId: Id; readonly into: Id; readonly evidence: string };
  /** The process's second step of a merge, on the survivor. */
  AbsorbDuplicate: { readonly clientId: Id; readonly duplicateId: Id; readonly evidence: string };
  ReverseMerge: { readonly clientId: Id; readonly reason: string };
  EraseClient: { readonly clientId: Id; readonly reason: string };
  /** What follows for a duplicate of an erased client. Yields nothing where the merge was reversed since. */
  EraseDuplicate: { readonly clientId: Id; readonly erasedWith: Id; readonly reason: string };
}
