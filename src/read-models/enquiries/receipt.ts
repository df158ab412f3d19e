import { localDay } from '../../domain/shared/time';
import type { Id, Moment } from '../../domain/shared/values';
import { settledAt } from '../clock/clocks';
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

export const heldBy = (enquiryId: Id, managerId: Id, since: Moment): Change =>
  holders.change([enquiryId, managerId], () => ({ enquiryId, managerId, since, until: null, isOver: 0 }));

type Enquiry = RowOfTable<typeof enquiries>;

/** Every column once and in order: copying this one shape costs a tenth of putting a wide row together from parts. */
const blank: Enquiry = {
  enquiryId: '',
  clientId: null,
  channel: '',
  origin: null,
  priority: '',
  status: 'received',
  receivedAt: '',
  receivedOn: '',
  calendarVersion: 0,
  managerId: null,
  heldSince: null,
  answerDueAt: '',
  answerDueHolderId: null,
  answerMissedAt: null,
  answeredAt: null,
  answeredById: null,
  answerEvidence: null,
  answerEvidenceId: null,
  answerMinutes: null,
  managerMinutes: null,
  answeredInTime: null,
  answerableId: null,
  pausedAt: null,
  pausedMinutes: 0,
  pauses: '[]',
  fulfilDueAt: '',
  fulfilDueHolderId: null,
  fulfilmentOfId: null,
  ...unsettled,
  settledAt: '',
  reopenings: 0,
  eventIds: '[]',
};

/** Whoever it came to has it from the first moment on, and both its deadlines. */
const inHandsOf = (managerId: Id, since: Moment): Partial<Enquiry> => ({
  status: 'assigned',
  heldSince: since,
  managerId,
  answerDueHolderId: managerId,
  answerableId: managerId,
  fulfilDueHolderId: managerId,
  fulfilmentOfId: managerId,
});

const rowOf = ({ id, occurredAt, data, metadata }: ProjectedEvent<'EnquiryReceived'>): Enquiry => {
  const row = { ...blank };
  row.enquiryId = data.enquiryId;
  row.clientId = data.clientId ?? null;
  row.channel = data.channel;
  row.origin = data.origin ?? null;
  row.priority = data.priority;
  row.receivedAt = occurredAt;
  row.receivedOn = localDay(occurredAt, metadata.zone);
  row.calendarVersion = data.calendarVersion;
  row.answerDueAt = data.answerDueAt;
  row.fulfilDueAt = data.fulfilDueAt;
  row.eventIds = `["${id}"]`;
  if (data.managerId !== undefined) Object.assign(row, inHandsOf(data.managerId, occurredAt));
  row.settledAt = settledAt(row);
  return row;
};

/** An enquiry starts as a row with its items. */
export const enquiryReceived = (event: ProjectedEvent<'EnquiryReceived'>): readonly Change[] => [
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
  ...(event.data.managerId === undefined ? [] : [heldBy(event.data.enquiryId, event.data.managerId, event.occurredAt)]),
];
