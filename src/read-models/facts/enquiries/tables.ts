import {
  code,
  day,
  decimal,
  flag,
  id,
  integer,
  json,
  moment,
  optional,
  personalText,
  position,
  real,
  table,
  type RowOfTable,
} from '../../kit/projection';
import { ofStream, onceIn, traceColumns } from '../../kit/trace';

export const enquiries = table('enquiries', 'One row per enquiry, with both clocks', {
  columns: {
    enquiryId: id('The enquiry'),
    clientId: optional(id('The client who asked, where known')),
    channel: code('How it came: phone, email, messenger, post, visit, web'),
    origin: optional(personalText('What made the client ask, such as an advertisement')),
    priority: code('low, normal, high, urgent'),
    status: code('received, assigned, answered, fulfilled, declined, abandoned'),
    receivedAt: moment('When it came'),
    receivedOn: day('The day on which it came, in the zone in which it was recorded'),
    calendarVersion: integer('The version of the calendar that its working minutes are counted by'),
    managerId: optional(id('The manager who has it now')),
    heldSince: optional(moment('Since when this manager has it')),
    counted: flag('0 for duplicates and spam: they are listed here but not counted in any figure'),
    answerDueAt: moment('When an answer was due; pauses move it'),
    answerDueHolderId: optional(id('The manager who had it when the answer fell due (until then: who has it now)')),
    answerMissedAt: optional(moment('The answer deadline, once it was missed')),
    answeredAt: optional(moment('The first answer that counts')),
    answeredById: optional(id('The manager who answered')),
    answerEvidence: optional(code('What proves the answer: call, offer, message')),
    answerEvidenceId: optional(id('The call or the offer')),
    answerMessage: optional(personalText('The reference of the message')),
    answerMinutes: optional(real('Working minutes from receipt to the first answer, without pauses')),
    managerMinutes: optional(real('Of these, the minutes during which the manager who answered had it')),
    answeredInTime: optional(flag('1 where the first answer came by its deadline')),
    answerableId: optional(
      id(
        'The manager the answer deadline counts for: who answered in time, otherwise who had it when it fell due, otherwise who answered late',
      ),
    ),
    pausedAt: optional(moment('Since when it waits for the client')),
    pausedMinutes: real('Working minutes of all pauses that are over'),
    pauses: json('[{from, until}]; without until the pause is still open'),
    fulfilDueAt: moment('When it was to be fulfilled; pauses and reopening move it'),
    fulfilDueHolderId: optional(id('The manager who had it when the fulfilment fell due (until then: who has it now)')),
    fulfilMissedAt: optional(moment('The fulfilment deadline, once it was missed')),
    fulfilledAt: optional(moment('When it was fulfilled')),
    fulfilledById: optional(id('The manager who fulfilled it')),
    fulfilMinutes: optional(real('Working minutes to the fulfilment, without pauses')),
    fulfilledInTime: optional(flag('1 where it was fulfilled by its deadline')),
    declinedAt: optional(moment('When the company declined it')),
    declinedById: optional(id('The manager who declined it')),
    declineReason: optional(code('Why the company declined it, such as NOT_IN_PORTFOLIO')),
    abandonedAt: optional(moment('When it was abandoned')),
    abandonedById: optional(id('The manager who abandoned it')),
    abandonReason: optional(personalText('Why it was abandoned')),
    endedAt: optional(moment('When it was fulfilled, declined or abandoned; empty while it is open')),
    fulfilmentOfId: optional(
      id('The manager the fulfilment counts for: who fulfilled or declined it, otherwise who had it when it fell due'),
    ),
    reopenedAt: optional(moment('When it was last reopened')),
    reopenings: integer('How often it was reopened; how it ended before is in its history'),
    ...traceColumns,
  },
  key: ['enquiryId'],
  trace: ofStream('enquiry', 'enquiryId'),
  indexes: [
    ['receivedAt', 'enquiryId'],
    ['clientId', 'receivedAt'],
    ['managerId', 'receivedAt'],
    ['status', 'receivedAt', 'enquiryId'],
  ],
});

export type EnquiryRow = RowOfTable<typeof enquiries>;

export const items = table('enquiry_items', 'What was asked for, one row per item', {
  columns: {
    position: position('Position of the event in the log'),
    item: integer('Its place in the enquiry, from 1'),
    enquiryId: id('The enquiry'),
    clientId: optional(id('The client who asked')),
    receivedAt: moment('When it was asked'),
    productId: optional(id('The product; empty where the catalogue has none that fits')),
    need: optional(personalText('What is wanted, in words')),
    quantity: optional(decimal('How many')),
  },
  key: ['position', 'item'],
  indexes: [['productId', 'receivedAt']],
  trace: onceIn('enquiry', 'enquiryId', 'receivedAt'),
});

export const holders = table('enquiry_holders', 'Who had an enquiry when, one row per manager', {
  columns: {
    enquiryId: id('The enquiry'),
    managerId: id('The manager'),
    since: moment('When the manager got it (the last time)'),
    until: optional(moment('When it went to another manager; empty while this one has it')),
    isOver: flag('1 once it went to another manager'),
    ...traceColumns,
  },
  key: ['enquiryId', 'managerId'],
  trace: ofStream('enquiry', 'enquiryId'),
  indexes: [['isOver', 'enquiryId', 'managerId', 'since', 'until']],
});

export const calendars = table('working_calendars', 'The calendars that working minutes are counted by', {
  columns: {
    version: integer('The version'),
    policy: code('The policy that it is: `calendar`'),
    calendar: json('Hours, holidays and zone'),
    ...traceColumns,
  },
  key: ['version'],
  trace: ofStream('policy', 'policy'),
});
