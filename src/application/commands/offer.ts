import type { OfferCommands } from '../../domain/offer/commands';
import { offerKinds } from '../../domain/shared/words';
import {
  aDay,
  aMoment,
  anId,
  aReason,
  aText,
  described,
  idList,
  maybe,
  oneOf,
  ownId,
  type StreamFields,
} from './fields';
import { approval, linesOfOffer, refusalFields, version } from './shared-fields';

export const offerFields = {
  MakeOffer: {
    offerId: ownId,
    clientId: anId,
    managerId: anId,
    kind: oneOf(offerKinds),
    enquiryId: maybe(anId),
    campaignId: maybe(anId),
    callId: maybe(anId),
    lines: linesOfOffer,
    validUntil: maybe(aMoment),
    approval: maybe(approval, 'Needed beyond the discount limit and below cost (rule 19)'),
    legalBasis: maybe(aReason),
  },
  ReviseOffer: {
    offerId: anId,
    managerId: anId,
    version: described(version, 'The version that is replaced'),
    lines: linesOfOffer,
    validUntil: maybe(aMoment),
    approval: maybe(approval),
  },
  AcceptOffer: { offerId: anId, managerId: anId, version, lineIds: idList(), winReason: maybe(aText()) },
  RecordRefusal: { offerId: anId, managerId: anId, version, lineIds: idList(), ...refusalFields },
  CorrectRefusal: { offerId: anId, refusalEventId: anId, ...refusalFields },
  DeferOffer: { offerId: anId, managerId: anId, until: aDay },
  WithdrawOffer: { offerId: anId, managerId: anId, reason: aReason },
  VoidOffer: { offerId: anId, reason: aReason },
} satisfies StreamFields<OfferCommands>;
