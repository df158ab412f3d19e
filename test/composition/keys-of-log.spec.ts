import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../src/adapters/sqlite/driver';
import { createProgram } from '../../src/adapters/cli/program';
import type { CliPorts, KeysAsked } from '../../src/adapters/cli/terminal/context';
import { randomId } from '../../src/application/log/ids';
import { unseal } from '../../src/application/log/personal-data';
import { lookAtKeys, openLetopis } from '../../src/composition/open-core';
import { readConfig } from '../../src/config/config';
import type { CommandCatalogue, DomainCommand } from '../../src/domain/catalogue';
import { id } from '../support/specify';

const clock = () => '2024-05-06T08:00:00.000Z';
const folders: string[] = [];

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-keys-'));
  folders.push(folder);
  return folder;
};

const configOf = (data: string, readOnly = false) =>
  readConfig({ LETOPIS_DATA: data, LETOPIS_ZONE: 'Europe/Berlin', LETOPIS_READ_ONLY: readOnly ? 'yes' : 'no' });

const opened = (folder: string) => openLetopis(configOf(folder), { clock, creates: true });

const asking = (execute: Awaited<ReturnType<typeof opened>>['execute']) => (command: DomainCommand) =>
  execute(command, { commandId: randomId(), actor: { kind: 'system', id: 'test' }, source: 'api' });

const registration = (name: string, taxId: string): CommandCatalogue['RegisterClient'] => ({
  clientId: id(name),
  kind: 'person',
  name,
  origin: 'fair',
  taxId,
});

/** A company of one client, with the log and the vault of it. */
const aCompany = async (): Promise<string> => {
  const folder = newFolder();
  const letopis = await opened(folder);
  const ask = asking(letopis.execute);
  await ask({ type: 'RegisterClient', data: registration('Anna', 'DE 1') });
  await letopis.close();
  return folder;
};

const names = async (folder: string): Promise<readonly unknown[]> => {
  const letopis = await opened(folder);
  const found: unknown[] = [];
  for await (const page of letopis.store.readAll({ types: ['ClientRegistered'] }))
    for (const { data } of page) found.push((unseal(data, letopis.vault) as { name: unknown }).name);
  await letopis.close();
  return found;
};

const keysOf = (folder: string): string => join(folder, 'keys.sqlite');

