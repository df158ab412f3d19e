import { everyFieldNamed } from '../every-field';
import { lookupKeyOf, personalColumn, personalColumnIfGiven } from '../personal';
import type { Arms } from '../projection';
import { clientEntry, voidSubject } from './entries';
import { clients } from './tables';

/** Facts of the client itself, and of the campaigns that chose it. */
export const clientEntryArms: Arms = {
  ClientRegistered: (event) => {
    const { clientId, kind, name, segment = null, managerId, origin, externalId, ...others } = event.data;
    const { contacts, taxId, ...rest } = others;
    everyFieldNamed(rest);
    const row = {
      clientId,
      kind,
      name: personalColumn(name),
      segment,
      managerId: managerId ?? null,
      origin: personalColumn(origin),
      externalSource: externalId?.source ?? null,
      externalId: personalColumnIfGiven(externalId?.id),
      externalKey: externalId ? lookupKeyOf(externalId.id) : null,
      registeredAt: event.occurredAt,
      mergedInto: null,
      erased: 0,
    };
    return [
      clients.insert(row),
      clientEntry(event, clientId, { summary: `registered as a ${kind}`, said: origin, managerId }),
    ];
  },
  ClientDetailsCorrected: (event) => {
    const { clientId, corrects, name, contacts, taxId, previousTaxId, ...rest } = event.data;
    everyFieldNamed(rest);
    const fields = [name && 'name', contacts && 'contacts', taxId && 'tax id'].filter(Boolean).join(', ');
    const renamed = name && [clients.patch([clientId], (row) => ({ ...row, name: personalColumn(name) }))];
    return [clientEntry(event, clientId, { summary: `details corrected: ${fields}` }), ...(renamed ?? [])];
  },
  ClientClassified: (event) => {
    const { clientId, segment, by, until, ...rest } = event.data;
    everyFieldNamed(rest);
    return [
      ...(until === undefined ? [clients.patch([clientId], (row) => ({ ...row, segment }))] : []),
      clientEntry(event, clientId, { summary: `segment ${segment} (${by})` }),
    ];
  },
  ClientAssigned: (event) => {
    const { clientId, managerId, previousManagerId, reason, until, ...rest } = event.data;
    everyFieldNamed(rest);
    const how = previousManagerId === undefined ? 'assigned' : 'reassigned';
    return [
      ...(until === undefined ? [clients.patch([clientId], (row) => ({ ...row, managerId }))] : []),
      clientEntry(event, clientId, { summary: how, said: reason, managerId }),
    ];
  },
  ConsentRecorded: (event) => {
    const { clientId, channel, allowed, basis } = event.data;
    return [
      clientEntry(event, clientId, {
        summary: `consent for ${channel} ${allowed ? 'given' : 'withdrawn'}`,
        said: basis,
      }),
    ];
  },
  ClientMerged: (event) => {
    const { clientId, into, evidence } = event.data;
    return [
      clients.patch([clientId], (row) => ({ ...row, mergedInto: into })),
      clientEntry(event, clientId, { summary: 'merged into another client', said: evidence, subjectId: clientId }),
    ];
  },
  DuplicateAbsorbed: (event) => {
    const { clientId, duplicateId, evidence } = event.data;
    return [clientEntry(event, clientId, { summary: 'a duplicate absorbed', said: evidence, subjectId: duplicateId })];
  },
  MergeReversed: (event) => {
    const { clientId, reason } = event.data;
    return [
      clients.patch([clientId], (row) => ({ ...row, mergedInto: null })),
      voidSubject(event, clientId),
      clientEntry(event, clientId, { summary: 'merge reversed', said: reason, subjectId: clientId }),
    ];
  },
  PersonalDataErased: (event) => {
    const { clientId, reason, duplicates = [], erasedWith, ...rest } = event.data;
    everyFieldNamed(rest);
    const others = duplicates.length > 0 ? ', with the duplicates that are merged into it' : '';
    const summary = erasedWith === undefined ? `personal data erased${others}` : 'erased as a duplicate';
    return [
      // A digest by which an erased client could be found is of no use any more.
      clients.patch([clientId], (row) => ({ ...row, erased: 1, externalKey: null })),
      clientEntry(event, clientId, { summary, said: reason, subjectId: erasedWith ?? null }),
    ];
  },
};

/** A campaign's own steps have one entry, under the campaign; the history of a target shows them from there. */
export const campaignEntryArms: Arms = {
  CampaignPlanned: (event) => {
    const { campaignId, name, startsOn, endsOn } = event.data;
    const summary = `campaign ${name} planned from ${startsOn} to ${endsOn}`;
    return [clientEntry(event, campaignId, { summary, subjectId: campaignId })];
  },
  TargetsFrozen: (event) => {
    const { campaignId, targets, control } = event.data;
    const chosen = new Map(control.map((clientId) => [clientId, 'in the control group of a campaign']));
    for (const clientId of targets) chosen.set(clientId, 'target of a campaign');
    return [...chosen].map(([clientId, summary]) => clientEntry(event, clientId, { summary, subjectId: campaignId }));
  },
  CampaignLaunched: (event) => [
    clientEntry(event, event.data.campaignId, { summary: 'campaign launched', subjectId: event.data.campaignId }),
  ],
  CampaignClosed: (event) => {
    const { campaignId, conclusion } = event.data;
    return [clientEntry(event, campaignId, { summary: `campaign closed: ${conclusion}`, subjectId: campaignId })];
  },
};
