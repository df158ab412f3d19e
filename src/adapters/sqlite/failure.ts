import { StoreError } from '../../application/log/event-store';

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

const sqliteFaults: readonly (readonly [prefix: RegExp, code: StoreError['code'], sentence: string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'unavailable', 'is kept locked by another process: try again in a moment'],
  [/^(SQLITE_FULL|ENOSPC)/, 'unavailable', 'has no room left on its disk: free some, then try again'],
  [/^(SQLITE_READONLY|EROFS)/, 'unavailable', 'may only be read here: check its owner, its folder and its mount'],
  [
    /^(SQLITE_(CANTOPEN|PERM|AUTH)|EACCES)/,
    'unavailable',
    'cannot be opened: check that its folder is there and yours',
  ],
  [/^SQLITE_(IOERR|PROTOCOL|NOMEM)/, 'unavailable', 'could not be read or written: check the disk, then try again'],
  [/^SQLITE_NOTADB/, 'corrupt', 'is no database of Letopis: name another file, or restore this one from a backup'],
  [/^SQLITE_CORRUPT/, 'corrupt', 'is damaged: keep it as it is and restore from a backup'],
];

/**
 * What went wrong in SQLite as the one error of a store; any other error as it came. Told by its code: in a second test
 * suite of one process, better-sqlite3's errors are no `Error` of that suite's world.
 */
export const sqliteFailure = (error: unknown, file: string): unknown => {
  const found = sqliteFaults.find(([prefix]) => prefix.test(codeOf(error)));
  return found ? new StoreError(found[1], `${file} ${found[2]} (${messageOf(error)})`) : error;
};

/** Runs what touches the file; its errors are those of a store. */
export const guarded = <Result>(file: string, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error, file);
  }
};
