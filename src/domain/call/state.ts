import type { Decider } from '../shared/decider';
import { linked, type Chain } from '../shared/chain';
import type { CallFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Id, Moment } from '../shared/values';
import type { CallCommands } from './commands';
import type { CallEvents, DatedCallRecord } from './events';

export interface Call extends CallFacts {
  readonly callId: Id;
  /** The event that logged it: what a void names. */
  readonly loggedBy: Id;
  /** The event that the record rests on: the log entry or the last correction. */
  readonly statedBy: Id;
  /** When the log entry, or the last correction, was. */
  readonly statedAt: Moment;
  readonly record: DatedCallRecord;
  readonly isVoided: boolean;
  /** Enquiries that name it as a proof, beside its own. */
  readonly proves: Chain<Id>;
}

export interface CallShape {
  readonly state: Call | undefined;
  readonly commands: CallCommands;
  readonly events: CallEvents;
}

const recordOf = (
  { callId, legalBasis, pitch, relatedClientId, ...record }: CallEvents['CallLogged'],
  at: Moment,
): DatedCallRecord => given({ ...record, at });

export const evolveCall: Decider<CallShape>['evolve'] = {
  CallLogged: (_, { id, occurredAt, data }) => ({
    callId: data.callId,
    loggedBy: id,
    statedBy: id,
    statedAt: occurredAt,
    record: recordOf(data, occurredAt),
    isVoided: false,
    proves: undefined,
  }),
  CallCorrected: (state, { id, occurredAt, data: { now } }) =>
    state && { ...state, statedBy: id, statedAt: occurredAt, record: now },
  CallNamedAsProof: (state, { data: { enquiryId } }) => state && { ...state, proves: linked(state.proves, enquiryId) },
  CallVoided: (state) => state && { ...state, isVoided: true },
};
