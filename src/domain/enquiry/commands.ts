import type { Id, Moment } from '../shared/values';
import type { Channel, DeclineReason, Priority } from '../shared/words';
import type { AnswerEvidence, EnquiryItem, FulfilmentEvidence, Proof } from './events';

export interface EnquiryCommands {
  ReceiveEnquiry: {
    readonly enquiryId: Id;
    readonly clientId?: Id;
    readonly channel: Channel;
    readonly items: readonly EnquiryItem[];
    readonly priority: Priority;
    readonly managerId?: Id;
    readonly origin?: string;
  };
  AssignEnquiry: { readonly enquiryId: Id; readonly managerId: Id };
  AnswerEnquiry: { readonly enquiryId: Id; readonly managerId: Id; readonly by: AnswerEvidence };
  PauseEnquiry: { readonly enquiryId: Id; readonly waitingFor: string };
  ResumeEnquiry: { readonly enquiryId: Id };
  FulfilEnquiry: { readonly enquiryId: Id; readonly managerId?: Id; readonly evidence: FulfilmentEvidence };
  DeclineEnquiry: {
    readonly enquiryId: Id;
    readonly managerId?: Id;
    readonly reason: DeclineReason;
    readonly note?: string;
  };
  AbandonEnquiry: { readonly enquiryId: Id; readonly reason: string; readonly managerId?: Id };
  /** What follows where a proof fell or was corrected: what it no longer proves is withdrawn. */
  ReviewEvidence: { readonly enquiryId: Id; readonly proof: Proof };
  ReopenEnquiry: { readonly enquiryId: Id; readonly reason: string };
  /** The timer's: a deadline has passed. Yields nothing where it was met, moved or already noted. */
  NoteAnswerDeadline: { readonly enquiryId: Id; readonly dueAt: Moment };
  NoteFulfilmentDeadline: { readonly enquiryId: Id; readonly dueAt: Moment };
}
