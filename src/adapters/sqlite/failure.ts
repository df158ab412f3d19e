import { StoreError } from '../../application/log/event-store';
import { errorCode, errorMessage } from '../../application/log/thrown';

/** By the code of a fault: what it means, and what to do. */
const sqliteFaults: readonly (readonly [prefix: RegExp, code: StoreError['code'], sentence: string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'unavailable', 'is locked by another process: try again in a moment'],
  [/^(SQLITE_FULL|ENOSPC)/, 'unavailable', 'has no room left on its disk: free some, then try again'],
  [
    /^(SQLITE_READONLY|EROFS)/,
    'unavailable',
    'can only be read, not written: check its owner, its folder and its mount',
  ],
  [
    /^(SQLITE_(CANTOPEN|PERM|AUTH)|EACCES)/,
    'unavailable',
    'can’t be opened: check that its folder exists and that you may write there',
  ],
  [/^SQLITE_(IOERR|PROTOCOL|NOMEM)/, 'unavailable', 'could not be read or written: check the disk, then try again'],
  [/^SQLITE_NOTADB/, 'corrupt', 'is not a database of Letopis: name another file, or restore this one from a backup'],
  [/^SQLITE_CORRUPT/, 'corrupt', 'is damaged: keep it as it is and restore from a backup'],
];

/** What went wrong in SQLite, as the one error of a store; any other error as it came. */
export const sqliteFailure = (error: unknown, file: string): unknown => {
  const found = sqliteFaults.find(([prefix]) => prefix.test(errorCode(error)));
  return found ? new StoreError(found[1], `${file} ${found[2]} (${errorMessage(error)})`) : error;
};

/** Runs what touches the file; its errors become those of a store. */
export const guarded = <Result>(file: string, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error, file);
  }
};
