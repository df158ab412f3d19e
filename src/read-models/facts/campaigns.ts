import { everyFieldNamed } from '../kit/every-field';
import {
  code,
  day,
  id,
  integer,
  moment,
  optional,
  position,
  real,
  table,
  text,
  type Change,
  type ProjectedEvent,
  type Projection,
  type RowOfTable,
} from '../kit/projection';
import { begunBy, goneOn, ofStream, onceIn, traceColumns } from '../kit/trace';

export const campaigns = table('campaigns', 'Campaigns: one product, offered to some clients and not to others', {
  columns: {
    campaignId: id('The campaign'),
    name: text('Its name'),
    productId: id('The product'),
    startsOn: day('The first day'),
    endsOn: day('The last day: its result is looked at after it, and not before'),
    frozenAt: optional(moment('When it was fixed who is approached and who is left alone')),
    launchedAt: optional(moment('When it was launched')),
    closedAt: optional(moment('When it was closed')),
    conclusion: optional(text('What was learned, as the company says')),
    seed: optional(integer('Of the lot by which the clients were dealt out; empty where there was none')),
    baseRate: optional(real('What share of such clients was expected to take the product without it')),
    smallestUplift: optional(real('By how much that share was to rise at least')),
    plannedPower: optional(real('The chance with which the lists were to show such an uplift')),
    ...traceColumns,
  },
  key: ['campaignId'],
  trace: ofStream('campaign', 'campaignId'),
});

export const campaignClients = table('campaign_clients', 'Whom a campaign approaches, and whom it leaves alone', {
  columns: {
    campaignId: id('The campaign'),
    clientId: id('The client as it was named then: it may have been merged since'),
    chosenAs: code('`target` or `control`'),
    productId: id('The product'),
    frozenAt: moment('When it was fixed'),
    position: position('Position of the event in the log'),
  },
  key: ['campaignId', 'clientId'],
  trace: onceIn('campaign', 'campaignId', 'frozenAt'),
  indexes: [['clientId']],
});

export type CampaignRow = RowOfTable<typeof campaigns>;
export type CampaignClientRow = RowOfTable<typeof campaignClients>;

const notYet = {
  ...{ frozenAt: null, launchedAt: null, closedAt: null, conclusion: null },
  ...{ seed: null, baseRate: null, smallestUplift: null, plannedPower: null },
} satisfies Partial<CampaignRow>;

const clientsDealtOut = (event: ProjectedEvent<'TargetsFrozen'>): readonly Change[] => {
  const { campaignId, productId, targets, control, draw } = event.data;
  const { seed = null, baseRate = null, smallestUplift = null, power: plannedPower = null } = draw ?? {};
  // A log of before may name a client in both lists: it was approached.
  const groups = new Map([
    ...control.map((clientId) => [clientId, 'control'] as const),
    ...targets.map((clientId) => [clientId, 'target'] as const),
  ]);
  const drawn = { frozenAt: event.occurredAt, seed, baseRate, smallestUplift, plannedPower };
  const chosen = { campaignId, productId, frozenAt: event.occurredAt, position: event.position };
  return [
    campaigns.patch([campaignId], (row) => goneOn(row, event, drawn)),
    ...[...groups].map(([clientId, chosenAs]) => campaignClients.insert({ ...chosen, clientId, chosenAs })),
  ];
};

export const campaignFacts: Projection = {
  name: 'campaigns',
  version: 1,
  description: 'Campaigns, and the clients that they were drawn of',
  tables: [campaigns, campaignClients],
  on: {
    CampaignPlanned: (event) => {
      const { campaignId, name, productId, startsOn, endsOn, ...rest } = event.data;
      everyFieldNamed(rest);
      const planned = { campaignId, name, productId, startsOn, endsOn };
      return [campaigns.insert(begunBy(event, Object.assign(planned, notYet)))];
    },
    TargetsFrozen: clientsDealtOut,
    CampaignLaunched: (event) => [
      campaigns.patch([event.data.campaignId], (row) => goneOn(row, event, { launchedAt: event.occurredAt })),
    ],
    CampaignClosed: (event) => {
      const { campaignId, conclusion } = event.data;
      return [campaigns.patch([campaignId], (row) => goneOn(row, event, { closedAt: event.occurredAt, conclusion }))];
    },
  },
};
