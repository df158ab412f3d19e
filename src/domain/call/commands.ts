import type { PitchIntent } from '../shared/intents';
import type { Id, Moment } from '../shared/values';
import type { CallDirection, CallResult } from '../shared/words';

export interface CallCommands {
  LogCall: {
    readonly callId: Id;
    readonly clientId?: Id;
    readonly managerId: Id;
    /** Left out where nobody knows it (docs/decisions/0039). */
    readonly direction?: CallDirection;
    readonly durationSeconds?: number;
    readonly result: CallResult;
    readonly topics?: readonly Id[];
    readonly enquiryId?: Id;
    readonly offerId?: Id;
    readonly note?: string;
    readonly legalBasis?: string;
    readonly pitch?: PitchIntent;
  };
  /** Fields that are given replace what stood; the others stay. */
  CorrectCall: {
    readonly callId: Id;
    readonly clientId?: Id;
    readonly managerId?: Id;
    readonly direction?: CallDirection;
    readonly durationSeconds?: number;
    readonly result?: CallResult;
    readonly topics?: readonly Id[];
    readonly at?: Moment;
    readonly note?: string;
  };
  /** What follows where an enquiry names a call that was not logged on it: the void of the call must know. */
  NoteCallAsProof: { readonly callId: Id; readonly enquiryId: Id };
  VoidCall: { readonly callId: Id; readonly reason: string };
}