/** The vault as a version of before left it. */
const asOfBefore = (folder: string): void => {
  const db = openSqlite(keysOf(folder));
  db.exec('drop table attributions; drop table marks; drop table losses; pragma user_version = 1');
  db.close();
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the key vault of a log', () => {
  it('is made with an empty log, and is that log’s from then on', async () => {
    const folder = await aCompany();
    expect(await names(folder)).toEqual(['Anna']);
    expect(await names(folder)).toEqual(['Anna']);
  });

  it('is that of a company that has recorded nothing about people so far', async () => {
    const folder = newFolder();
    for (const name of ['a', 'b']) {
      const letopis = await opened(folder);
      const reason = {
        catalogue: 'c',
        code: name.toUpperCase(),
        group: 'other',
        durable: 'durable',
        label: name,
      } as const;
      await asking(letopis.execute)({ type: 'DefineReason', data: reason });
      await letopis.close();
    }
    expect(await names(folder)).toEqual([]);
  });

  it('is not made anew in silence where it is lost: the start is refused each time, and says what to do', async () => {
    const folder = await aCompany();
    const lost = `${keysOf(folder)}.lost`;
    renameSync(keysOf(folder), lost);
    for (let start = 0; start < 2; start += 1)
      await expect(opened(folder)).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringMatching(
          /the vault of this log is missing.*Restore .*keys\.sqlite.*letopis keys --accept-loss/,
        ),
      });
    await expect(openLetopis(configOf(folder, true), { clock })).rejects.toMatchObject({ code: 'corrupt' });
    renameSync(lost, keysOf(folder));
    expect(await names(folder)).toEqual(['Anna']);
  });

  it('is not another company’s', async () => {
    const [folder, other] = [await aCompany(), await aCompany()];
    await names(folder);
    await names(other);
    renameSync(keysOf(folder), `${keysOf(folder)}.own`);
    renameSync(keysOf(other), keysOf(folder));
    await expect(opened(folder)).rejects.toThrow(/is the key vault of another log, .* this one begins with/);
  });

  it('is not that of a log that is gone', async () => {
    const folder = await aCompany();
    await names(folder);
    rmSync(join(folder, 'events.sqlite'));
    await expect(opened(folder)).rejects.toThrow(/another log, .* this one has no event/);
  });

  it('is taken as it is where an older version made it, and told whose its records are', async () => {
    const folder = newFolder();
    const before = await opened(folder);
    const ask = asking(before.execute);
    await ask({ type: 'RegisterManager', data: { managerId: id('manager'), name: 'M', role: 'manager' } });
    await ask({ type: 'RegisterClient', data: registration('Anna', 'DE 1') });
    const call = { callId: id('call'), managerId: id('manager'), direction: 'in', durationSeconds: 9 } as const;
    await ask({ type: 'LogCall', data: { ...call, result: 'reached', note: 'said' } });
    await ask({ type: 'CorrectCall', data: { callId: id('call'), clientId: id('Anna') } });
    await before.close();
    asOfBefore(folder);
    expect(await names(folder)).toEqual(['Anna']);
    const after = await opened(folder);
    expect(after.vault.find(id('call'))).toHaveLength(32);
    await asking(after.execute)({ type: 'EraseClient', data: { clientId: id('Anna'), reason: 'asked' } });
    expect(after.vault.find(id('call'))).toBeUndefined();
    await after.close();
    rmSync(keysOf(folder));
    await expect(opened(folder)).rejects.toThrow('missing');
  });

  const keys = async (folder: string, ...args: readonly string[]): Promise<string> => {
    const texts: string[] = [];
    const ports = {
      lookAtKeys: (_: unknown, asked: KeysAsked) => lookAtKeys(configOf(folder), asked),
      write: (text: string) => texts.push(text),
    };
    // The verb asks for nothing else.
    await createProgram({ version: '0', reports: [], ...ports } as unknown as CliPorts).parseAsync([
      'node',
      'letopis',
      'keys',
      ...args,
    ]);
    return texts.join('\n');
  };

  it('that is restored from a backup is brought to what the log tells: who was erased since is erased again', async () => {
    const folder = await aCompany();
    await names(folder);
    copyFileSync(keysOf(folder), `${keysOf(folder)}.backup`);
    const letopis = await opened(folder);
    await asking(letopis.execute)({ type: 'EraseClient', data: { clientId: id('Anna'), reason: 'asked' } });
    await letopis.close();
    renameSync(`${keysOf(folder)}.backup`, keysOf(folder));
    expect(await names(folder)).toEqual(['Anna']);
    await keys(folder, '--restored');
    expect(await names(folder)).toEqual(['[erased]']);
  });

  describe('that is lost for good', () => {
    it('is done without only when that is said, which is noted', async () => {
      const folder = await aCompany();
      expect(await keys(folder, '--accept-loss')).toMatch(/is the key vault of this log\.$/);
      rmSync(keysOf(folder));
      await expect(keys(folder)).rejects.toThrow('missing');
      expect(await keys(folder, '--accept-loss')).toMatch(/the loss is noted/);
      expect(await keys(folder)).toMatch(/The keys of before \d{4}-.* are lost; that was accepted\.$/);
      expect(await names(folder)).toEqual(['[erased]']);
    });

    it('leaves what is recorded afterwards readable, and what was before erased', async () => {
      const folder = await aCompany();
      rmSync(keysOf(folder));
      await keys(folder, '--accept-loss');
      const letopis = await opened(folder);
      const ask = asking(letopis.execute);
      await ask({
        type: 'CorrectClientDetails',
        data: { clientId: id('Anna'), contacts: [{ channel: 'phone', value: '1' }] },
      });
      await ask({ type: 'RegisterClient', data: registration('Boris', 'DE 2') });
      await letopis.close();
      expect(await names(folder)).toEqual(['[erased]', 'Boris']);
    });
  });
});
