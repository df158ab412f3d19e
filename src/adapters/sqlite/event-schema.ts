import type { Kind } from './open-database';

/**
 * - `streams`: a row a stream. `name` is `<category>-<id>`.
 * - `types`: a row an event type, so that an event holds a small number in its stead.
 * - `events`: the log, in the order in which it was written.
 *   - `position`: the place in the log, from 1, without gaps: the one writer at a time gives the next number.
 *   - `stream_id`, `revision`: the place in the stream, from 0, without gaps. The stream's own revision is that of its
 *     last event and kept nowhere else.
 *   - `event_id`: the 16 bytes of the UUID.
 *   - `occurred_at`: when it happened in the client's world, `recorded_at`: when it was written; ISO 8601, UTC. The
 *     second never goes backwards along `position`.
 *   - `data`, `metadata`: JSON. Personal text in `data` is sealed.
 *
 * Triggers refuse to change or delete an event, whoever asks: nothing that happened is ever overwritten.
 */
const schema = `
  create table streams(id integer primary key, name text not null unique) strict;
  create table types(id integer primary key, name text not null unique) strict;
  create table events(
    position integer primary key,
    stream_id integer not null references streams,
    revision integer not null,
    type_id integer not null references types,
    event_id blob not null check(length(event_id) = 16),
    occurred_at text not null,
    recorded_at text not null,
    data text not null,
    metadata text not null
  ) strict;
  create unique index events_by_stream on events(stream_id, revision);
  create unique index events_by_id on events(event_id);
  create trigger events_are_never_changed before update on events
    begin select raise(abort, 'an event is never changed: append another one that corrects it'); end;
  create trigger events_are_never_deleted before delete on events
    begin select raise(abort, 'an event is never deleted'); end;
`;

export const eventLog: Kind = {
  name: 'event log',
  applicationId: 0x4c455431,
  schemaVersion: 1,
  create: (db) => {
    db.exec(schema);
  },
};
