import { localDay } from '../../../domain/shared/time';
import type { Id, Moment } from '../../../domain/shared/values';
import { everyFieldNamed } from '../../kit/every-field';
import { personalColumnIfGiven } from '../../kit/personal';
import type { Change, EventOf, ProjectedEvent } from '../../kit/projection';
import { begunBy, goneOn } from '../../kit/trace';
import { enquiries, holders, items, type EnquiryRow } from './tables';

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

/** One row a manager, of his last time: what is entered late of an earlier one leaves it. */
export const heldSince = (
  event: EventOf<'EnquiryReceived' | 'EnquiryAssigned'>,
  managerId: Id,
  until: Moment | null = null,
): Change => {
  const { enquiryId } = event.data;
  const since = event.occurredAt;
  const held = { since, until, isOver: until === null ? 0 : 1 };
  return holders.change([enquiryId, managerId], (row) => {
    if (!row) return begunBy(event, Object.assign({ enquiryId, managerId }, held));
    return until !== null && row.since > since ? row : goneOn(row, event, held);
  });
};

/** Every column once and in order: copying this one shape costs a tenth of putting a wide row together from parts. */
const blank: EnquiryRow = {
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
  answerMessage: null,
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
  reopenedAt: null,
  reopenings: 0,
  firstPosition: 0,
  lastPosition: 0,
  firstAt: '',
  lastAt: '',
};

/** A manager who gets it with the receipt holds it from the first moment on, and both deadlines count for him. */
const assignedTo = (managerId: Id, since: Moment): Partial<EnquiryRow> => ({
  status: 'assigned',
  heldSince: since,
  managerId,
  answerDueHolderId: managerId,
  answerableId: managerId,
  fulfilDueHolderId: managerId,
  fulfilmentOfId: managerId,
});

/** The items have rows of their own; the version of the policy is in its deadlines. */
const rowOf = (event: ProjectedEvent<'EnquiryReceived'>): EnquiryRow => {
  const { occurredAt, data, metadata } = event;
  const { enquiryId, clientId = null, channel, origin = null, priority, calendarVersion, managerId, ...others } = data;
  const { items: _, policyVersion: __, answerDueAt, fulfilDueAt, ...rest } = others;
  everyFieldNamed(rest);
  const row = { ...blank };
  row.enquiryId = enquiryId;
  row.clientId = clientId;
  row.channel = channel;
  row.origin = personalColumnIfGiven(origin);
  row.priority = priority;
  row.receivedAt = occurredAt;
  row.receivedOn = localDay(occurredAt, metadata.zone);
  row.calendarVersion = calendarVersion;
  row.answerDueAt = answerDueAt;
  row.fulfilDueAt = fulfilDueAt;
  if (managerId !== undefined) Object.assign(row, assignedTo(managerId, occurredAt));
  return begunBy(event, row);
};

/** An enquiry starts as a row with its items. */
export const enquiryReceived = (event: ProjectedEvent<'EnquiryReceived'>): readonly Change[] => [
  enquiries.insert(rowOf(event)),
  ...event.data.items.map(({ productId = null, need = null, quantity = null, ...rest }, index) => {
    everyFieldNamed(rest);
    return items.insert({
      position: event.position,
      item: index + 1,
      enquiryId: event.data.enquiryId,
      clientId: event.data.clientId ?? null,
      receivedAt: event.occurredAt,
      productId,
      need: personalColumnIfGiven(need),
      quantity,
    });
  }),
  ...(event.data.managerId === undefined ? [] : [heldSince(event, event.data.managerId)]),
];
