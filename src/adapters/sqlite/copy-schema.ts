import type { FileKind } from './open-database';

/**
 * The beginning of a log that lies elsewhere: `events` as in the event log, but at that log's own positions, which have
 * gaps. Nothing guards it: it is a cache. `state`: `generation` grows with each time that it was emptied, `events` is how
 * many there are. `leases`: who fills it, until when.
 */
export const copyOfLog: FileKind = {
  name: 'copy of an event log',
  applicationId: 0x4c455443,
  schemaVersion: 1,
  create: (db) => {
    db.exec(`
      create table events(
        position integer primary key,
        stream text not null,
        revision integer not null,
        event_id blob not null,
        type text not null,
        occurred_at text not null,
        recorded_at text not null,
        data text not null,
        metadata text not null
      ) strict;
      create table state(generation integer not null, events integer not null) strict;
      insert into state values(1, 0);
      create table leases(name text primary key, holder text not null, until integer not null) strict, without rowid;
    `);
  },
};
