import { localDay } from '../../domain/shared/time';
import type { Id, Moment } from '../../domain/shared/values';
import type { Change, ProjectedEvent, RowOfTable } from '../projection';
import { enquiries, holders, items } from './tables';

/** What a reopening takes back. */
export const unsettled = {
  counted: 1,
  endedAt: null,
  fulfilMissedAt: null,
  fulfilledAt: null,
  fulfilledById: null,
  fulfilMinutes: null,
  fulfilledInTime: null,
  declinedAt: null,
  declinedById: null,
  declineReason: null,
  abandonedAt: null,
  abandonedById: null,
  abandonReason: null,
} as const;

export const held = (enquiryId: Id, managerId: Id, since: Moment): Change =>
  holders.change([enquiryId, managerId], () => ({ enquiryId, managerId, since, until: null }));

const unanswered = {
  answerMissedAt: null,
  answeredAt: null,
  answeredById: null,
  answerEvidence: null,
  answerEvidenceId: null,
  answerMinutes: null,
  managerMinutes: null,
  answeredInTime: null,
  pausedAt: null,
  pausedMinutes: 0,
  pauses: '[]',
} as const;

const inHands = (managerId: Id | undefined, since: Moment) => {
  const holder = managerId ?? null;
  return {
    status: holder === null ? 'received' : 'assigned',
    managerId: holder,
    heldSince: holder === null ? null : since,
    answerDueHolderId: holder,
    answerableId: holder,
    fulfilDueHolderId: holder,
    fulfilmentOfId: holder,
  };
};

const rowOf = ({
  id,
  occurredAt,
  data,
  metadata,
}: ProjectedEvent<'EnquiryReceived'>): RowOfTable<typeof enquiries> => ({
  ...unanswered,
  ...unsettled,
  ...inHands(data.managerId, occurredAt),
  enquiryId: data.enquiryId,
  clientId: data.clientId ?? null,
  channel: data.channel,
  origin: data.origin ?? null,
  priority: data.priority,
  receivedAt: occurredAt,
  receivedOn: localDay(occurredAt, metadata.zone),
  calendarVersion: data.calendarVersion,
  answerDueAt: data.answerDueAt,
  fulfilDueAt: data.fulfilDueAt,
  reopenings: 0,
  eventIds: `["${id}"]`,
});

/** An enquiry starts as a row with its items; whoever it went to has it from the first moment on. */
export const received = (event: ProjectedEvent<'EnquiryReceived'>): readonly Change[] => [
  enquiries.insert(rowOf(event)),
  ...event.data.items.map((item, index) =>
    items.insert({
      enquiryId: event.data.enquiryId,
      item: index + 1,
      clientId: event.data.clientId ?? null,
      receivedAt: event.occurredAt,
      productId: item.productId ?? null,
      need: item.need ?? null,
      quantity: item.quantity ?? null,
    }),
  ),
  ...(event.data.managerId === undefined ? [] : [held(event.data.enquiryId, event.data.managerId, event.occurredAt)]),
];
