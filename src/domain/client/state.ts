import { linked, inOrder, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { ClientFacts, Dated } from '../shared/facts';
import { given, type Complete } from '../shared/given';
import type { Id, Moment } from '../shared/values';
import type { ClientCommands } from './commands';
import type { ClientEvents } from './events';

/** What a correction may correct. */
export type ClientDetails = Pick<ClientEvents['ClientRegistered'], 'name' | 'contacts' | 'taxId'>;

type Consent = Pick<ClientEvents['ConsentRecorded'], 'allowed' | 'basis'> & { readonly at: Moment };

export interface Client extends ClientFacts {
  /** The registration or the last correction: what the next correction corrects. */
  readonly detailsEventId: Id;
  readonly detailsAt: Moment;
  readonly mergedAt?: Moment;
  /** It was merged, and the merge was reversed. */
  readonly isUnmerged: boolean;
  readonly segments: Dated<{ readonly segment: string }>;
  readonly assignments: Dated<{ readonly managerId: Id }>;
  /** What the registration and the corrections come to. */
  readonly details: ClientDetails;
  /** The consents that stand, by channel, to tell a repetition. */
  readonly consents: Readonly<Record<string, Consent>>;
  readonly absorbed: Chain<Id>;
  /** Of these, the ones that erasures have named. */
  readonly erasedDuplicates: Chain<readonly Id[]>;
}

export type ClientState = Client | undefined;

export interface ClientShape {
  readonly state: ClientState;
  readonly commands: ClientCommands;
  readonly events: ClientEvents;
}

const knownDetails = ({ name, contacts, taxId }: Complete<ClientDetails>): ClientDetails =>
  given({ name, contacts, taxId });

const registeredClient = (
  { id, occurredAt }: { readonly id: Id; readonly occurredAt: Moment },
  { managerId, segment, name, contacts, taxId }: ClientEvents['ClientRegistered'],
): Client =>
  given({
    status: 'active',
    registeredAt: occurredAt,
    detailsEventId: id,
    detailsAt: occurredAt,
    withdrawnConsents: [],
    consents: {},
    absorbed: undefined,
    erasedDuplicates: undefined,
    segments: segment === undefined ? undefined : linked(undefined, { segment, effectiveFrom: occurredAt }),
    assignments: managerId === undefined ? undefined : linked(undefined, { managerId, effectiveFrom: occurredAt }),
    details: knownDetails({ name, contacts, taxId }),
    isUnmerged: false,
    mergedInto: undefined,
    mergedAt: undefined,
  });

/** The duplicates merged into it that no erasure has named yet; a merge may have been reversed since. */
export const absorbedBy = ({ absorbed, erasedDuplicates }: Client): readonly Id[] => {
  const erased = new Set(inOrder(erasedDuplicates).flat());
  return [...new Set(inOrder(absorbed))].filter((id) => !erased.has(id));
};

const correctedDetails = ({ details }: Client, corrected: ClientEvents['ClientDetailsCorrected']): ClientDetails => {
  const { name = details.name, contacts = details.contacts, taxId = details.taxId } = corrected;
  return knownDetails({ name, contacts, taxId });
};

export const evolveClient: Decider<ClientShape>['evolve'] = {
  ClientRegistered: (_, { id, occurredAt, data }) => registeredClient({ id, occurredAt }, data),
  ClientDetailsCorrected: (state, { id, occurredAt, data }) =>
    state && { ...state, detailsEventId: id, detailsAt: occurredAt, details: correctedDetails(state, data) },
  ClientClassified: (state, { occurredAt: effectiveFrom, data: { segment } }) =>
    state && { ...state, segments: linked(state.segments, { segment, effectiveFrom }) },
  ClientAssigned: (state, { occurredAt: effectiveFrom, data: { managerId } }) =>
    state && { ...state, assignments: linked(state.assignments, { managerId, effectiveFrom }) },
  ConsentRecorded: (state, { occurredAt: at, data: { channel, allowed, basis } }) => {
    const known = state?.consents[channel];
    // What is entered late is older than what the client said since.
    if (!state || (known && at < known.at)) return state;
    const others = state.withdrawnConsents.filter((withdrawn) => withdrawn !== channel);
    return {
      ...state,
      consents: { ...state.consents, [channel]: { allowed, basis, at } },
      withdrawnConsents: allowed ? others : [...others, channel],
    };
  },
  ClientMerged: (state, { occurredAt, data: { into } }) =>
    state && { ...state, status: 'merged', mergedInto: into, mergedAt: occurredAt },
  DuplicateAbsorbed: (state, { data: { duplicateId } }) =>
    state && { ...state, absorbed: linked(state.absorbed, duplicateId) },
  MergeReversed: (state) => {
    if (!state) return state;
    const { mergedInto, mergedAt, ...client } = state;
    return { ...client, isUnmerged: true, status: state.status === 'erased' ? 'erased' : 'active' };
  },
  PersonalDataErased: (state, { data: { duplicates = [] } }) =>
    state && {
      ...state,
      status: 'erased',
      erasedDuplicates: linked(state.erasedDuplicates, duplicates),
    },
};
