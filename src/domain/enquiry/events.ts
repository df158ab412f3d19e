import type { Priority } from '../shared/facts';
import type { Channel, Code, Id, Moment, Personal } from '../shared/values';

export interface EnquiryItem {
  readonly productId?: Id;
  /** What is wanted, in words, where no product of the catalogue fits. */
  readonly need?: string;
  readonly quantity?: number;
}

/** What proves an answer. An automatic reply is none. */
export type AnswerEvidence = { readonly callId: Id } | { readonly offerId: Id } | { readonly messageRef: string };

/** What proves that an enquiry was fulfilled. */
export type FulfilmentEvidence =
  { readonly invoiceId: Id } | { readonly offerId: Id } | { readonly deliveryRef: string };

/** Every fact of an enquiry names whose it is. */
interface OfEnquiry {
  readonly enquiryId: Id;
  readonly clientId?: Id;
}

/** Facts about an enquiry: somebody asked for something, and the company's clock runs. */
export interface EnquiryEvents {
  EnquiryReceived: OfEnquiry & {
    readonly channel: Channel;
    readonly items: readonly EnquiryItem[];
    readonly priority: Priority;
    readonly answerDueAt: Moment;
    readonly fulfilDueAt: Moment;
    readonly policyVersion: number;
    readonly calendarVersion: number;
    readonly managerId?: Id;
    readonly origin?: string;
  };
  EnquiryAssigned: OfEnquiry & { readonly managerId: Id; readonly previousManagerId?: Id };
  EnquiryAnswered: OfEnquiry & {
    readonly by: AnswerEvidence;
    readonly managerId: Id;
    /** Working minutes from receipt, without pauses. */
    readonly workingMinutes: number;
    /** Working minutes since the manager who answered got it: his own part of the clock (rule 12). */
    readonly managerMinutes: number;
    readonly inTime: boolean;
  };
  EnquiryPaused: OfEnquiry & { readonly waitingFor: string };
  EnquiryResumed: OfEnquiry & {
    readonly pausedMinutes: number;
    readonly answerDueAt: Moment;
    readonly fulfilDueAt: Moment;
  };
  EnquiryFulfilled: OfEnquiry & {
    readonly evidence: FulfilmentEvidence;
    readonly managerId?: Id;
    readonly workingMinutes: number;
    readonly inTime: boolean;
  };
  EnquiryDeclined: OfEnquiry & { readonly reason: Code; readonly managerId?: Id; readonly note?: Personal };
  EnquiryAbandoned: OfEnquiry & { readonly reason: string; readonly managerId?: Id };
  EnquiryReopened: OfEnquiry & { readonly reason: string; readonly answerDueAt: Moment; readonly fulfilDueAt: Moment };
  AnswerDeadlineMissed: OfEnquiry & { readonly dueAt: Moment; readonly managerId?: Id };
  FulfilmentDeadlineMissed: OfEnquiry & { readonly dueAt: Moment; readonly managerId?: Id };
}
