import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { decode } from '../../../src/application/log/codec';
import { Projector } from '../../../src/application/projecting/projector';
import { rebuild } from '../../../src/application/rebuilding/rebuild';
import { both } from '../../support/projecting';

/** A process that projects, or rebuilds, until it is killed: `projecting-child <log> <read models> <project|rebuild>`. */
const [log, readModels, work] = process.argv.slice(2);
const side = {
  log: openSqliteEventStore({ file: log!, pollMilliseconds: 2 }),
  store: openSqliteReadStore({ file: readModels! }),
  projections: both,
  decode,
};

const run = async (): Promise<void> => {
  process.send!('ready');
  if (work === 'project') await new Projector(side).start(new AbortController().signal);
  else await rebuild(side, { batch: { rows: 50, events: 50 }, onProgress: () => process.send!('progress') });
  process.send!('done');
  setInterval(() => undefined, 1000);
};

void run();
