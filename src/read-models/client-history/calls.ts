import type { CallRecord, DatedCallRecord } from '../../domain/call/events';
import type { Id } from '../../domain/shared/values';
import { everyFieldNamed } from '../every-field';
import type { Arms, Change, ProjectedEvent } from '../projection';
import { clientEntry, clientEntryIfAny, measuresOf, voidSubject } from './entries';
import { clientEntryChanges } from './tables';

const callSummary = ({ direction, result, durationSeconds }: CallRecord): string =>
  `call ${direction ?? 'of unknown direction'}, ${result}, ` +
  (durationSeconds === undefined ? 'duration unknown' : `${durationSeconds} s`);

/** The client and the manager are named by the entry; what the call was about and led to is not part of it. */
const measures = ({ direction, result, durationSeconds, ...others }: CallRecord) => {
  const { clientId, managerId, topics, enquiryId, offerId, note, ...rest } = others;
  everyFieldNamed(rest);
  return { direction, outcome: result, seconds: durationSeconds };
};

const figuresChanged = (
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

/** A call that turns out to be another client's is in both histories: as it was logged, and as it is. */
const callCorrected = (event: ProjectedEvent<'CallCorrected'>): readonly Change[] => {
  const { callId, was, now } = event.data;
  const of = (clientId: Id, summary: string): Change =>
    clientEntry(event, clientId, { summary, subjectId: callId, managerId: now.managerId });
  const summary = `call corrected: ${callSummary(now)} at ${now.at}`;
  if (now.clientId === was.clientId) return now.clientId === undefined ? [] : [of(now.clientId, summary)];
  return [
    ...(was.clientId === undefined ? [] : [of(was.clientId, 'call corrected: it was not with this client')]),
    ...(now.clientId === undefined ? [] : [of(now.clientId, summary)]),
  ];
};

export const callEntryArms: Arms = {
  CallLogged: (event) => {
    const { data } = event;
    const { clientId, callId, managerId } = data;
    return clientEntryIfAny(event, clientId, {
      summary: callSummary(data),
      subjectId: callId,
      managerId,
      ...measures(data),
    });
  },
  CallCorrected: (event) => [
    ...callCorrected(event),
    ...figuresChanged(event, 'was', event.data.was),
    ...figuresChanged(event, 'now', event.data.now),
  ],
  CallVoided: (event) => {
    const { callId, was, reason } = event.data;
    const summary = 'call voided';
    return [
      voidSubject(event, callId),
      ...clientEntryIfAny(event, was.clientId, { summary, said: reason, subjectId: callId, managerId: was.managerId }),
    ];
  },
};
