import type { Wording } from './entry';

/** Facts of the client itself, and of the campaigns that chose it. */
export const clientWording = {
  ClientRegistered: ({ data: { kind, origin, managerId } }) => ({
    summary: `registered as a ${kind}`,
    said: origin,
    managerId,
  }),
  ClientDetailsCorrected: ({ data: { name, contacts, taxId } }) => {
    const fields = [name && 'name', contacts && 'contacts', taxId && 'tax id'].filter(Boolean).join(', ');
    return { summary: `details corrected: ${fields}` };
  },
  ClientClassified: ({ data: { segment, by } }) => ({ summary: `segment ${segment} (${by})` }),
  ClientAssigned: ({ data: { managerId, previousManagerId, reason } }) => ({
    summary: previousManagerId === undefined ? 'assigned' : 'reassigned',
    said: reason,
    managerId,
  }),
  ConsentRecorded: ({ data: { channel, allowed, basis } }) => ({
    summary: `consent for ${channel} ${allowed ? 'given' : 'withdrawn'}`,
    said: basis,
  }),
  ClientMerged: ({ data }) => ({ summary: 'merged into another client', said: data.evidence }),
  DuplicateAbsorbed: ({ data }) => ({ summary: 'a duplicate absorbed', said: data.evidence }),
  MergeReversed: ({ data }) => ({ summary: 'merge reversed', said: data.reason }),
  PersonalDataErased: ({ data: { reason, duplicates = [], erasedWith } }) => {
    const others = duplicates.length > 0 ? ', with the duplicates that are merged into it' : '';
    const summary = erasedWith === undefined ? `personal data erased${others}` : 'erased as a duplicate';
    return { summary, said: reason };
  },
  CampaignPlanned: ({ data: { name, startsOn, endsOn } }) => ({
    summary: `campaign ${name} planned from ${startsOn} to ${endsOn}`,
  }),
  TargetsFrozen: ({ data: { targets } }, clientId) => ({
    summary: targets.includes(clientId) ? 'target of a campaign' : 'in the control group of a campaign',
  }),
  CampaignLaunched: () => ({ summary: 'campaign launched' }),
  CampaignClosed: ({ data: { conclusion } }) => ({ summary: `campaign closed: ${conclusion}` }),
} satisfies Wording;
