import type { Code, Id, Moment, Personal, PersonalText } from '../shared/values';
import type { Channel, Priority } from '../shared/words';

export interface EnquiryItem<Text = string> {
  readonly productId?: Id;
  /** What is wanted, in words, where no product of the catalogue fits. */
  readonly need?: Text;
  readonly quantity?: number;
}

/** What proves an answer. An automatic reply is none. */
export type AnswerEvidence<Text = string> =
  { readonly callId: Id } | { readonly offerId: Id } | { readonly messageRef: Text };

/** What proves that an enquiry was fulfilled. */
export type FulfilmentEvidence<Text = string> =
  { readonly invoiceId: Id } | { readonly offerId: Id } | { readonly deliveryRef: Text };

/** What proves an answer or a fulfilment and may fall later: voided, corrected, given to another client. */
export type Proof = { readonly callId: Id } | { readonly offerId: Id } | { readonly invoiceId: Id };

/** An answer in figures: who gave it by what, and how long it took. */
export interface AnswerGiven {
  readonly by: AnswerEvidence<PersonalText>;
  readonly managerId: Id;
  /** Working minutes from receipt, without pauses. */
  readonly workingMinutes: number;
  /** Working minutes since the manager who answered got it: his own part of the clock (rule 12). */
  readonly managerMinutes: number;
  readonly inTime: boolean;
}

/** Why something no longer stands: its proof, and the code of the rule by which that does not count any more. */
interface ProofFallen {
  /** The event that told it. */
  readonly withdraws: Id;
  readonly proof: Proof;
  readonly why: Code;
  readonly answerDueAt: Moment;
  readonly fulfilDueAt: Moment;
  /** Which of both deadlines are watched again; a miss that was noted stays noted. */
  readonly watched: readonly ('answer' | 'fulfilment')[];
}

/** Every fact of an enquiry names whose it is. */
export interface OfEnquiry {
  readonly enquiryId: Id;
  readonly clientId?: Id;
}

/** Facts about an enquiry: a client asked for something, and the company's clock runs. */
export interface EnquiryEvents {
  /** A client asked for something: both deadlines are set under the policy of this moment (rule 11). */
  EnquiryReceived: OfEnquiry & {
    readonly channel: Channel;
    readonly items: readonly EnquiryItem<PersonalText>[];
    readonly priority: Priority;
    readonly answerDueAt: Moment;
    readonly fulfilDueAt: Moment;
    readonly policyVersion: number;
    readonly calendarVersion: number;
    readonly managerId?: Id;
    readonly origin?: PersonalText;
  };
  /** The enquiry is a manager's now; the client's clock runs on, the manager's own starts (rule 12). */
  EnquiryAssigned: OfEnquiry & {
    readonly managerId: Id;
    readonly previousManagerId?: Id;
    /** Entered late: until when, before the assignment that is known of later. */
    readonly until?: Moment;
  };
  /** The client got a qualifying answer (rule 10). */
  EnquiryAnswered: OfEnquiry & AnswerGiven;
  /** The proof of an answer fell: the enquiry is as it would be without this answer (rule 26). */
  EnquiryAnswerWithdrawn: OfEnquiry &
    ProofFallen & {
      /** Of the round that lasts, or of one before a reopening. */
      readonly round: 'present' | 'earlier';
      /** The first answer that stands now, given in another round. */
      readonly stands?: AnswerGiven & { readonly answeredAt: Moment };
    };
  /** The clock stands: the company waits for the client. */
  EnquiryPaused: OfEnquiry & { readonly waitingFor: PersonalText };
  /** The clock runs again; both deadlines moved by the working time of the pause. */
  EnquiryResumed: OfEnquiry & {
    readonly pausedMinutes: number;
    readonly answerDueAt: Moment;
    readonly fulfilDueAt: Moment;
  };
  /** The client got what was asked for. */
  EnquiryFulfilled: OfEnquiry & {
    readonly evidence: FulfilmentEvidence<PersonalText>;
    readonly managerId?: Id;
    readonly workingMinutes: number;
    readonly inTime: boolean;
  };
  /** The proof of the fulfilment fell: the enquiry is open again (rule 26). */
  EnquiryFulfilmentWithdrawn: OfEnquiry &
    ProofFallen & {
      readonly managerId?: Id;
      /** When it was received or reopened. */
      readonly openSince: Moment;
      readonly isAnswered: boolean;
      readonly isPaused: boolean;
    };
  /** The company declined it, and why. */
  EnquiryDeclined: OfEnquiry & { readonly reason: Code; readonly managerId?: Id; readonly note?: Personal };
  /** The client gave up or never came back. */
  EnquiryAbandoned: OfEnquiry & { readonly reason: PersonalText; readonly managerId?: Id };
  /** An ended enquiry goes on, with deadlines of its own. */
  EnquiryReopened: OfEnquiry & {
    readonly reason: PersonalText;
    readonly answerDueAt: Moment;
    readonly fulfilDueAt: Moment;
  };
  /** Nobody had answered when it was due; dated to that moment, whenever the timer ran. */
  AnswerDeadlineMissed: OfEnquiry & { readonly dueAt: Moment; readonly managerId?: Id };
  /** It was not fulfilled when it was due; dated to that moment, whenever the timer ran. */
  FulfilmentDeadlineMissed: OfEnquiry & { readonly dueAt: Moment; readonly managerId?: Id };
}
