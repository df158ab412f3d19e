import {
  code,
  day,
  flag,
  id,
  integer,
  json,
  moment,
  optional,
  real,
  table,
  text,
  type RowOfTable,
} from '../projection';
import { byMonth } from './months';

export const enquiries = table('enquiries', 'One row an enquiry, with both clocks', {
  columns: {
    enquiryId: id('The enquiry'),
    clientId: optional(id('Who asked, where it is known')),
    channel: code('How it came: phone, email, messenger, post, visit, web'),
    origin: optional(text('What made the client ask, as an advertisement')),
    priority: code('low, normal, high, urgent'),
    status: code('received, assigned, answered, fulfilled, declined, abandoned'),
    receivedAt: moment('When it came'),
    receivedOn: day('The day on which it came, in the zone in which it was recorded'),
    calendarVersion: integer('The calendar that counts its working minutes'),
    managerId: optional(id('Who has it now')),
    heldSince: optional(moment('Since when he has it')),
    counted: flag('0 for duplicates and spam: they stand here and leave every figure'),
    answerDueAt: moment('By when an answer was due; pauses move it'),
    answerDueHolderId: optional(id('Who had it when the answer fell due (so far: who has it)')),
    answerMissedAt: optional(moment('The answer deadline that was noted as missed')),
    answeredAt: optional(moment('The first answer that counts')),
    answeredById: optional(id('The manager who answered')),
    answerEvidence: optional(code('What proves the answer: call, offer, message')),
    answerEvidenceId: optional(text('The call, the offer, or the reference of the message')),
    answerMinutes: optional(real('Working minutes from receipt to the first answer, without pauses')),
    managerMinutes: optional(real('Of these, the minutes of the manager who answered')),
    answeredInTime: optional(flag('1 where the first answer came by its deadline')),
    answerableId: optional(
      id(
        'Whom the answer’s deadline counts for: who answered in time, else who had it when it fell due, else who answered late',
      ),
    ),
    pausedAt: optional(moment('Since when it waits on the client')),
    pausedMinutes: real('Working minutes of all pauses that are over'),
    pauses: json('[{from, until}]; without until it still waits'),
    fulfilDueAt: moment('By when it was to be fulfilled; pauses and reopening move it'),
    fulfilDueHolderId: optional(id('Who had it when it was to be fulfilled (so far: who has it)')),
    fulfilMissedAt: optional(moment('The fulfilment deadline that was noted as missed')),
    fulfilledAt: optional(moment('When it was fulfilled')),
    fulfilledById: optional(id('The manager who fulfilled it')),
    fulfilMinutes: optional(real('Working minutes to the fulfilment, without pauses')),
    fulfilledInTime: optional(flag('1 where it was fulfilled by its deadline')),
    declinedAt: optional(moment('When the company said no')),
    declinedById: optional(id('The manager who said no')),
    declineReason: optional(code('Why the company said no, as NOT_IN_PORTFOLIO')),
    abandonedAt: optional(moment('When it was given up')),
    abandonedById: optional(id('The manager who gave it up')),
    abandonReason: optional(text('Why it was given up')),
    endedAt: optional(moment('When it was fulfilled, declined or abandoned; absent while it is open')),
    fulfilmentOfId: optional(
      id('Whom the fulfilment counts for: who fulfilled or declined it, else who had it when it fell due'),
    ),
    settledAt: moment(
      'From when on no passing of time changes a figure of it; 9999-12-31 where it takes the row to tell its waits',
    ),
    reopenings: integer('How often it was opened again; what ended it before is in its events'),
    eventIds: json('The events behind the row, in order'),
  },
  key: ['enquiryId'],
  indexes: [
    ['receivedAt', 'enquiryId'],
    ['clientId', 'receivedAt'],
    ['managerId', 'receivedAt'],
    ['status', 'receivedAt', 'enquiryId'],
    ['settledAt'],
  ],
  follows: byMonth,
});

export type EnquiryRow = RowOfTable<typeof enquiries>;

export const items = table('enquiry_items', 'What was asked for, one row an item', {
  columns: {
    enquiryId: id('The enquiry'),
    item: integer('Its place in the enquiry, from 1'),
    clientId: optional(id('Who asked')),
    receivedAt: moment('When it was asked'),
    productId: optional(id('The product; absent where the catalogue has none that fits')),
    need: optional(text('What is wanted, in words')),
    quantity: optional(real('How many')),
  },
  key: ['enquiryId', 'item'],
  indexes: [['productId', 'receivedAt']],
});

export const holders = table('enquiry_holders', 'Who had an enquiry when, one row a manager', {
  columns: {
    enquiryId: id('The enquiry'),
    managerId: id('The manager'),
    since: moment('When he got it (the last time)'),
    until: optional(moment('When it went to another; absent while he has it')),
    isOver: flag('1 once it went to another'),
  },
  key: ['enquiryId', 'managerId'],
  indexes: [['isOver', 'enquiryId', 'managerId', 'since', 'until']],
});

export const calendars = table('working_calendars', 'The calendars by which working minutes are counted', {
  columns: { version: integer('The version'), calendar: json('Hours, holidays and zone') },
  key: ['version'],
});
