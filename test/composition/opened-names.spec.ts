import { existsSync, statSync } from 'node:fs';
import { openSqlite } from '../../src/adapters/sqlite/driver';
import { openCore, type Core } from '../support/core';
import { id } from '../support/specify';

describe('a file of opened names', () => {
  let core: Core;
  const rowsIn = (file: string) => {
    const db = openSqlite(file);
    try {
      return db.prepare('select clientId, name from client_names').all();
    } finally {
      db.close();
    }
  };
  beforeEach(async () => {
    core = await openCore();
    for (const [word, name] of [
      ['vera', 'Vera Nowak'],
      ['igor', 'Igor Nowak'],
    ] as const)
      await core.has('RegisterClient', { clientId: id(word), kind: 'person', name, origin: 'fair' });
    await core.upToDate();
  });
  afterEach(() => core.close());

  it('gives SQL the names that can be opened, to its owner alone, and goes with the next erasure', async () => {
    const { file, write } = core.letopis.openedNames;
    expect(existsSync(file)).toBe(false);
    await write();
    expect(rowsIn(file)).toContainEqual({ clientId: id('vera'), name: 'Vera Nowak' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await core.has('EraseClient', { clientId: id('vera'), reason: 'asked for it' });
    expect(existsSync(file)).toBe(false);
    await core.upToDate();
    await write();
    const names = rowsIn(file);
    expect(names).toContainEqual({ clientId: id('igor'), name: 'Igor Nowak' });
    expect(names).not.toContainEqual(expect.objectContaining({ clientId: id('vera') }));
  });

  it('is wiped on request, and where there is none nothing happens', async () => {
    const { file, write, wipe } = core.letopis.openedNames;
    wipe();
    await write();
    wipe();
    expect(existsSync(file)).toBe(false);
  });
});
