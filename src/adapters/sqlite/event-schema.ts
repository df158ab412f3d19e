import type Database from 'better-sqlite3';
import { digestOf } from '../../application/log/text-digest';
import type { FileKind } from './open-database';
import { idKey, ID_ENTRY } from './log-index';

/**
 * `events`: the log, in the order in which it was written.
 * - `position`: the place in the log, from 1, without gaps: there is one writer at a time, and it gives the next number.
 * - `stream`, `revision`: `<category>-<id>`, and the place in the stream, from 0, without gaps.
 * - `event_id`: the 16 bytes of the UUID. `type`: the event's name.
 * - `occurred_at`: when it happened, `recorded_at`: when it was written; ISO 8601, UTC. The second never goes backwards
 *   along `position`.
 * - `data`, `metadata`: JSON. Personal text in `data` is sealed.
 *
 * Stream names are in each row as they are: a table of streams made the log 5 % smaller, but each append to a new stream
 * changed two more pages, and each read needed a join.
 *
 * Triggers refuse every change or deletion of an event: nothing that happened is ever overwritten.
 *
 * `places`: the index, made from `events` (see LogIndex). It finds a stream's events by the key of its name and their
 * revision; and an event by the key of its id, with -1 for the revision. Keys are numbers that two names may share. It
 * holds all events up to the position in `places_settled`, and may hold later ones.
 */
export const eventsTable = `
  create table events(
    position integer primary key,
    stream text not null,
    revision integer not null,
    event_id blob not null check(length(event_id) = 16),
    type text not null,
    occurred_at text not null check(length(occurred_at) = 24),
    recorded_at text not null check(length(recorded_at) = 24),
    data text not null,
    metadata text not null
  ) strict;
`;

const triggers = `
  create trigger events_are_never_changed before update on events
    begin select raise(abort, 'an event is never changed: append another one that corrects it'); end;
  create trigger events_are_never_deleted before delete on events
    begin select raise(abort, 'an event is never deleted'); end;
`;

const indexTables = `
  create table places(
    key integer not null,
    revision integer not null,
    position integer not null,
    primary key(key, revision, position)
  ) strict, without rowid;
  create table places_settled(position integer not null) strict;
`;

/** Version 1 had two indexes of SQLite's own, which each append updated. */
const fromVersion1 = (db: Database.Database): void => {
  db.exec(indexTables);
  db.function('stream_key', { deterministic: true }, (stream: string) => digestOf(stream));
  db.function('id_key', { deterministic: true }, (id: string) => idKey(id));
  db.exec(`
    insert into places
      select stream_key(stream), revision, position from events
      union all select id_key(lower(hex(event_id))), ${ID_ENTRY}, position from events
      order by 1, 2, 3;
    insert into places_settled select coalesce(max(position), 0) from events;
    drop index events_by_stream;
    drop index events_by_id;
  `);
};

export const eventLog: FileKind = {
  name: 'event log',
  applicationId: 0x4c455431,
  schemaVersion: 2,
  create: (db) => {
    db.exec(eventsTable + triggers + indexTables);
    db.exec('insert into places_settled values(0)');
  },
  upgrades: { 1: fromVersion1 },
};
