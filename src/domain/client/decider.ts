import { accept, existing, type Checked, type Decider } from '../shared/decider';
import type { Facts } from '../shared/facts';
import { given } from '../shared/given';
import { checkManagers, distinct } from '../shared/references';
import { personal, personalIfGiven, type Id } from '../shared/values';
import type { ClientCommands } from './commands';
import type { ClientEvents, Contact } from './events';
import { rejectClient, clientRejections } from './rejections';
import { consentOf, evolveClient, type ClientShape, type ClientState } from './state';

/** Why nothing can be recorded of this client; undefined where it can. */
const checkClientOpen = (state: ClientState, clientId: Id): Checked => {
  if (!state) return rejectClient('CLIENT_UNKNOWN', { clientId });
  if (state.status === 'merged') return rejectClient('CLIENT_MERGED', { clientId, into: state.mergedInto });
  return state.status === 'erased' ? rejectClient('CLIENT_ERASED', { clientId }) : undefined;
};

const onClient = existing<ClientShape, { readonly clientId: Id }>(({ clientId }) =>
  rejectClient('CLIENT_UNKNOWN', { clientId }),
);

const contactsOf = (
  contacts: NonNullable<ClientCommands['RegisterClient']['contacts']>,
  clientId: Id,
): readonly Contact[] => contacts.map(({ value, ...contact }) => ({ ...contact, value: personal(value, clientId) }));

const checkTarget = (facts: Facts, into: Id): Checked => {
  const target = facts.client(into);
  if (!target) return rejectClient('MERGE_TARGET_UNKNOWN', { into });
  if (target.status === 'merged') return rejectClient('MERGE_TARGET_MERGED', { into, mergedInto: target.mergedInto });
  return target.status === 'erased' ? rejectClient('MERGE_TARGET_ERASED', { into }) : undefined;
};

type ClientDecide = Decider<ClientShape>['decide'];

const registering: Pick<ClientDecide, 'RegisterClient' | 'CorrectClientDetails'> = {
  RegisterClient: ({ name, contacts = [], ...client }, state, { occurredAt, facts }) => {
    const { clientId } = client;
    if (state) return rejectClient('CLIENT_ALREADY_REGISTERED', { clientId });
    const data = { ...client, name: personal(name, clientId), contacts: contactsOf(contacts, clientId) };
    return checkManagers(facts, client.managerId) ?? accept({ type: 'ClientRegistered', occurredAt, data });
  },
  CorrectClientDetails: ({ clientId, name, contacts, ...others }, state, { occurredAt }) => {
    const rejected = checkClientOpen(state, clientId);
    if (rejected || !state) return rejected ?? accept();
    const details: Omit<ClientEvents['ClientDetailsCorrected'], 'clientId' | 'corrects'> = given({
      name: personalIfGiven(name, clientId),
      contacts: contacts && contactsOf(contacts, clientId),
      ...others,
    });
    if (Object.keys(details).length === 0) return rejectClient('DETAILS_NOT_GIVEN');
    const data = { clientId, corrects: state.detailsEventId, ...details };
    return accept({ type: 'ClientDetailsCorrected', occurredAt, data });
  },
};

const merges: Pick<ClientDecide, 'MergeClient' | 'AbsorbDuplicate' | 'ReverseMerge'> = {
  MergeClient: (data, state, { occurredAt, facts }) => {
    const { clientId, into } = data;
    if (state?.status === 'merged' && state.mergedInto === into) return accept();
    if (clientId === into) return rejectClient('CLIENT_MERGED_INTO_ITSELF', { clientId });
    return (
      checkClientOpen(state, clientId) ?? checkTarget(facts, into) ?? accept({ type: 'ClientMerged', occurredAt, data })
    );
  },
  AbsorbDuplicate: onClient((data, _, { occurredAt }) => accept({ type: 'DuplicateAbsorbed', occurredAt, data })),
  ReverseMerge: onClient((command, { mergedInto }, { occurredAt }) =>
    mergedInto === undefined
      ? rejectClient('CLIENT_NOT_MERGED', { clientId: command.clientId })
      : accept({ type: 'MergeReversed', occurredAt, data: { ...command, from: mergedInto } }),
  ),
};

const assignClient: ClientDecide['AssignClient'] = (command, state, { occurredAt, facts }) => {
  const rejected = checkClientOpen(state, command.clientId) ?? checkManagers(facts, command.managerId);
  if (rejected || state?.managerId === command.managerId) return rejected ?? accept();
  const data: ClientEvents['ClientAssigned'] = given({ ...command, previousManagerId: state?.managerId });
  return accept({ type: 'ClientAssigned', occurredAt, data });
};

/** A client: who it is, whose it is, what may be done with it. */
export const clientDecider: Decider<ClientShape> = {
  initialState: undefined,
  evolve: evolveClient,
  decide: {
    ...registering,
    ...merges,
    ClassifyClient: (data, state, { occurredAt }) => {
      const rejected = checkClientOpen(state, data.clientId);
      if (rejected || state?.segment === data.segment) return rejected ?? accept();
      return accept({ type: 'ClientClassified', occurredAt, data });
    },
    AssignClient: assignClient,
    RecordConsent: (data, state, { occurredAt }) => {
      const rejected = checkClientOpen(state, data.clientId);
      const isKnown = state?.consents[data.channel] === consentOf(data.allowed, data.basis);
      if (rejected || isKnown) return rejected ?? accept();
      return accept({ type: 'ConsentRecorded', occurredAt, data });
    },
    // A merged duplicate can be erased too: its personal text lies in its own stream.
    EraseClient: onClient((data, { status }, { occurredAt }) =>
      status === 'erased' ? accept() : accept({ type: 'PersonalDataErased', occurredAt, data }),
    ),
  },
  streamId: ({ clientId }) => clientId,
  needs: {
    RegisterClient: ({ managerId }) => ({ managers: distinct(managerId) }),
    AssignClient: ({ managerId }) => ({ managers: [managerId] }),
    MergeClient: ({ into }) => ({ clients: [into] }),
  },
  rejections: clientRejections,
};
