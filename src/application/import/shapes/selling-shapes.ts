import type { CommandCatalogue } from '../../../domain/catalogue';
import { callResults } from '../../../domain/call/events';
import { declineReasons } from '../../../domain/enquiry/commands';
import { priorities } from '../../../domain/shared/facts';
import { channels } from '../../../domain/shared/values';
import type { EnquiryItem } from '../../../domain/enquiry/events';
import { externalId, contacts, offerLines, approval, refusal, answer, fulfilment, pitch } from './shape-parts';
import { day, flag, id, integer, list, may, moment, need, object, oneOf, text } from './shape';

export const sellingShapes = {
  RegisterClient: object<CommandCatalogue['RegisterClient']>({
    clientId: need(id),
    kind: need(oneOf(['person', 'company'])),
    name: need(text),
    contacts: may(contacts),
    taxId: may(text),
    segment: may(text),
    origin: need(text),
    managerId: may(id),
    externalId: may(externalId),
  }),
  CorrectClientDetails: object<CommandCatalogue['CorrectClientDetails']>({
    clientId: need(id),
    name: may(text),
    contacts: may(contacts),
    taxId: may(text),
  }),
  ClassifyClient: object<CommandCatalogue['ClassifyClient']>({
    clientId: need(id),
    segment: need(text),
    by: need(oneOf(['rule', 'manual'])),
  }),
  AssignClient: object<CommandCatalogue['AssignClient']>({
    clientId: need(id),
    managerId: need(id),
    reason: need(text),
  }),
  RecordConsent: object<CommandCatalogue['RecordConsent']>({
    clientId: need(id),
    channel: need(oneOf(channels)),
    allowed: need(flag),
    basis: need(text),
  }),
  MergeClient: object<CommandCatalogue['MergeClient']>({ clientId: need(id), into: need(id), evidence: need(text) }),
  ReceiveEnquiry: object<CommandCatalogue['ReceiveEnquiry']>({
    enquiryId: need(id),
    clientId: may(id),
    channel: need(oneOf(channels)),
    items: need(list(object<EnquiryItem>({ productId: may(id), need: may(text), quantity: may(integer) }))),
    priority: need(oneOf(priorities)),
    managerId: may(id),
    origin: may(text),
  }),
  AssignEnquiry: object<CommandCatalogue['AssignEnquiry']>({ enquiryId: need(id), managerId: need(id) }),
  AnswerEnquiry: object<CommandCatalogue['AnswerEnquiry']>({
    enquiryId: need(id),
    managerId: need(id),
    by: need(answer),
  }),
  PauseEnquiry: object<CommandCatalogue['PauseEnquiry']>({ enquiryId: need(id), waitingFor: need(text) }),
  ResumeEnquiry: object<CommandCatalogue['ResumeEnquiry']>({ enquiryId: need(id) }),
  FulfilEnquiry: object<CommandCatalogue['FulfilEnquiry']>({
    enquiryId: need(id),
    managerId: may(id),
    evidence: need(fulfilment),
  }),
  DeclineEnquiry: object<CommandCatalogue['DeclineEnquiry']>({
    enquiryId: need(id),
    managerId: may(id),
    reason: need(oneOf(declineReasons)),
    note: may(text),
  }),
  AbandonEnquiry: object<CommandCatalogue['AbandonEnquiry']>({
    enquiryId: need(id),
    reason: need(text),
    managerId: may(id),
  }),
  ReopenEnquiry: object<CommandCatalogue['ReopenEnquiry']>({ enquiryId: need(id), reason: need(text) }),
  LogCall: object<CommandCatalogue['LogCall']>({
    callId: need(id),
    clientId: may(id),
    managerId: need(id),
    direction: need(oneOf(['in', 'out'])),
    durationSeconds: need(integer),
    result: need(oneOf(callResults)),
    topics: may(list(id)),
    enquiryId: may(id),
    offerId: may(id),
    note: may(text),
    legalBasis: may(text),
    pitch: may(pitch),
  }),
  VoidCall: object<CommandCatalogue['VoidCall']>({ callId: need(id), reason: need(text) }),
  MakeOffer: object<CommandCatalogue['MakeOffer']>({
    offerId: need(id),
    clientId: need(id),
    managerId: need(id),
    kind: need(oneOf(['verbal', 'written'])),
    enquiryId: may(id),
    campaignId: may(id),
    callId: may(id),
    lines: need(offerLines),
    validUntil: may(moment),
    approval: may(approval),
    legalBasis: may(text),
  }),
  ReviseOffer: object<CommandCatalogue['ReviseOffer']>({
    offerId: need(id),
    managerId: need(id),
    version: need(integer),
    lines: need(offerLines),
    validUntil: may(moment),
    approval: may(approval),
  }),
  AcceptOffer: object<CommandCatalogue['AcceptOffer']>({
    offerId: need(id),
    managerId: need(id),
    version: need(integer),
    lineIds: need(list(id)),
    winReason: may(text),
  }),
  RecordRefusal: object<CommandCatalogue['RecordRefusal']>({
    offerId: need(id),
    managerId: need(id),
    version: need(integer),
    lineIds: need(list(id)),
    ...refusal,
  }),
  DeferOffer: object<CommandCatalogue['DeferOffer']>({ offerId: need(id), managerId: need(id), until: need(day) }),
  WithdrawOffer: object<CommandCatalogue['WithdrawOffer']>({
    offerId: need(id),
    managerId: need(id),
    reason: need(text),
  }),
  VoidOffer: object<CommandCatalogue['VoidOffer']>({ offerId: need(id), reason: need(text) }),
};
