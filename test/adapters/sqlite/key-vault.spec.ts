import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteKeyVault } from '../../../src/adapters/sqlite/key-vault';
import { seal, unseal, type KeyVault } from '../../../src/application/log/personal-data';
import { personal } from '../../../src/domain/shared/values';

describe('a key vault', () => {
  let folder: string;
  let file: string;
  const opened: KeyVault[] = [];
  const open = (): KeyVault => {
    const vault = openSqliteKeyVault({ file });
    opened.push(vault);
    return vault;
  };
  const holdsOnDisk = (key: Buffer): boolean =>
    readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(key));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-vault-'));
    file = join(folder, 'vault.db');
  });
  afterEach(() => {
    for (const vault of opened.splice(0)) vault.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes a key once and keeps it over a restart', () => {
    const vault = open();
    expect(vault.find('c-1')).toBeUndefined();
    const key = vault.keyFor('c-1');
    expect(key).toHaveLength(32);
    expect(vault.keyFor('c-1')).toEqual(key);
    expect(vault.keyFor('c-2')).not.toEqual(key);
    vault.close();
    expect(open().find('c-1')).toEqual(key);
  });

  it('has a key on the disk before whoever waits for it goes on', async () => {
    const vault = open();
    const key = vault.keyFor('c-1');
    expect(holdsOnDisk(key!)).toBe(false);
    await vault.durable();
    expect(holdsOnDisk(key!)).toBe(true);
    expect(open().find('c-1')).toEqual(key);
  });

  it('makes the keys of many at once, and leaves those that are there', async () => {
    const vault = open();
    const first = vault.keyFor('c-5');
    await vault.durable();
    vault.destroy('c-7');
    const subjects = Array.from({ length: 1000 }, (_, n) => `c-${n}`);
    const keys = subjects.map((subject) => vault.keyFor(subject));
    await Promise.all([vault.durable(), vault.durable()]);
    expect(keys.filter((key) => key === undefined)).toHaveLength(1);
    expect(subjects.map((subject) => open().find(subject))).toEqual(keys);
    expect(keys[5]).toEqual(first);
  });

  it('tells whoever made a key when another process had made it first', async () => {
    const [one, other] = [open(), open()];
    const key = one.keyFor('c-1');
    other.keyFor('c-1');
    await one.durable();
    await expect(other.durable()).rejects.toMatchObject({ code: 'conflict' });
    expect(other.keyFor('c-1')).toEqual(key);
  });

  it('has no byte of a destroyed key left in any of its files', async () => {
    const vault = open();
    const keys = Array.from({ length: 300 }, (_, n) => Buffer.from(vault.keyFor(`c-${n}`)!));
    await vault.durable();
    expect(keys.every(holdsOnDisk)).toBe(true);
    for (const n of [0, 150, 299]) {
      vault.destroy(`c-${n}`);
      expect(holdsOnDisk(keys[n]!)).toBe(false);
    }
    expect(keys.filter(holdsOnDisk)).toHaveLength(297);
  });

  it('never gives an erased person a key again, nor one who was erased before having any', () => {
    const vault = open();
    vault.keyFor('c-1');
    for (const subject of ['c-1', 'c-2']) {
      vault.destroy(subject);
      vault.destroy(subject);
      expect(vault.find(subject)).toBeUndefined();
      expect(vault.keyFor(subject)).toBeUndefined();
    }
    vault.close();
    expect(open().keyFor('c-1')).toBeUndefined();
  });

  it('is one vault to several processes: an erasure by one is an erasure for all', async () => {
    const [one, other] = [open(), open()];
    const key = one.keyFor('c-1');
    await one.durable();
    expect(other.keyFor('c-1')).toEqual(key);
    const sealed = seal({ name: personal('Anna', 'c-1') }, one);
    expect(unseal(sealed, other)).toEqual({ name: 'Anna' });
    other.destroy('c-1');
    expect(one.find('c-1')).toBeUndefined();
    expect(one.keyFor('c-1')).toBeUndefined();
    expect(unseal(sealed, one)).toEqual({ name: '[erased]' });
  });

  it('keeps one pepper', () => {
    const { pepper } = open();
    expect(pepper).toHaveLength(32);
    expect(open().pepper).toEqual(pepper);
  });

  it('refuses a file that is something else', async () => {
    await openSqliteEventStore({ file }).close();
    expect(open).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });
});
