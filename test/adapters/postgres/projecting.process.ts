import { openPostgresReadStore } from '../../../src/adapters/postgres/read-store';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { decode } from '../../../src/application/log/codec';
import { Projector } from '../../../src/application/projecting/projector';
import { asLeader } from '../../../src/application/projecting/leases';
import { both } from '../../support/projecting';

/** A service that keeps read models up in its turn, until it is killed: `projecting.process <log> <options as JSON>`. */
const [log, options] = process.argv.slice(2);
const store = openPostgresReadStore(JSON.parse(options!));
const projector = new Projector({
  log: openSqliteEventStore({ file: log!, pollMilliseconds: 2 }),
  store,
  projections: both,
  decode,
});

const work = (mine: AbortSignal): Promise<void> => {
  process.send!('at work');
  return projector.start(mine);
};

void asLeader(store, 'the upkeep', work, new AbortController().signal);
process.send!('standing by');
