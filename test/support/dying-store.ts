import { StoreError, type EventStore } from '../../src/application/log/event-store';

/** Takes so many appends, then dies: whatever comes after is lost, as in a crash. */
export const dyingAfter = (store: EventStore, appends: number): EventStore => {
  let left = appends;
  return {
    append: async (...asked) => {
      if (left <= 0) throw new StoreError('unavailable', 'the process died');
      left -= 1;
      return store.append(...asked);
    },
    read: (...asked) => store.read(...asked),
    readAll: (asked) => store.readAll(asked),
    subscribe: (asked) => store.subscribe(asked),
    head: () => store.head(),
    positionAt: (moment) => store.positionAt(moment),
    eventsAt: (positions) => store.eventsAt(positions),
    momentAt: (position) => store.momentAt(position),
    countAfter: (position) => store.countAfter(position),
    health: () => store.health(),
    close: () => store.close(),
  };
};
