/** The peer: Emmett on SQLite, as its own documentation sets it up. */
const { getSQLiteEventStore, sqliteConnection } = require('@event-driven-io/emmett-sqlite');

const openEmmett = async (fileName) => {
  const store = getSQLiteEventStore({ fileName, schema: { autoMigration: 'CreateOrUpdate' } });
  return {
    append: (stream, events) => store.appendToStream(stream, events),
    fold: async (stream, evolve, initialState) => {
      const { state } = await store.aggregateStream(stream, { evolve, initialState: () => initialState });
      return state;
    },
    /** One read model of one table: a row's sum changes with each event. */
    project: async (events) => {
      const connection = sqliteConnection({ fileName });
      await connection.command('create table talk(manager text primary key, seconds integer not null)');
      let seen = 0;
      const consumer = store.consumer();
      consumer.processor({
        processorId: 'talk',
        startFrom: 'BEGINNING',
        eachMessage: async ({ data }, { connection: own }) => {
          await own.command(
            `insert into talk values (?, ?)
             on conflict(manager) do update set seconds = seconds + excluded.seconds`,
            [data.managerId, data.durationSeconds],
          );
        },
        stopAfter: () => (seen += 1) === events,
      });
      await consumer.start();
      await consumer.close();
      const sums = await connection.query('select seconds from talk');
      connection.close();
      return sums.reduce((sum, { seconds }) => sum + seconds, 0);
    },
  };
};

module.exports = { openEmmett };
