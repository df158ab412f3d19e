import type { Kind } from './open-database';

/**
 * `events`: the log, in the order in which it was written; the only table.
 * - `position`: the place in the log, from 1, without gaps: the one writer at a time gives the next number.
 * - `stream`, `revision`: `<category>-<id>`, and the place in it, from 0, without gaps.
 * - `event_id`: the 16 bytes of the UUID. `type`: the event's name.
 * - `occurred_at`: when it happened in the client's world, `recorded_at`: when it was written; ISO 8601, UTC. The second
 *   never goes backwards along `position`.
 * - `data`, `metadata`: JSON. Personal text in `data` is sealed.
 *
 * Names stand in each row as they are: a table of streams made the log 5 % smaller, but each append to a new stream
 * dirtied two more pages, and each read joined.
 *
 * Triggers refuse to change or delete an event, whoever asks: nothing that happened is ever overwritten.
 */
const schema = `
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
  create unique index events_by_stream on events(stream, revision);
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
