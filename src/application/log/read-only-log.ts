import { StoreError, type EventStore } from './event-store';

/** What a command is told where the log is only read. */
export const READ_ONLY =
  'Letopis only reads this log (--read-only, LETOPIS_READ_ONLY=yes): nothing is appended to it. Give the command to the ' +
  'service that writes, or start this one without it';

/** A log that takes nothing, whoever asks: also what forgets to look at the configuration. */
export const readOnlyLog = (log: EventStore): EventStore => ({
  append: () => Promise.reject(new StoreError('unavailable', READ_ONLY)),
  read: (stream, from) => log.read(stream, from),
  readAll: (asked) => log.readAll(asked),
  eventsAt: (positions) => log.eventsAt(positions),
  subscribe: (asked) => log.subscribe(asked),
  head: () => log.head(),
  positionAt: (recordedAt) => log.positionAt(recordedAt),
  momentAt: (position) => log.momentAt(position),
  countAfter: (position) => log.countAfter(position),
  health: () => log.health(),
  close: () => log.close(),
});
