import type { CallRecord } from '../../domain/call/events';
import { localDay, millisecondsOf, MINUTE } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';
import {
  code,
  day,
  flag,
  id,
  integer,
  moment,
  optional,
  table,
  type Projection,
  type RowOfTable,
} from '../kit/projection';
import { begunBy, goneOn, ofStream, traceColumns } from '../kit/trace';

export const calls = table('calls', 'Every call, as it was logged or last corrected', {
  columns: {
    callId: id('The call'),
    clientId: optional(id('The client, where known')),
    managerId: id('The manager who called or was called'),
    at: moment('When the call took place'),
    day: day('The local day, in the zone in which it was recorded (the company’s by default)'),
    direction: optional(code('`in` or `out`; empty where nobody knows')),
    result: code('reached, no_answer, busy, voicemail, declined, missed'),
    seconds: optional(integer('How long it was; empty where nobody knows')),
    enquiryId: optional(id('The enquiry that it was about')),
    offerId: optional(id('The offer that it was about')),
    delayMinutes: optional(integer('Whole minutes until it was logged; empty for an imported call')),
    voided: flag('1: the call was voided; no figure counts it'),
    ...traceColumns,
  },
  key: ['callId'],
  trace: ofStream('call', 'callId'),
  indexes: [
    ['day', 'managerId', 'direction', 'result', 'seconds', 'voided'],
    ['clientId', 'at'],
  ],
});

/** What was said in it and which products it was about are in the history of the client. */
const recordColumns = ({ clientId, enquiryId, offerId, ...record }: CallRecord, at: Moment, zone: Zone) => {
  const { managerId, direction, result, durationSeconds } = record;
  return {
    clientId: clientId ?? null,
    managerId,
    at,
    day: localDay(at, zone),
    direction: direction ?? null,
    result,
    seconds: durationSeconds ?? null,
    enquiryId: enquiryId ?? null,
    offerId: offerId ?? null,
  } satisfies Partial<RowOfTable<typeof calls>>;
};

const minutesBetween = (from: Moment, to: Moment): number =>
  Math.max(0, Math.floor((millisecondsOf(to) - millisecondsOf(from)) / MINUTE));

export const callFacts: Projection = {
  name: 'calls',
  version: 1,
  description: 'Calls and attempts, with their results',
  tables: [calls],
  on: {
    CallLogged: (event) => {
      const { data, occurredAt, recordedAt, metadata } = event;
      const row = Object.assign(recordColumns(data, occurredAt, metadata.zone), {
        callId: data.callId,
        delayMinutes: metadata.source === 'import' ? null : minutesBetween(occurredAt, recordedAt),
        voided: 0,
      });
      return [calls.insert(begunBy(event, row))];
    },
    // How late it was logged stays as it was: a correction does not change that.
    CallCorrected: (event) => {
      const { callId, now } = event.data;
      return [calls.patch([callId], (row) => goneOn(row, event, recordColumns(now, now.at, event.metadata.zone)))];
    },
    CallVoided: (event) => [calls.patch([event.data.callId], (row) => goneOn(row, event, { voided: 1 }))],
  },
};
