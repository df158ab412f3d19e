import { closeSync, existsSync, ftruncateSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { StoreError } from '../../application/log/event-store';
import type { OpenedNames } from '../../application/asking/opened-names';
import { openSqlite } from './driver';

const OWNER_ALONE = 0o600;
const BLOCK = Buffer.alloc(65_536);

/** Overwrites a file with names in plain and takes it away; nothing happens where there is none. */
export const wipeOpenedNames = (file: string): void => {
  if (!existsSync(file)) return;
  const { size } = statSync(file);
  const handle = openSync(file, 'r+');
  for (let at = 0; at < size; at += BLOCK.length) writeSync(handle, BLOCK, 0, Math.min(BLOCK.length, size - at), at);
  fsyncSync(handle);
  ftruncateSync(handle);
  closeSync(handle);
  rmSync(file, { force: true });
};

/**
 * Writes names into a file that SQL can attach. The file is there, empty, before the first name is opened: so an erasure
 * that comes meanwhile takes it away. Throws StoreError `conflict` where one did.
 */
export const writeOpenedNames = async (file: string, names: () => Promise<OpenedNames>): Promise<number> => {
  wipeOpenedNames(file);
  closeSync(openSync(file, 'w', OWNER_ALONE));
  const opened = await names();
  const db = openSqlite(file);
  try {
    // Nothing but this one file ever holds a name.
    db.pragma('journal_mode = OFF');
    db.exec(`create table client_names(clientId text primary key, name text not null) without rowid;
      create table manager_names(managerId text primary key, name text not null) without rowid;`);
    db.transaction(() => {
      for (const [table, rows] of [
        ['client_names', opened.clients],
        ['manager_names', opened.managers],
      ] as const) {
        const insert = db.prepare<[string, string]>(`insert into ${table} values(?, ?)`);
        for (const { id, name } of rows) insert.run(id, name);
      }
    })();
  } finally {
    db.close();
  }
  if (existsSync(file)) return opened.clients.length + opened.managers.length;
  throw new StoreError(
    'conflict',
    'a person was erased while the names were written: the file is gone, write it again',
  );
};
