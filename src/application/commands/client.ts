import type { ClientCommands } from '../../domain/client/commands';
import { channels, classifiers, clientKinds } from '../../domain/shared/words';
import { aFlag, anId, aReason, aText, described, maybe, oneOf, ownId, type StreamFields } from './fields';
import { contacts, externalId } from './shared-fields';

export const clientFields = {
  RegisterClient: {
    clientId: ownId,
    kind: oneOf(clientKinds),
    name: aText(),
    contacts: maybe(contacts),
    taxId: maybe(aText(40)),
    segment: maybe(aText(60)),
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
  ClassifyClient: { clientId: anId, segment: aText(60), by: oneOf(classifiers) },
  AssignClient: { clientId: anId, managerId: anId, reason: aReason },
  RecordConsent: { clientId: anId, channel: oneOf(channels), allowed: aFlag, basis: aReason },
  MergeClient: { clientId: anId, into: described(anId, 'The client that stays'), evidence: aReason },
  ReverseMerge: { clientId: anId, reason: aReason },
  EraseClient: { clientId: anId, reason: aReason },
} satisfies StreamFields<ClientCommands>;
