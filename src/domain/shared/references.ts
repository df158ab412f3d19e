import { noSuch, rejecter, type Checked, type Context, type RejectionCatalogue } from './decider';
import type { Facts, Needs } from './facts';
import type { Id } from './values';
import type { Channel } from './words';

/** What every command must get right that names a client, a manager, a product or an enquiry. */
export const referenceRejections = {
  CLIENT_UNKNOWN: noSuch('client', 'Register the client first (RegisterClient).'),
  CLIENT_MERGED: {
    rule: 16,
    message: 'This client is a duplicate that was merged into another one.',
    next: 'Name the client that it was merged into.',
  },
  CLIENT_ERASED: {
    rule: 23,
    message: 'The personal data of this client was erased.',
    next: 'Register the client again if there is new business.',
  },
  MANAGER_UNKNOWN: noSuch('manager', 'Register the manager first (RegisterManager).'),
  PRODUCT_UNKNOWN: noSuch('product', 'Introduce the product first (IntroduceProduct).'),
  ENQUIRY_UNKNOWN: noSuch('enquiry', 'Receive the enquiry first (ReceiveEnquiry).'),
} as const satisfies RejectionCatalogue;

const rejectReference = rejecter(referenceRejections);

/** The first rejection among checks, if there is one. */
export const firstRejection = (...checks: readonly Checked[]): Checked =>
  checks.find((rejected) => rejected !== undefined);

/** The client can be dealt with: known, not merged, not erased. */
export const checkClient = (facts: Facts, clientId: Id | undefined): Checked => {
  if (clientId === undefined) return undefined;
  const client = facts.client(clientId);
  if (!client) return rejectReference('CLIENT_UNKNOWN', { clientId });
  if (client.status === 'merged') return rejectReference('CLIENT_MERGED', { clientId, into: client.mergedInto });
  return client.status === 'erased' ? rejectReference('CLIENT_ERASED', { clientId }) : undefined;
};

const firstUnknown = (ids: readonly (Id | undefined)[], find: (id: Id) => unknown): Id | undefined =>
  ids.find((id) => id !== undefined && find(id) === undefined);

export const checkManagers = (facts: Facts, ...ids: readonly (Id | undefined)[]): Checked => {
  const managerId = firstUnknown(ids, facts.manager);
  return managerId === undefined ? undefined : rejectReference('MANAGER_UNKNOWN', { managerId });
};

export const checkProducts = (facts: Facts, ids: readonly (Id | undefined)[]): Checked => {
  const productId = firstUnknown(ids, facts.product);
  return productId === undefined ? undefined : rejectReference('PRODUCT_UNKNOWN', { productId });
};

export const checkEnquiry = (facts: Facts, enquiryId: Id | undefined): Checked =>
  enquiryId === undefined || facts.enquiry(enquiryId) ? undefined : rejectReference('ENQUIRY_UNKNOWN', { enquiryId });

interface NamedThings {
  readonly clientId?: Id;
  readonly managerId?: Id;
  readonly lines: readonly { readonly productId?: Id }[];
}

/** The client, the manager and the products that a command names must all be there. */
export const checkNamed = (facts: Facts, { clientId, managerId, lines }: NamedThings): Checked =>
  checkClient(facts, clientId) ?? checkManagers(facts, managerId) ?? checkProducts(facts, productIdsOf(lines));

export const needsNamed = ({ clientId, managerId, lines }: NamedThings): Needs => ({
  clients: distinct(clientId),
  managers: distinct(managerId),
  products: productIdsOf(lines),
});

/** Whether the client has withdrawn the consent to be approached this way. */
export const isConsentWithdrawn = (facts: Facts, clientId: Id | undefined, channel: Channel): boolean =>
  clientId !== undefined && facts.client(clientId)?.withdrawnConsents.includes(channel) === true;

/** Rule 24: whether the one who asks is the manager whose own doing it is. */
export const isOwn = ({ actor }: Context, managerId: Id | undefined): boolean =>
  actor.kind === 'manager' && actor.id === managerId;

/** The ids that are given, each once. */
export const distinct = (...ids: readonly (Id | undefined)[]): Id[] => [
  ...new Set(ids.filter((id) => id !== undefined)),
];

export const productIdsOf = (lines: readonly { readonly productId?: Id }[]): Id[] =>
  distinct(...lines.map(({ productId }) => productId));

export const needsManager = ({ managerId }: { readonly managerId?: Id }): Needs => ({ managers: distinct(managerId) });
