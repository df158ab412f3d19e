import { accept, existing, type Checked, type Context, type Decider, type EventsOf } from '../shared/decider';
import { inForce, nextAfter } from '../shared/facts';
import { given } from '../shared/given';
import { checkAfter } from '../shared/occurrence';
import { checkManagers, distinct } from '../shared/references';
import { isSame } from '../shared/same';
import { lettersAndDigits } from '../shared/text';
import { personal, personalIfGiven, type Id, type Moment } from '../shared/values';
import type { ClientCommands } from './commands';
import type { ClientEvents, Contact } from './events';
import { rejectClient, clientRejections } from './rejections';
import { absorbedBy, evolveClient, type Client, type ClientDetails, type ClientShape, type ClientState } from './state';

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

const checkTarget = (context: Context, into: Id): Checked => {
  const target = context.facts.client(into);
  if (!target) return rejectClient('MERGE_TARGET_UNKNOWN', { into });
  if (target.status === 'merged') return rejectClient('MERGE_TARGET_MERGED', { into, mergedInto: target.mergedInto });
  if (target.status === 'erased') return rejectClient('MERGE_TARGET_ERASED', { into });
  return checkAfter(context, { cause: 'ClientRegistered', at: target.registeredAt });
};

/** What is done to a registered client as such, not to what he did, comes after the registration. */
const checkRegistered = (state: ClientState, context: Context): Checked =>
  checkAfter(context, { cause: 'ClientRegistered', at: state?.registeredAt });

type ClientDecide = Decider<ClientShape>['decide'];

type Erasure = ClientEvents['PersonalDataErased'];

const erasure = (erased: Omit<Erasure, 'duplicates'>, duplicates: readonly Id[] | undefined, occurredAt: Moment) => {
  const data: Erasure = given({ erasedWith: undefined, ...erased, duplicates });
  return { type: 'PersonalDataErased', occurredAt, data } as const;
};

const duplicatesOf = (client: Client): readonly Id[] | undefined => {
  const duplicates = absorbedBy(client);
  return duplicates.length > 0 ? duplicates : undefined;
};

/** A log of before may hold erasures that left the duplicates: asked again, they are erased as well. */
const isErasedWhole = (client: Client): boolean => client.status === 'erased' && absorbedBy(client).length === 0;

const erases: Pick<ClientDecide, 'EraseClient' | 'EraseDuplicate'> = {
  // Erasing a client is erasing all that was merged into it: they are one person, by the company's own word. A merged
  // duplicate can be erased too; the client that it was merged into stays, which may be another one (a company).
  EraseClient: onClient((command, state, context) =>
    isErasedWhole(state)
      ? accept()
      : (checkRegistered(state, context) ?? accept(erasure(command, duplicatesOf(state), context.occurredAt))),
  ),
  EraseDuplicate: onClient((command, state, { occurredAt }) =>
    state.mergedInto !== command.erasedWith || isErasedWhole(state)
      ? accept()
      : accept(erasure(command, duplicatesOf(state), occurredAt)),
  ),
};

type Corrected = Omit<ClientEvents['ClientDetailsCorrected'], 'clientId' | 'corrects' | 'previousTaxId'>;

const checkTaxId = (taxId: string | undefined): Checked =>
  taxId !== undefined && lettersAndDigits(taxId) === '' ? rejectClient('TAX_ID_EMPTY', { taxId }) : undefined;

/** The tax id that a correction gives up; written in another way it is the same. */
const givenUp = (taxId: string | undefined, { details }: Client, { open }: Context) => {
  const { taxId: known } = details;
  const isKept =
    taxId === undefined || known === undefined || lettersAndDigits(open(known)) === lettersAndDigits(taxId);
  return isKept ? undefined : known;
};

/** Whether the client has these details already: they are compared as they read, sealed or not. */
const isKnown = (corrected: Corrected, known: ClientDetails, { open }: Context): boolean => {
  const contactsOf = ({ contacts = [] }: Corrected) => contacts.map(({ channel, value }) => [channel, open(value)]);
  const { name = known.name, taxId = known.taxId, contacts = known.contacts } = corrected;
  return (
    open(name) === open(known.name) &&
    open(taxId ?? '') === open(known.taxId ?? '') &&
    isSame(contactsOf({ contacts }), contactsOf(known))
  );
};

