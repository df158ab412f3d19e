import {
  code,
  day,
  flag,
  id,
  integer,
  moment,
  money,
  optional,
  personalText,
  position,
  table,
  text,
} from '../projection';

export const clients = table(
  'clients',
  'Clients as they are known now; a merged one names the client it is a duplicate of',
  {
    columns: {
      clientId: id('The client'),
      kind: code('`person` or `company`'),
      name: personalText('Name'),
      segment: optional(text('Segment, as last classified')),
      managerId: optional(id('The manager who looks after the client now')),
      origin: personalText('Where the client came from'),
      externalSource: optional(text('The system that the client was imported from')),
      externalId: optional(personalText('Its id there')),
      externalKey: optional(code('A keyed digest of that id, to find the client by')),
      registeredAt: moment('When the client was registered'),
      mergedInto: optional(id('The client that this duplicate was merged into')),
      erased: flag('1: the personal fields can no longer be read'),
    },
    key: ['clientId'],
    indexes: [['externalKey'], ['externalId'], ['mergedInto']],
  },
);

export const clientEntries = table('client_entries', 'One row for each event about a client: the history', {
  columns: {
    position: position('Position of the event in the log'),
    clientId: id('The client named on the event; for a campaign’s own steps, the campaign'),
    eventId: id('The event'),
    type: code('Type of the event'),
    occurredAt: moment('When it happened'),
    recordedAt: moment('When the log took it'),
    late: flag('1: recorded more than a day after it happened, and not by an import'),
    managerId: optional(id('The manager named on the event')),
    subjectId: optional(id('The call, enquiry, offer, invoice, campaign or duplicate that it is about')),
    summary: text('What happened, in words; without personal data'),
    said: optional(personalText('What was said about it: a reason, a basis, an origin')),
    amount: optional(money('Value of the lines net of tax, or the sum paid or refunded')),
    currency: optional(code('Currency of the amount')),
    margin: optional(money('For accepted lines: price minus unit cost, where both are known')),
    direction: optional(code('For a call: `in` or `out`; empty where nobody knows')),
    outcome: optional(
      code(
        'For a call: its result; for a refusal: the group of its reason; for an answer: `call`, `offer` or `message`',
      ),
    ),
    seconds: optional(integer('For a call: its duration; empty where nobody knows')),
  },
  key: ['position', 'clientId'],
  indexes: [['clientId', 'occurredAt']],
});

export const clientEntryChanges = table(
  'client_entry_changes',
  'What corrections take out of the figures of a client (weight −1) and add to them (1)',
  {
    columns: {
      position: position('Position of the correction in the log'),
      part: code('`was` or `now`'),
      clientId: id('The client whose figures change'),
      type: code('Type of the event that is corrected'),
      occurredAt: moment('The moment at which the change counts'),
      subjectId: id('The call or offer'),
      weight: integer('−1 or 1'),
      amount: optional(money('As in client_entries')),
      currency: optional(code('Currency of the amount')),
      margin: optional(money('As in client_entries')),
      direction: optional(code('As in client_entries')),
      outcome: optional(code('As in client_entries')),
      seconds: optional(integer('As in client_entries')),
    },
    key: ['position', 'part'],
    indexes: [['clientId', 'occurredAt']],
  },
);

export const clientVoids = table(
  'client_voids',
  'What was voided or reversed: its entries up to then are not counted in any figure',
  {
    columns: {
      subjectId: id('The call, offer, invoice or duplicate'),
      position: position('Entries of the subject up to this position in the log are void'),
      eventId: id('The event that voided it'),
    },
    key: ['subjectId'],
  },
);

export const clientEnquiries = table('client_enquiries', 'Open enquiries: not fulfilled, declined or abandoned', {
  columns: {
    enquiryId: id('The enquiry'),
    clientId: id('The client'),
    managerId: optional(id('The manager who has it now')),
    openSince: moment('When it was received or reopened'),
    answered: flag('1: answered'),
    paused: flag('1: waiting on the client'),
    answerDueAt: moment('When an answer is due'),
    fulfilDueAt: moment('When fulfilment is due'),
  },
  key: ['enquiryId'],
  indexes: [['clientId']],
});

export const clientOffers = table('client_offers', 'Offers with open lines', {
  columns: {
    offerId: id('The offer'),
    clientId: id('The client'),
    managerId: id('The manager who made this version'),
    kind: code('`verbal` or `written`'),
    version: integer('The version that is open'),
    offeredAt: moment('When this version was offered'),
    validUntil: optional(moment('When it expires')),
    deferredUntil: optional(day('The day until which the client deferred it')),
    openLines: integer('Lines without an outcome'),
    amount: optional(money('Their value, net of tax')),
    currency: optional(code('Currency of the value')),
  },
  key: ['offerId'],
  indexes: [['clientId']],
});

export const clientInvoices = table('client_invoices', 'Invoices that are not void', {
  columns: {
    invoiceId: id('The invoice'),
    clientId: id('The client'),
    managerId: id('The manager named on it'),
    number: text('Its number'),
    issuedAt: moment('When it was issued'),
    dueOn: day('The day by which it must be paid'),
    net: money('Sum net of tax'),
    gross: money('Sum with tax'),
    credited: money('Sum of its credit notes, with tax'),
    outstanding: money('Not yet paid or credited; below 0: overpaid'),
    state: code('`not paid`, `partly paid`, `paid`, `partly credited` or `credited`'),
    currency: code('Currency'),
    paidOn: optional(day('The day of the last payment')),
  },
  key: ['invoiceId'],
  indexes: [['clientId']],
});

export const clientReminders = table(
  'client_reminders',
  'Days on which clients want to be asked again, as stated in their refusals',
  {
    columns: {
      eventId: id('The refusal'),
      clientId: id('The client'),
      managerId: id('The manager who was refused'),
      offerId: id('The offer'),
      reconsiderOn: day('When to ask again'),
    },
    key: ['eventId'],
    indexes: [['clientId', 'reconsiderOn']],
  },
);

/** The tables of the projection: a rollup comes after the table that it is kept from. */
export const clientHistoryTables = [
  clients,
  clientEntries,
  clientEntryChanges,
  clientVoids,
  clientEnquiries,
  clientOffers,
  clientInvoices,
  clientReminders,
];
