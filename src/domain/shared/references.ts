import { rejecter, type Context, type Rejected, type RejectionCatalogue } from './decider';
import type { Facts } from './facts';
import type { Channel, Id } from './values';

/** What every command must get right that names a client, a manager, a product or an enquiry. */
export const referenceRejections = {
  CLIENT_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such client.',
    next: 'Register the client first (RegisterClient).',
  },
  CLIENT_MERGED: {
    rule: 16,
    message: 'This client is a duplicate that was merged into another one.',
    next: 'Name the client that it was merged into.',
  },
  CLIENT_ERASED: {
    rule: 23,
    message: 'The personal data of this client was erased.',
    next: 'Register the client anew if there is business again.',
  },
  MANAGER_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such manager.',
    next: 'Register the manager first (RegisterManager).',
  },
  PRODUCT_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such product.',
    next: 'Introduce the product first (IntroduceProduct).',
  },
  ENQUIRY_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such enquiry.',
    next: 'Receive the enquiry first (ReceiveEnquiry).',
  },
} as const satisfies RejectionCatalogue;

const reject = rejecter(referenceRejections);

type Refusal = Rejected | undefined;

/** The first no among checks, if there is one. */
export const firstRefusal = (...checks: readonly Refusal[]): Refusal => checks.find((refusal) => refusal !== undefined);

/** The client can be dealt with: known, not merged, not erased. */
export const checkClient = (facts: Facts, clientId: Id | undefined): Refusal => {
  if (clientId === undefined) return undefined;
  const client = facts.client(clientId);
  if (!client) return reject('CLIENT_UNKNOWN', { clientId });
  if (client.status === 'merged') return reject('CLIENT_MERGED', { clientId, into: client.mergedInto });
  return client.status === 'erased' ? reject('CLIENT_ERASED', { clientId }) : undefined;
};

const firstUnknown = (ids: readonly (Id | undefined)[], find: (id: Id) => unknown): Id | undefined =>
  ids.find((id) => id !== undefined && find(id) === undefined);

export const checkManagers = (facts: Facts, ...ids: readonly (Id | undefined)[]): Refusal => {
  const managerId = firstUnknown(ids, facts.manager);
  return managerId === undefined ? undefined : reject('MANAGER_UNKNOWN', { managerId });
};

export const checkProducts = (facts: Facts, ids: readonly (Id | undefined)[]): Refusal => {
  const productId = firstUnknown(ids, facts.product);
  return productId === undefined ? undefined : reject('PRODUCT_UNKNOWN', { productId });
};

export const checkEnquiry = (facts: Facts, enquiryId: Id | undefined): Refusal =>
  enquiryId === undefined || facts.enquiry(enquiryId) ? undefined : reject('ENQUIRY_UNKNOWN', { enquiryId });

/** Whether the client has withdrawn the consent to be approached this way. */
export const isConsentWithdrawn = (facts: Facts, clientId: Id | undefined, channel: Channel): boolean =>
  clientId !== undefined && facts.client(clientId)?.withdrawnConsents.includes(channel) === true;

/** Rule 24: whether the one who asks is the manager whose own doing it is. */
export const isOwn = ({ actor }: Context, managerId: Id | undefined): boolean =>
  actor.kind === 'manager' && actor.id === managerId;

export const known = (...ids: readonly (Id | undefined)[]): Id[] => [...new Set(ids.filter((id) => id !== undefined))];