const registering: Pick<ClientDecide, 'RegisterClient' | 'CorrectClientDetails'> = {
  RegisterClient: ({ name, contacts = [], ...client }, state, { occurredAt, facts }) => {
    const { clientId } = client;
    if (state) return rejectClient('CLIENT_ALREADY_REGISTERED', { clientId });
    const data = { ...client, name: personal(name, clientId), contacts: contactsOf(contacts, clientId) };
    const rejected = checkManagers(facts, client.managerId) ?? checkTaxId(client.taxId);
    return rejected ?? accept({ type: 'ClientRegistered', occurredAt, data });
  },
  CorrectClientDetails: onClient(({ clientId, name, contacts, ...others }, client, context) => {
    const rejected =
      checkClientOpen(client, clientId) ??
      checkAfter(context, { cause: 'what it corrects', at: client.detailsAt }) ??
      checkTaxId(others.taxId);
    if (rejected) return rejected;
    const details: Corrected = given({
      name: personalIfGiven(name, clientId),
      contacts: contacts && contactsOf(contacts, clientId),
      ...others,
    });
    if (Object.keys(details).length === 0) return rejectClient('DETAILS_NOT_GIVEN');
    if (isKnown(details, client.details, context)) return accept();
    const previousTaxId = givenUp(others.taxId, client, context);
    const corrected = { clientId, corrects: client.detailsEventId, ...details };
    const data: ClientEvents['ClientDetailsCorrected'] = given({ ...corrected, previousTaxId });
    return accept({ type: 'ClientDetailsCorrected', occurredAt: context.occurredAt, data });
  }),
};

const merges: Pick<ClientDecide, 'MergeClient' | 'AbsorbDuplicate' | 'ReverseMerge'> = {
  MergeClient: (data, state, context) => {
    const { clientId, into } = data;
    if (state?.status === 'merged' && state.mergedInto === into) return accept();
    if (clientId === into) return rejectClient('CLIENT_MERGED_INTO_ITSELF', { clientId });
    return (
      checkClientOpen(state, clientId) ??
      checkTarget(context, into) ??
      checkRegistered(state, context) ??
      accept({ type: 'ClientMerged', occurredAt: context.occurredAt, data })
    );
  },
  AbsorbDuplicate: onClient((data, { status }, { occurredAt }) => {
    const { clientId, duplicateId, evidence } = data;
    const absorbed = { type: 'DuplicateAbsorbed', occurredAt, data } as const;
    // The survivor was erased before it learned of the duplicate: the erasure is the duplicate's too.
    return status === 'erased'
      ? accept<EventsOf<ClientShape>>(absorbed, erasure({ clientId, reason: evidence }, [duplicateId], occurredAt))
      : accept(absorbed);
  }),
  ReverseMerge: onClient((command, { mergedInto, mergedAt, isUnmerged }, context) => {
    if (mergedInto === undefined)
      return isUnmerged ? accept() : rejectClient('CLIENT_NOT_MERGED', { clientId: command.clientId });
    const data = { ...command, from: mergedInto };
    return (
      checkAfter(context, { cause: 'ClientMerged', at: mergedAt }) ??
      accept({ type: 'MergeReversed', occurredAt: context.occurredAt, data })
    );
  }),
};

const assignClient: ClientDecide['AssignClient'] = onClient((command, client, { occurredAt, facts }) => {
  const rejected = checkClientOpen(client, command.clientId) ?? checkManagers(facts, command.managerId);
  const previousManagerId = inForce(client.assignments, occurredAt)?.managerId;
  if (rejected || previousManagerId === command.managerId) return rejected ?? accept();
  const until = nextAfter(client.assignments, occurredAt)?.effectiveFrom;
  const data: ClientEvents['ClientAssigned'] = given({ ...command, previousManagerId, until });
  return accept({ type: 'ClientAssigned', occurredAt, data });
});

/** A client: who it is, whose it is, what may be done with it. */
export const clientDecider: Decider<ClientShape> = {
  initialState: undefined,
  evolve: evolveClient,
  decide: {
    ...registering,
    ...merges,
    ...erases,
    ClassifyClient: (command, state, { occurredAt }) => {
      const rejected = checkClientOpen(state, command.clientId);
      if (rejected || inForce(state?.segments, occurredAt)?.segment === command.segment) return rejected ?? accept();
      const until = nextAfter(state?.segments, occurredAt)?.effectiveFrom;
      const data: ClientEvents['ClientClassified'] = given({ ...command, until });
      return accept({ type: 'ClientClassified', occurredAt, data });
    },
    AssignClient: assignClient,
    RecordConsent: (data, state, { occurredAt, open }) => {
      const rejected = checkClientOpen(state, data.clientId);
      const known = state?.consents[data.channel];
      const isKnown = known?.allowed === data.allowed && open(known.basis) === data.basis;
      if (rejected || isKnown) return rejected ?? accept();
      return accept({ type: 'ConsentRecorded', occurredAt, data });
    },
  },
  streamId: ({ clientId }) => clientId,
  needs: {
    RegisterClient: ({ managerId }) => ({ managers: distinct(managerId) }),
    AssignClient: ({ managerId }) => ({ managers: [managerId] }),
    MergeClient: ({ into }) => ({ clients: [into] }),
  },
  rejections: clientRejections,
};
