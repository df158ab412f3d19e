import type { FollowUpArms } from './follow-up';

/** The survivor of a merge learns of it (rule 16). */
export const merging: FollowUpArms = {
  ClientMerged: ({ data: { clientId, into, evidence } }) => [
    { command: { type: 'AbsorbDuplicate', data: { clientId: into, duplicateId: clientId, evidence } } },
  ],
};
