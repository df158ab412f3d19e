import { code, day, flag, id, integer, moment, money, optional, personalText, table, text, total } from '../projection';
import { rollup } from '../rollup';

/** ISO 4217 for "no currency": lines without a price. */
export const NO_CURRENCY = 'XXX';

const managerId = id('The manager');
const currency = code('ISO 4217; XXX without a price');
const group = code('The group of the reason; never `invalid`');
const dayOfEvent = day('The local day, in the zone in which it was recorded (the company’s by default)');

export const managers = table('managers', 'The people who sell', {
  columns: {
    managerId,
    name: personalText('The name'),
    role: code('manager, lead, director'),
    teamId: optional(text('The team that the manager is in now')),
    departedOn: optional(day('The last day in the company')),
  },
  key: ['managerId'],
});

const month = text('The month of these days, `YYYY-MM`');

/** What a row of a day adds to that of its month. */
const ofMonth = <Row extends { readonly day: string }>({ day: on, ...row }: Row) => [{ ...row, month: on.slice(0, 7) }];

const callCounts = {
  outgoing: integer('Calls by the company'),
  incoming: integer('Calls by clients'),
  directionUnknown: integer('Calls of which nobody knows who called'),
  reached: integer('Result: reached'),
  no_answer: integer('Result: no answer'),
  busy: integer('Result: busy'),
  voicemail: integer('Result: voicemail'),
  declined: integer('Result: declined'),
  missed: integer('Result: missed'),
  talkSeconds: integer('Duration of all calls with the result reached, as far as it is known'),
  durationUnknown: integer('Calls with the result reached of which nobody knows the duration'),
};

export const callMonths = table('manager_call_months', 'Calls of a manager in a month', {
  columns: { managerId, month, ...callCounts },
  key: ['managerId', 'month'],
});

export const managerCalls = table('manager_calls', 'Calls of a manager on a day', {
  columns: { managerId, day: dayOfEvent, ...callCounts },
  key: ['managerId', 'day'],
  indexes: [['day']],
  follows: rollup(callMonths, ofMonth),
});

export const delayMonths = table('manager_delay_months', 'How late the calls of a month were recorded', {
  columns: {
    managerId,
    month: text('The month in UTC, `YYYY-MM`'),
    minutes: integer('Whole minutes until a call was recorded'),
    calls: integer('How many calls'),
  },
  key: ['managerId', 'month', 'minutes'],
});

export const loggingDelays = table(
  'manager_logging_delays',
  'How late each call was recorded; imported calls are left out',
  {
    columns: {
      callId: id('The call'),
      managerId,
      occurredAt: moment('When the call took place'),
      minutes: integer('Whole minutes until it was recorded'),
    },
    key: ['callId'],
    indexes: [['occurredAt', 'managerId', 'minutes']],
    follows: rollup(delayMonths, ({ managerId, occurredAt, minutes }) => [
      { managerId, month: occurredAt.slice(0, 7), minutes, calls: 1 },
    ]),
  },
);

export const offeredMonths = table(
  'manager_offered_months',
  'Lines offered to clients in a month, by what became of them',
  {
    columns: {
      month: text('The month in UTC in which they were first offered, `YYYY-MM`'),
      managerId: id('The manager who first offered them'),
      currency,
      validIn: text('The month in UTC in which the validity of the last version ends; empty where it has no end'),
      lines: integer('Lines; without those refused for a reason of the group invalid'),
      solicited: integer('Of these, lines that the client had asked for'),
      value: total('Quantity × unit price of the last versions'),
      standing: integer('Lines that were not withdrawn'),
      decided: integer('Lines accepted, refused, without response or expired'),
      accepted: integer('Lines accepted'),
    },
    key: ['month', 'managerId', 'currency', 'validIn'],
  },
);

const undecided: ReadonlySet<string> = new Set(['open', 'withdrawn']);

export const offeredLines = table('manager_offered_lines', 'Each line offered to a client, and what became of it', {
  columns: {
    offerId: id('The offer'),
    lineId: id('The line'),
    managerId: id('The manager who first offered it'),
    clientId: id('The client it was offered to'),
    offeredAt: moment('When it was first offered'),
    solicited: flag('1 where the client had asked (an enquiry)'),
    validUntil: optional(moment('Until when the last version is valid')),
    currency,
    value: money('Quantity × unit price of the last version; 0 without a price'),
    outcome: code('open, accepted, refused, no_response, invalid, expired, withdrawn'),
    outcomeAt: optional(moment('When it got this outcome')),
  },
  key: ['offerId', 'lineId'],
  indexes: [['offeredAt'], ['validUntil'], ['managerId', 'clientId', 'offeredAt', 'outcome']],
  follows: rollup(offeredMonths, ({ offeredAt, managerId, currency, validUntil, solicited, value, outcome }) =>
    outcome === 'invalid'
      ? []
      : [
          {
            month: offeredAt.slice(0, 7),
            managerId,
            currency,
            validIn: validUntil?.slice(0, 7) ?? '',
            lines: 1,
            solicited,
            value: String(value),
            standing: outcome === 'withdrawn' ? 0 : 1,
            decided: undecided.has(outcome) ? 0 : 1,
            accepted: outcome === 'accepted' ? 1 : 0,
          },
        ],
  ),
});

const outcomeCounts = {
  acceptedLines: integer('Lines accepted'),
  acceptedValue: total('Quantity × unit price of the accepted lines'),
  listValue: total('Quantity × list price of those accepted lines that have both prices'),
  discountValue: total('Discount on these list prices'),
  expiredLines: integer('Lines expired'),
  withdrawnLines: integer('Lines withdrawn by the company'),
};

export const outcomeMonths = table('manager_outcome_months', 'Outcomes of lines in a month, by the manager who acted', {
  columns: { managerId, month, currency, ...outcomeCounts },
  key: ['managerId', 'month', 'currency'],
});

export const managerOutcomes = table('manager_outcomes', 'Outcomes of lines on a day, by the manager who acted', {
  columns: { managerId, day: dayOfEvent, currency, ...outcomeCounts },
  key: ['managerId', 'day', 'currency'],
  indexes: [['day']],
  follows: rollup(outcomeMonths, ofMonth),
});

const refusalCounts = {
  lines: integer('Lines refused'),
  statedByClient: integer('Of these, lines for which the client himself stated the reason'),
};

export const refusalMonths = table('manager_refusal_months', 'Lines refused in a month, by the manager who acted', {
  columns: { managerId, month, group, ...refusalCounts },
  key: ['managerId', 'month', 'group'],
});

export const managerRefusals = table('manager_refusals', 'Lines refused on a day, by the manager who acted', {
  columns: { managerId, day: dayOfEvent, group, ...refusalCounts },
  key: ['managerId', 'day', 'group'],
  indexes: [['day']],
  follows: rollup(refusalMonths, ofMonth),
});

/** The tables of the projection: a rollup comes after the table that it is kept from. */
export const managerActivityTables = [
  managers,
  managerCalls,
  callMonths,
  loggingDelays,
  delayMonths,
  offeredLines,
  offeredMonths,
  managerOutcomes,
  outcomeMonths,
  managerRefusals,
  refusalMonths,
];
