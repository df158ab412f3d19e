import { accept, type Context, type Decider, type Rejected } from '../shared/decider';
import type { Facts } from '../shared/facts';
import { given } from '../shared/given';
import { checkManagers, known } from '../shared/references';
import { personal, type Channel, type Id } from '../shared/values';
import type { Contact } from './events';
import { reject, rejections } from './rejections';
import { consentOf, evolve, type Client, type ClientShape, type ClientState } from './state';

/** Why nothing can be recorded of this client; undefined where it can. */
const closed = (state: ClientState, clientId: Id): Rejected | undefined => {
  if (!state) return reject('CLIENT_UNKNOWN', { clientId });
  if (state.status === 'merged') return reject('CLIENT_MERGED', { clientId, into: state.mergedInto });
  return state.status === 'erased' ? reject('CLIENT_ERASED', { clientId }) : undefined;
};

const isErased = (state: Client): boolean => state.status === 'erased';

const contactsOf = (
  contacts: readonly { readonly channel: Channel; readonly value: string }[],
  clientId: Id,
): readonly Contact[] => contacts.map(({ channel, value }) => ({ channel, value: personal(value, clientId) }));

const checkTarget = (facts: Facts, into: Id): Rejected | undefined => {
  const target = facts.client(into);
  if (!target) return reject('MERGE_TARGET_UNKNOWN', { into });
  if (target.status === 'merged') return reject('MERGE_TARGET_MERGED', { into, mergedInto: target.mergedInto });
  return target.status === 'erased' ? reject('MERGE_TARGET_ERASED', { into }) : undefined;
};

type Decide = Decider<ClientShape>['decide'];

const registering: Pick<Decide, 'RegisterClient' | 'CorrectClientDetails'> = {
  RegisterClient: ({ name, contacts = [], ...client }, state, { occurredAt, facts }) => {
    const { clientId } = client;
    if (state) return reject('CLIENT_ALREADY_REGISTERED', { clientId });
    const data = { ...client, name: personal(name, clientId), contacts: contactsOf(contacts, clientId) };
    return checkManagers(facts, client.managerId) ?? accept({ type: 'ClientRegistered', occurredAt, data });
  },
  CorrectClientDetails: ({ clientId, name, contacts, taxId }, state, { occurredAt }) => {
    const refused = closed(state, clientId);
    if (refused || !state) return refused ?? accept();
    const details = given({
      name: name === undefined ? undefined : personal(name, clientId),
      contacts: contacts && contactsOf(contacts, clientId),
      taxId,
    });
    if (Object.keys(details).length === 0) return reject('DETAILS_NOT_GIVEN');
    const data = { clientId, corrects: state.detailsEventId, ...details };
    return accept({ type: 'ClientDetailsCorrected', occurredAt, data });
  },
};

const merging: Pick<Decide, 'MergeClient' | 'AbsorbDuplicate' | 'ReverseMerge'> = {
  MergeClient: (data, state, { occurredAt, facts }) => {
    const { clientId, into } = data;
    if (state?.status === 'merged' && state.mergedInto === into) return accept();
    if (clientId === into) return reject('CLIENT_MERGED_INTO_ITSELF', { clientId });
    return closed(state, clientId) ?? checkTarget(facts, into) ?? accept({ type: 'ClientMerged', occurredAt, data });
  },
  AbsorbDuplicate: (data, state, { occurredAt }) => {
    if (!state) return reject('CLIENT_UNKNOWN', { clientId: data.clientId });
    return accept({ type: 'DuplicateAbsorbed', occurredAt, data });
  },
  ReverseMerge: (command, state, { occurredAt }) => {
    const { clientId } = command;
    if (!state) return reject('CLIENT_UNKNOWN', { clientId });
    if (state.mergedInto === undefined) return reject('CLIENT_NOT_MERGED', { clientId });
    return accept({ type: 'MergeReversed', occurredAt, data: { ...command, from: state.mergedInto } });
  },
};

const assign = (
  command: { readonly clientId: Id; readonly managerId: Id; readonly reason: string },
  state: ClientState,
  { occurredAt, facts }: Context,
): ReturnType<Decide['AssignClient']> => {
  const refused = closed(state, command.clientId) ?? checkManagers(facts, command.managerId);
  if (refused || state?.managerId === command.managerId) return refused ?? accept();
  const data = { ...command, ...given({ previousManagerId: state?.managerId }) };
  return accept({ type: 'ClientAssigned', occurredAt, data });
};

/** A client: who it is, whose it is, what may be done with it. */
export const clientDecider: Decider<ClientShape> = {
  initialState: undefined,
  evolve,
  decide: {
    ...registering,
    ...merging,
    ClassifyClient: (data, state, { occurredAt }) => {
      const refused = closed(state, data.clientId);
      if (refused || state?.segment === data.segment) return refused ?? accept();
      return accept({ type: 'ClientClassified', occurredAt, data });
    },
    AssignClient: assign,
    RecordConsent: (data, state, { occurredAt }) => {
      const refused = closed(state, data.clientId);
      const isKnown = state?.consents[data.channel] === consentOf(data.allowed, data.basis);
      if (refused || isKnown) return refused ?? accept();
      return accept({ type: 'ConsentRecorded', occurredAt, data });
    },
    // A merged duplicate can be erased too: its personal text lies in its own stream.
    EraseClient: (data, state, { occurredAt }) => {
      if (!state) return reject('CLIENT_UNKNOWN', { clientId: data.clientId });
      return isErased(state) ? accept() : accept({ type: 'PersonalDataErased', occurredAt, data });
    },
  },
  streamId: ({ clientId }) => clientId,
  needs: {
    RegisterClient: ({ managerId }) => ({ managers: known(managerId) }),
    AssignClient: ({ managerId }) => ({ managers: [managerId] }),
    MergeClient: ({ into }) => ({ clients: [into] }),
  },
  rejections,
};
