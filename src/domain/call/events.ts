import type { Id, Moment, Personal, PersonalText } from '../shared/values';
import type { Pitch } from '../shared/intents';
import type { CallDirection, CallResult } from '../shared/words';

/** What is known of a call. */
export interface CallRecord {
  readonly clientId?: Id;
  readonly managerId: Id;
  /** Absent where nobody knows it: it is neither guessed nor 0. */
  readonly direction?: CallDirection;
  readonly durationSeconds?: number;
  readonly result: CallResult;
  readonly topics: readonly Id[];
  readonly enquiryId?: Id;
  readonly offerId?: Id;
  readonly note?: Personal;
}

/** A call record with the moment at which the call took place. */
export type DatedCallRecord = CallRecord & { readonly at: Moment };

/** Facts about a call. Corrections and voids carry what stood before, so that a reader can take it out again. */
export interface CallEvents {
  /** A call took place, or was tried. */
  CallLogged: CallRecord & {
    readonly callId: Id;
    /** Called although the client's consent is withdrawn, on this legal basis (rule 17). */
    readonly legalBasis?: PersonalText;
    /**
     * Of a call of nobody: whose the enquiry or the offer is that it names. It stays a call of nobody, and what is said in
     * it goes when he is erased.
     */
    readonly relatedClientId?: Id;
    /** A verbal offer made in this call, with its outcome: the process makes both (docs/decisions). */
    readonly pitch?: Pitch<PersonalText>;
  };
  /** What was logged of a call was wrong: what stood, and what is right. */
  CallCorrected: {
    readonly callId: Id;
    readonly corrects: Id;
    readonly was: DatedCallRecord;
    readonly now: DatedCallRecord;
    readonly proves?: readonly Id[];
  };
  /** An enquiry that the call itself does not name was answered by it. */
  CallNamedAsProof: { readonly callId: Id; readonly enquiryId: Id };
  /** The call leaves every figure; what stood is kept for the audit. */
  CallVoided: {
    readonly callId: Id;
    readonly voids: Id;
    readonly was: DatedCallRecord;
    readonly reason: PersonalText;
    /** Enquiries that the call was named as a proof for, beside the one that it was logged on. */
    readonly proves?: readonly Id[];
  };
}
