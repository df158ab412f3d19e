import type { EventStore } from '../../src/application/log/event-store';

/** A log of these events alone, as far as it is read from its beginning on. */
export const logOfOnly = (whole: EventStore, positions: ReadonlySet<number>): EventStore => {
  const readAll: EventStore['readAll'] = async function* (query) {
    for await (const page of whole.readAll(query)) yield page.filter(({ position }) => positions.has(Number(position)));
  };
  return new Proxy(whole, {
    get: (store, name) => {
      if (name === 'readAll') return readAll;
      const member: unknown = Reflect.get(store, name);
      return typeof member === 'function' ? (member.bind(store) as unknown) : member;
    },
  });
};
