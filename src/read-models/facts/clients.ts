import { everyFieldNamed } from '../kit/every-field';
import { lookupKeyOf, personalColumn, personalColumnIfGiven } from '../kit/personal';
import {
  code,
  day,
  flag,
  id,
  integer,
  json,
  moment,
  optional,
  personalText,
  position,
  table,
  text,
  type Change,
  type EventOf,
  type ProjectedEvent,
  type Projection,
  type RowOfTable,
} from '../kit/projection';
import { begunBy, goneOn, ofStream, traceColumns } from '../kit/trace';

export const clients = table(
  'clients',
  'Clients as they are known now; a merged one names the client it is a duplicate of',
  {
    columns: {
      clientId: id('The client'),
      kind: code('`person` or `company`'),
      name: personalText('Name'),
      contacts: json('How to reach the client: [{channel, value}], each value sealed'),
      taxId: optional(personalText('Tax id')),
      segment: optional(text('Segment, as last classified')),
      managerId: optional(id('The manager who looks after the client now')),
      origin: personalText('Where the client came from'),
      externalSource: optional(text('The system that the client was imported from')),
      externalId: optional(personalText('Its id there')),
      externalKey: optional(code('A keyed digest of that id, to find the client by')),
      registeredAt: moment('When the client was registered'),
      mergedInto: optional(id('The client that this duplicate was merged into')),
      erased: flag('1: the personal fields can no longer be read'),
      ...traceColumns,
    },
    key: ['clientId'],
    trace: ofStream('client', 'clientId'),
    indexes: [['externalKey'], ['externalId'], ['mergedInto']],
  },
);

export const statedMarketSizes = table(
  'stated_market_sizes',
  'How many clients the market has, as sources outside of the company say',
  {
    columns: {
      position: position('Position in the log of the statement'),
      segment: optional(text('Of this segment alone; empty: of all clients')),
      clients: integer('How many there are'),
      source: text('Who says so'),
      countedOn: day('The day that the number is of'),
      statedAt: moment('When it was said: of a segment, what was said last holds'),
    },
    key: ['position'],
    trace: { first: 'position', last: 'position', from: 'statedAt', to: 'statedAt' },
  },
);

export type ClientRow = RowOfTable<typeof clients>;

const clientRegistered = (event: ProjectedEvent<'ClientRegistered'>): readonly Change[] => {
  const { clientId, kind, name, segment = null, managerId, origin, externalId, ...others } = event.data;
  const { contacts, taxId, ...rest } = others;
  everyFieldNamed(rest);
  const row = {
    clientId,
    kind,
    name: personalColumn(name),
    contacts: JSON.stringify(contacts),
    taxId: personalColumnIfGiven(taxId),
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
  return [clients.insert(begunBy(event, row))];
};

type Changed = EventOf<
  | 'ClientDetailsCorrected'
  | 'ClientClassified'
  | 'ClientAssigned'
  | 'ClientMerged'
  | 'MergeReversed'
  | 'PersonalDataErased'
>;

const clientChanged = (event: Changed, change: Partial<ClientRow>): readonly Change[] => [
  clients.patch([event.data.clientId], (row) => goneOn(row, event, change)),
];

/** What came late, of before something newer, says nothing of now. */
const isOfNow = ({ data: { until } }: EventOf<'ClientClassified' | 'ClientAssigned'>): boolean => until === undefined;

export const clientFacts: Projection = {
  name: 'clients',
  version: 3,
  description: 'Who the clients are, and how many the market is said to have',
  tables: [clients, statedMarketSizes],
  on: {
    ClientRegistered: clientRegistered,
    ClientDetailsCorrected: (event) => {
      const { name, contacts, taxId } = event.data;
      return clientChanged(event, {
        ...(name && { name: personalColumn(name) }),
        ...(contacts && { contacts: JSON.stringify(contacts) }),
        ...(taxId && { taxId: personalColumn(taxId) }),
      });
    },
    ClientClassified: (event) => (isOfNow(event) ? clientChanged(event, { segment: event.data.segment }) : []),
    ClientAssigned: (event) => (isOfNow(event) ? clientChanged(event, { managerId: event.data.managerId }) : []),
    ClientMerged: (event) => clientChanged(event, { mergedInto: event.data.into }),
    MergeReversed: (event) => clientChanged(event, { mergedInto: null }),
    MarketSizeStated: (event) => {
      const { position: at, occurredAt: statedAt, data } = event;
      const { segment = null, clients: said, source, countedOn, ...rest } = data;
      everyFieldNamed(rest);
      return [statedMarketSizes.insert({ position: at, segment, clients: said, source, countedOn, statedAt })];
    },
    // A digest by which an erased client could be found is of no use any more.
    PersonalDataErased: (event) => clientChanged(event, { erased: 1, externalKey: null }),
  },
};
