import type { ClientCommands } from '../../domain/client/commands';
import { channels, classifiers, clientKinds } from '../../domain/shared/words';
import { aFlag, anId, aReason, aText, described, maybe, oneOf, ownId, type StreamFields } from './fields';
import { contacts, externalId } from './shared-fields';

const segment = described(aText(60), 'A group of clients. Kept plain, and counted by: no words about one client');

export const clientFields = {
  RegisterClient: {
    clientId: ownId,
    kind: oneOf(clientKinds),
    name: aText(),
    contacts: maybe(contacts),
    taxId: maybe(aText(40)),
    segment: maybe(segment),
    origin: described(aText(100), 'Where the client came from: an advertisement, a fair, another client'),
    managerId: maybe(anId),
    externalId: maybe(externalId),
  },
  CorrectClientDetails: {
    clientId: anId,
    name: maybe(aText()),
    contacts: maybe(contacts),
    taxId: maybe(aText(40)),
  },
  ClassifyClient: { clientId: anId, segment, by: oneOf(classifiers) },
  AssignClient: { clientId: anId, managerId: anId, reason: aReason },
  RecordConsent: { clientId: anId, channel: oneOf(channels), allowed: aFlag, basis: aReason },
  MergeClient: { clientId: anId, into: described(anId, 'The client that stays'), evidence: aReason },
  ReverseMerge: { clientId: anId, reason: aReason },
  EraseClient: {
    clientId: anId,
    reason: described(aReason, 'Text about the person like any other: it goes with him. Keep it in your own register'),
  },
} satisfies StreamFields<ClientCommands>;
