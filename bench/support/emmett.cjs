/** The peer: Emmett on SQLite, as its own documentation sets it up. */
const { getSQLiteEventStore } = require('@event-driven-io/emmett-sqlite');

const openEmmett = async (fileName) => {
  const store = getSQLiteEventStore({ fileName, schema: { autoMigration: 'CreateOrUpdate' } });
  return {
    append: (stream, events) => store.appendToStream(stream, events),
    fold: async (stream, evolve, initialState) => {
      const { state } = await store.aggregateStream(stream, { evolve, initialState: () => initialState });
      return state;
    },
  };
};

module.exports = { openEmmett };
