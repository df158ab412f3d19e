import type { CallRecord, DatedCallRecord } from '../../domain/call/events';
import type { Id } from '../../domain/shared/values';
import type { Arms, Change, ProjectedEvent } from '../projection';
import { entry, entryOfSome, measuresOf, voided } from './entries';
import { clientEntryChanges } from './tables';

const told = ({ direction, result, durationSeconds }: CallRecord): string =>
  `call ${direction}, ${result}, ${durationSeconds} s`;

const measures = ({ direction, result, durationSeconds }: CallRecord) => ({
  direction,
  outcome: result,
  seconds: durationSeconds,
});

const change = (
  { position, data }: ProjectedEvent<'CallCorrected'>,
  part: 'was' | 'now',
  record: DatedCallRecord,
): readonly Change[] =>
  record.clientId === undefined
    ? []
    : [
        clientEntryChanges.insert({
          position,
          part,
          clientId: record.clientId,
          type: 'CallLogged',
          occurredAt: record.at,
          subjectId: data.callId,
          weight: part === 'was' ? -1 : 1,
          ...measuresOf(measures(record)),
        }),
      ];

/** A call that turns out to be another client's stands in both histories: what was taken for it, and what it is. */
const corrected = (event: ProjectedEvent<'CallCorrected'>): readonly Change[] => {
  const { callId, was, now } = event.data;
  const of = (clientId: Id, summary: string): Change =>
    entry(event, clientId, { summary, subjectId: callId, managerId: now.managerId });
  const summary = `call corrected: ${told(now)} at ${now.at}`;
  if (now.clientId === was.clientId) return now.clientId === undefined ? [] : [of(now.clientId, summary)];
  return [
    ...(was.clientId === undefined ? [] : [of(was.clientId, 'call corrected: it was not with this client')]),
    ...(now.clientId === undefined ? [] : [of(now.clientId, summary)]),
  ];
};

export const callArms: Arms = {
  CallLogged: (event) => {
    const { data } = event;
    const { clientId, callId, managerId } = data;
    return entryOfSome(event, clientId, { summary: told(data), subjectId: callId, managerId, ...measures(data) });
  },
  CallCorrected: (event) => [
    ...corrected(event),
    ...change(event, 'was', event.data.was),
    ...change(event, 'now', event.data.now),
  ],
  CallVoided: (event) => {
    const { callId, was, reason } = event.data;
    const summary = `call voided: ${reason}`;
    return [
      voided(event, callId),
      ...entryOfSome(event, was.clientId, { summary, subjectId: callId, managerId: was.managerId }),
    ];
  },
};
