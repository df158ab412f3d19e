import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { readStoreAt } from '../../support/read-store-at';
import { decode } from '../../../src/application/log/codec';
import { compareWithLive } from '../../../src/application/comparing/compare';
import { rebuild } from '../../../src/application/rebuilding/rebuild';
import { both } from '../../support/projecting';

/** A process that compares, switches and rolls back, again and again, until it is killed: `<log> <read models> <events a commit>`. */
const [log, readModels, events] = process.argv.slice(2);
const side = {
  log: openSqliteEventStore({ file: log!, pollMilliseconds: 2 }),
  store: readStoreAt(readModels!),
  projections: both,
  decode,
};
const batch = { rows: Number(events), events: Number(events) };
const said = (word: string): void => void process.send!(word);

const run = async (): Promise<void> => {
  said('ready');
  for (;;) {
    await rebuild(side, {
      batch,
      purpose: 'compare',
      onProgress: () => {
        said('compare');
      },
    });
    await compareWithLive(side, { reports: [], answer: () => Promise.reject(new Error('no report is asked')) });
    await rebuild(side, {
      batch,
      onProgress: () => {
        said('switch');
      },
    });
    said('switched');
    await rebuild(side, {
      batch,
      purpose: 'rollback',
      onProgress: () => {
        said('rollback');
      },
    });
    said('rolled back');
  }
};

void run();
