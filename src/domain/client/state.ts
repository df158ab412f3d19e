import { linked, inOrder, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { ClientFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Id, Moment } from '../shared/values';
import type { ClientCommands } from './commands';
import type { ClientEvents } from './events';

type Consent = Pick<ClientEvents['ConsentRecorded'], 'allowed' | 'basis'> & { readonly at: Moment };

export interface Client extends ClientFacts {
  /** The registration or the last correction: what the next correction corrects. */
  readonly detailsEventId: Id;
  readonly detailsAt: Moment;
  readonly mergedAt?: Moment;
  readonly segment?: string;
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

const registeredClient = (
  { id, occurredAt }: { readonly id: Id; readonly occurredAt: Moment },
  { managerId, segment }: ClientEvents['ClientRegistered'],
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
    managerId,
    segment,
    mergedInto: undefined,
    mergedAt: undefined,
  });

/** The duplicates merged into it that no erasure has named yet; a merge may have been reversed since. */
export const absorbedBy = ({ absorbed, erasedDuplicates }: Client): readonly Id[] => {
  const erased = new Set(inOrder(erasedDuplicates).flat());
  return [...new Set(inOrder(absorbed))].filter((id) => !erased.has(id));
};

export const evolveClient: Decider<ClientShape>['evolve'] = {
  ClientRegistered: (_, { data, ...event }) => registeredClient(event, data),
  ClientDetailsCorrected: (state, { id, occurredAt }) =>
    state && { ...state, detailsEventId: id, detailsAt: occurredAt },
  ClientClassified: (state, { data: { segment } }) => state && { ...state, segment },
  ClientAssigned: (state, { data: { managerId } }) => state && { ...state, managerId },
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
    return { ...client, status: state.status === 'erased' ? 'erased' : 'active' };
  },
  PersonalDataErased: (state, { data: { duplicates = [] } }) =>
    state && {
      ...state,
      status: 'erased',
      erasedDuplicates: linked(state.erasedDuplicates, duplicates),
    },
};
