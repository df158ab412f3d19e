import type { CallRecord } from '../../domain/call/events';
import { localDay, millisecondsOf, MINUTE } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';
import type { Arms, Change, RowOfTable } from '../projection';
import { loggingDelays, managerCalls } from './tables';

const noCalls = {
  outgoing: 0,
  incoming: 0,
  directionUnknown: 0,
  reached: 0,
  no_answer: 0,
  busy: 0,
  voicemail: 0,
  declined: 0,
  missed: 0,
  talkSeconds: 0,
  durationUnknown: 0,
} as const;

const sides = { out: 'outgoing', in: 'incoming' } as const;

const hasNoCalls = (row: RowOfTable<typeof managerCalls>): boolean =>
  row.outgoing + row.incoming + row.directionUnknown === 0;

/** Adds a call to the day's figures (`by` 1) or takes it out again (-1); a day without calls has no row. */
const countCall = (call: CallRecord, at: Moment, zone: Zone, by: 1 | -1): Change => {
  const { managerId, result, direction, durationSeconds } = call;
  const day = localDay(at, zone);
  const side = direction === undefined ? 'directionUnknown' : sides[direction];
  const seconds = result === 'reached' ? durationSeconds : 0;
  return managerCalls.change([managerId, day], (before) => {
    const row = { ...(before ?? { managerId, day, ...noCalls }) };
    row[side] += by;
    row[result] += by;
    if (seconds === undefined) row.durationUnknown += by;
    else row.talkSeconds += by * seconds;
    return hasNoCalls(row) ? undefined : row;
  });
};

const minutesBetween = (from: Moment, to: Moment): number =>
  Math.max(0, Math.floor((millisecondsOf(to) - millisecondsOf(from)) / MINUTE));

export const callCountArms = {
  CallLogged: ({ data, occurredAt, recordedAt, metadata }) => {
    const counted = countCall(data, occurredAt, metadata.zone, 1);
    if (metadata.source === 'import') return [counted];
    const minutes = minutesBetween(occurredAt, recordedAt);
    const { callId, managerId } = data;
    return [counted, loggingDelays.insert({ callId, managerId, occurredAt, minutes })];
  },
  // How late it was recorded stays as it was: a correction does not change that.
  CallCorrected: ({ data: { callId, was, now }, metadata: { zone } }) => [
    countCall(was, was.at, zone, -1),
    countCall(now, now.at, zone, 1),
    loggingDelays.patch([callId], (row) => ({ ...row, managerId: now.managerId, occurredAt: now.at })),
  ],
  CallVoided: ({ data: { callId, was }, metadata: { zone } }) => [
    countCall(was, was.at, zone, -1),
    loggingDelays.change([callId], () => undefined),
  ],
} satisfies Arms;
