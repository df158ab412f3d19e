import type { Decider } from '../shared/decider';
import { needsManager, needsNamed } from '../shared/references';
import { ending } from './decisions/ending';
import { needsEvidence } from './decisions/evidence';
import { receiving } from './decisions/receiving';
import { withdrawing } from './decisions/withdrawing';
import { enquiryRejections } from './rejections';
import { evolveEnquiry, type EnquiryShape } from './state';

/** An enquiry: it comes, its clock runs, it is answered, and it ends. */
export const enquiryDecider: Decider<EnquiryShape> = {
  initialState: undefined,
  evolve: evolveEnquiry,
  decide: { ...receiving, ...ending, ...withdrawing },
  streamId: ({ enquiryId }) => enquiryId,
  needs: {
    ReceiveEnquiry: (command) => needsNamed({ ...command, lines: command.items }),
    AssignEnquiry: needsManager,
    AnswerEnquiry: (command, enquiry) => ({ ...needsManager(command), ...needsEvidence(command.by, enquiry) }),
    FulfilEnquiry: (command, enquiry) => ({ ...needsManager(command), ...needsEvidence(command.evidence, enquiry) }),
    ReviewEvidence: ({ proof }, enquiry) => needsEvidence(proof, enquiry),
    DeclineEnquiry: needsManager,
    AbandonEnquiry: needsManager,
  },
  rejections: enquiryRejections,
};
