import type { Decider } from '../shared/decider';
import type { Id } from '../shared/values';
import type { CallCommands } from './commands';
import type { CallEvents, CallRecord, DatedCallRecord } from './events';

export interface Call {
  readonly callId: Id;
  /** The event that logged it: what a void names. */
  readonly loggedBy: Id;
  /** The event that the record rests on: the log entry or the last correction. */
  readonly statedBy: Id;
  readonly record: DatedCallRecord;
  readonly isVoided: boolean;
}

export type CallState = Call | undefined;

export interface CallShape {
  readonly state: CallState;
  readonly commands: CallCommands;
  readonly events: CallEvents;
}

const recordOf = (data: CallRecord): CallRecord => ({
  ...(data.clientId !== undefined && { clientId: data.clientId }),
  managerId: data.managerId,
  direction: data.direction,
  durationSeconds: data.durationSeconds,
  result: data.result,
  topics: data.topics,
  ...(data.enquiryId !== undefined && { enquiryId: data.enquiryId }),
  ...(data.offerId !== undefined && { offerId: data.offerId }),
  ...(data.note !== undefined && { note: data.note }),
});

export const evolve: Decider<CallShape>['evolve'] = {
  CallLogged: (_, { id, occurredAt, data }) => ({
    callId: data.callId,
    loggedBy: id,
    statedBy: id,
    record: { ...recordOf(data), at: occurredAt },
    isVoided: false,
  }),
  CallCorrected: (state, { id, data: { now } }) => state && { ...state, statedBy: id, record: now },
  CallVoided: (state) => state && { ...state, isVoided: true },
};
