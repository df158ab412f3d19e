import { openSqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { decode } from '../../src/application/log/codec';
import type { EventStore, NewEvent } from '../../src/application/log/event-store';
import { fingerprint } from '../../src/application/projecting/fingerprint';
import type { ReadSide } from '../../src/application/projecting/projection-run';
import type { ReadStore } from '../../src/application/projecting/read-store';
import { rebuild } from '../../src/application/rebuilding/rebuild';
import {
  id as idColumn,
  integer,
  moment,
  optional,
  position,
  table,
  type Projection,
} from '../../src/read-models/kit/projection';
import { id } from './specify';

/** What these tests say of a call. A call of `POISONOUS` seconds is one that a projection can't take. */
export interface Said {
  readonly call: number;
  readonly manager: number;
  readonly seconds: number;
  readonly voided?: boolean;
}

export const POISONOUS = 666;

const numbered = (word: string, number: number): string => id(`${word}-${number}`);
export const callId = (number: number): string => numbered('call', number);

const envelope = (eventId: string, index: number) => {
  const occurredAt = new Date(Date.UTC(2024, 0, 1) + index * 60_000).toISOString();
  const metadata: NewEvent['metadata'] = {
    schemaVersion: 1,
    zone: 'Europe/Berlin',
    actor: { kind: 'import', id: 'test' },
    source: 'import',
    commandId: eventId,
    commandDigest: 'digest',
    correlationId: eventId,
    causationId: eventId,
  };
  return { id: eventId, occurredAt, metadata };
};

/** The event number `index` of a log: what is said of a call. */
export const eventOf = ({ call, manager, seconds, voided }: Said, index: number): NewEvent => {
  const was = {
    managerId: numbered('manager', manager),
    direction: 'out',
    durationSeconds: seconds,
    result: 'reached',
    topics: [],
  };
  const common = envelope(numbered('e', index), index);
  return voided
    ? { ...common, type: 'CallVoided', data: { callId: callId(call), was, reason: 'entered in error' } }
    : { ...common, type: 'CallLogged', data: { callId: callId(call), ...was } };
};

/** An event that none of these projections listens to. */
export const unheard = (index: number): NewEvent => ({
  ...envelope(numbered('e', index), index),
  type: 'CampaignClosed',
  data: { campaignId: id('campaign'), conclusion: 'none' },
});

export const append = async (log: EventStore, events: readonly NewEvent[]): Promise<bigint> => {
  let position = 0n;
  for (const event of events) ({ position } = await log.append(`stream-${event.id}`, [event], 'any'));
  return position;
};

const entries = table('test_entries', 'A row for each event', {
  columns: {
    position: position('Where'),
    eventId: idColumn('Which'),
    managerId: idColumn('Who'),
    seconds: integer('How long'),
  },
  key: ['position'],
  indexes: [['managerId']],
});

const openCalls = table('test_calls', 'Calls that are not void', {
  columns: {
    callId: idColumn('Which'),
    managerId: idColumn('Who'),
    loggedAt: moment('When'),
    corrections: integer('How often'),
  },
  key: ['callId'],
});

const totals = table('test_totals', 'Talk time of a manager', {
  columns: {
    managerId: idColumn('Who'),
    calls: integer('Calls'),
    seconds: integer('Talk time'),
    last: optional(idColumn('Last call')),
  },
  key: ['managerId'],
});

export const historyOfCalls: Projection = {
  name: 'test-history',
  version: 1,
  description: 'All events, and the calls that stand',
  tables: [entries, openCalls],
  on: {
    CallLogged: ({ id: eventId, position: at, occurredAt, data }) => [
      entries.insert({ position: at, eventId, managerId: data.managerId, seconds: data.durationSeconds ?? 0 }),
      openCalls.change([data.callId], (row) => ({
        callId: data.callId,
        managerId: data.managerId,
        loggedAt: occurredAt,
        corrections: row ? row.corrections + 1 : 0,
      })),
    ],
    CallVoided: ({ id: eventId, position: at, data }) => [
      entries.insert({
        position: at,
        eventId,
        managerId: data.was.managerId,
        seconds: -(data.was.durationSeconds ?? 0),
      }),
      openCalls.change([data.callId], () => undefined),
    ],
  },
};

const add = (managerId: string, calls: number, seconds: number, last: string | null) =>
  totals.change([managerId], (row) => ({
    managerId,
    calls: (row?.calls ?? 0) + calls,
    seconds: (row?.seconds ?? 0) + seconds,
    last,
  }));

export const talkTime: Projection = {
  name: 'test-totals',
  version: 1,
  description: 'Talk time',
  tables: [totals],
  on: {
    CallLogged: ({ data }) => [add(data.managerId, 1, data.durationSeconds ?? 0, data.callId)],
    CallVoided: ({ data }) => [add(data.was.managerId, -1, -(data.was.durationSeconds ?? 0), null)],
  },
};

/** Can't take a call of POISONOUS seconds. */
export const picky = (name: string, version = 1): Projection => ({
  ...talkTime,
  name,
  version,
  tables: talkTime.tables,
  on: {
    ...talkTime.on,
    CallLogged: (event) => {
      if (event.data.durationSeconds === POISONOUS) throw new Error('nobody talks that long');
      return talkTime.on.CallLogged!(event);
    },
  },
});

export const both: readonly Projection[] = [historyOfCalls, talkTime];

/** A log and read models in memory, for as long as a test lasts. */
export const sideInMemory = (projections: readonly Projection[] = both): ReadSide => ({
  log: openSqliteEventStore({ file: ':memory:', pollMilliseconds: 5 }),
  store: openSqliteReadStore({ file: ':memory:' }),
  projections,
  decode,
});

export const openPrivate = (): ReadStore => openSqliteReadStore({ file: ':memory:' });

export const fingerprints = async (store: ReadStore, projections: readonly Projection[] = both): Promise<string[]> => {
  const generations = await store.generations();
  const found: string[] = [];
  for (const projection of projections) {
    const live = generations.find(({ projection: name, state }) => name === projection.name && state === 'live');
    found.push(live ? await fingerprint(store, live, projection) : 'none');
  }
  return found;
};

/** What an undisturbed rebuild of the whole log gives. */
export const undisturbed = async (
  side: Pick<ReadSide, 'log'>,
  projections: readonly Projection[] = both,
): Promise<string[]> => {
  const store = openPrivate();
  await rebuild({ log: side.log, store, projections, decode });
  const found = await fingerprints(store, projections);
  await store.close();
  return found;
};

/** Many events, always the same: calls logged, corrected by logging again, voided. */
export const manyEvents = (count: number, from = 0): NewEvent[] =>
  Array.from({ length: count }, (_, offset) => {
    const index = from + offset;
    return eventOf(
      { call: (index * 7) % 997, manager: index % 13, seconds: index % 101, voided: index % 5 === 4 },
      index,
    );
  });
