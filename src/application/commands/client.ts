import { Asked, Route, type Told } from './asked';
import { exampleIds } from './examples';
import { Flag, OneOf, Text, Uuid } from './fields';
import { ListOf, OwnId, Part } from './nested-fields';
import { ContactPart, ExternalIdPart } from './parts';
import { channels, type Channel } from '../../domain/shared/words';

const kinds = ['person', 'company'] as const;
const classifiers = ['rule', 'manual'] as const;

@Route('/clients', {
  says: 'Registers a person or a company that the company sells to.',
  example: {
    clientId: exampleIds.client,
    kind: 'company',
    name: 'Bergmann Maschinenbau',
    contacts: [{ channel: 'phone', value: '+49 30 1234567' }],
    origin: 'trade fair',
  },
})
export class RegisterClient extends Asked implements Told<'RegisterClient'> {
  @OwnId()
  readonly clientId: string;

  @OneOf(kinds)
  readonly kind: 'person' | 'company';

  @Text()
  readonly name: string;

  @ListOf(() => ContactPart, { min: 0, max: 20, optional: true })
  readonly contacts?: readonly ContactPart[];

  @Text({ max: 40, optional: true })
  readonly taxId?: string;

  @Text({ max: 60, optional: true })
  readonly segment?: string;

  @Text({ max: 100, says: 'Where the client came from: an advertisement, a fair, another client' })
  readonly origin: string;

  @Uuid({ optional: true })
  readonly managerId?: string;

  @Part(() => ExternalIdPart, { optional: true })
  readonly externalId?: ExternalIdPart;
}

@Route('/clients/:clientId/corrections', {
  says: 'Corrects the details of a client: fields that are given replace what stood.',
  example: { name: 'Bergmann Maschinenbau GmbH' },
})
export class CorrectClientDetails extends Asked implements Told<'CorrectClientDetails'> {
  @Uuid()
  readonly clientId: string;

  @Text({ optional: true })
  readonly name?: string;

  @ListOf(() => ContactPart, { min: 0, max: 20, optional: true })
  readonly contacts?: readonly ContactPart[];

  @Text({ max: 40, optional: true })
  readonly taxId?: string;
}

@Route('/clients/:clientId/classifications', {
  says: 'Puts a client into a segment.',
  example: { segment: 'industry', by: 'manual' },
})
export class ClassifyClient extends Asked implements Told<'ClassifyClient'> {
  @Uuid()
  readonly clientId: string;

  @Text({ max: 60 })
  readonly segment: string;

  @OneOf(classifiers)
  readonly by: 'rule' | 'manual';
}

@Route('/clients/:clientId/assignments', {
  says: 'Gives a client to a manager; what was done before stays with who did it.',
  example: { managerId: exampleIds.manager, reason: 'New territory' },
})
export class AssignClient extends Asked implements Told<'AssignClient'> {
  @Uuid()
  readonly clientId: string;

  @Uuid()
  readonly managerId: string;

  @Text({ max: 500 })
  readonly reason: string;
}

@Route('/clients/:clientId/consents', {
  says: 'Records that a client allows or forbids a channel.',
  example: { channel: 'phone', allowed: false, basis: 'Said so in the call' },
})
export class RecordConsent extends Asked implements Told<'RecordConsent'> {
  @Uuid()
  readonly clientId: string;

  @OneOf(channels)
  readonly channel: Channel;

  @Flag()
  readonly allowed: boolean;

  @Text({ max: 500 })
  readonly basis: string;
}

@Route('/clients/:clientId/merge', {
  says: 'Declares a client a duplicate of another one.',
  example: { into: exampleIds.otherClient, evidence: 'Same tax id' },
})
export class MergeClient extends Asked implements Told<'MergeClient'> {
  @Uuid()
  readonly clientId: string;

  @Uuid({ says: 'The client that stays' })
  readonly into: string;

  @Text({ max: 500 })
  readonly evidence: string;
}

@Route('/clients/:clientId/merge-reversal', {
  says: 'Takes a merge back: everything is as if it had never been.',
  example: { reason: 'Two companies of the same name' },
})
export class ReverseMerge extends Asked implements Told<'ReverseMerge'> {
  @Uuid()
  readonly clientId: string;

  @Text({ max: 500 })
  readonly reason: string;
}

@Route('/clients/:clientId/erasure', {
  says: 'Makes the personal data of a client unreadable everywhere, for ever. It cannot be taken back.',
  example: { reason: 'Request under article 17 GDPR' },
})
export class EraseClient extends Asked implements Told<'EraseClient'> {
  @Uuid()
  readonly clientId: string;

  @Text({ max: 500 })
  readonly reason: string;
}
