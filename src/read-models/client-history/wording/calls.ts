import type { CallRecord } from '../../../domain/call/events';
import type { EntryDetails, Wording } from './entry';

const callSummary = ({ direction, result, durationSeconds }: CallRecord): string =>
  `call ${direction ?? 'of unknown direction'}, ${result}, ` +
  (durationSeconds === undefined ? 'duration unknown' : `${durationSeconds} s`);

const callDetails = (record: CallRecord): EntryDetails => {
  const { managerId, direction, result, durationSeconds } = record;
  return {
    summary: callSummary(record),
    managerId,
    direction: direction ?? null,
    outcome: result,
    seconds: durationSeconds ?? null,
  };
};

export const callWording = {
  CallLogged: ({ data }) => callDetails(data),
  CallCorrected: ({ data: { now } }, clientId) => ({
    summary:
      now.clientId === clientId
        ? `call corrected: ${callSummary(now)} at ${now.at}`
        : 'call corrected: it was not with this client',
    managerId: now.managerId,
  }),
  CallVoided: ({ data: { was, reason } }) => ({ summary: 'call voided', said: reason, managerId: was.managerId }),
} satisfies Wording;
