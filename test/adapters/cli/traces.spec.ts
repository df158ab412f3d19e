import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomId } from '../../../src/application/log/ids';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

describe('what an erasure does not reach', () => {
  let core: Core;
  const she = id('she');
  const twin = id('twin');

  const traces = async (...args: readonly string[]): Promise<readonly unknown[]> => {
    const texts = await runVerb(core.letopis, ['traces', ...args]);
    return args.includes('--json') ? texts.map((text): unknown => JSON.parse(text)) : texts;
  };
  const exitCode = (): unknown => {
    const code = process.exitCode;
    process.exitCode = undefined;
    return code;
  };

  /** An event as a version of before wrote it: its texts are plain. */
  const appendPlain = async (stream: string, type: string, data: object): Promise<void> => {
    const [sample] = await core.events();
    const event = { id: randomId(), type, occurredAt: sample!.occurredAt, data, metadata: sample!.metadata };
    await core.letopis.store.append(stream, [event], 'any');
  };

  beforeAll(async () => {
    core = await openCore();
    core.at('2024-05-06T08:00:00.000Z');
    for (const [clientId, name] of [
      [she, 'Dora Süß'],
      [twin, 'Dora Twin'],
    ] as const)
      await core.has('RegisterClient', {
        clientId,
        kind: 'person',
        name,
        origin: 'fair',
        externalId: { source: 'crm', id: `no ${name}` },
      });
    await core.has('MergeClient', { clientId: twin, into: she, evidence: 'same phone' });
  });
  afterAll(() => core.close());
  afterEach(() => {
    process.exitCode = undefined;
  });

  it('is nothing in a log that was written by this version, and without rejected rows', async () => {
    writeFileSync(join(core.folder, 'rejects.jsonl'), '');
    expect(await traces()).toEqual([
      expect.stringMatching(/^Nothing: .* also in calls and enquiries that named him only later/),
    ]);
    expect(await traces('--json')).toEqual([]);
    expect(exitCode()).toBeUndefined();
  });

  it('is every plain text of a log of before, by event and place; of one client it is his, and those of his duplicates', async () => {
    const old = (clientId: string) => ({ clientId, managerId: id('manager'), reason: 'he moved to her town' });
    await appendPlain(`client-${twin}`, 'ClientAssigned', old(twin));
    await appendPlain(`client-${id('client')}`, 'ClientAssigned', old(id('client')));
    const trace = (clientId: string) => ({
      position: expect.any(String),
      stream: `client-${clientId}`,
      type: 'ClientAssigned',
      texts: ['reason', 'lateReason'],
    });
    expect(await traces('--json')).toEqual([trace(twin), trace(id('client'))]);
    expect(await traces('--json', '--client', she)).toEqual([trace(twin)]);
    expect(exitCode()).toBe(1);
  });

  it('is the lines of rejected rows in which the client is found, however he is written there', async () => {
    const file = join(core.folder, 'rejects.jsonl');
    const rows = ['DORA SÜSS', 'nobody', 'the no dora twin', 'Dora'].map((cell) => JSON.stringify({ row: { cell } }));
    writeFileSync(file, rows.join('\n'));
    expect((await traces('--json', '--client', she)).slice(1)).toEqual([{ file, lines: [1, 3] }]);
    expect((await traces('--client', she)).at(-1)).toContain('line 1, 3');
    // Without a client, and after an erasure, nobody knows what to look for: the file itself is named.
    expect((await traces('--json')).at(-1)).toEqual({ file });
    await core.has('EraseClient', { clientId: she, reason: 'she asked for it' });
    expect((await traces('--json', '--client', she)).slice(1)).toEqual([{ file }]);
  });
});
