import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLetopis } from '../../src/composition/open-core';
import { readConfig } from '../../src/config/config';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { verify } from '../../src/application/verifying/verify';
import { append, manyEvents } from '../support/projecting';

const page = readFileSync(join(__dirname, '../../docs/own-read-model.md'), 'utf8');
const [, file = '', text = ''] = /```ts file=(\S+)\n(.*?)```/s.exec(page) ?? [];

describe('the tutorial of an own read model', () => {
  it('has a file that works as it stands there: it is filled, answers, and verifies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    mkdirSync(join(folder, 'models'));
    writeFileSync(join(folder, 'models', file), text);
    const letopis = await openLetopis(
      readConfig({ LETOPIS_DATA: join(folder, 'data'), LETOPIS_READ_MODELS: join(folder, 'models') }),
      { creates: true },
    );
    expect(letopis.readModels.broken).toEqual([]);
    const own = letopis.side.projections.filter(({ name }) => name === 'longest-call');
    const side = { ...letopis.side, projections: own };
    await append(letopis.store, manyEvents(300));
    await (
      await ensureReadModels(side)
    ).done;
    const report = letopis.readModels.reports.find(({ name }) => name === 'longest-call')!;
    type Asked = Parameters<typeof report.answer>;
    const { sections } = await report.answer(letopis.readStore.db, {} as Asked[1], {} as Asked[2]);
    const longest = Math.max(
      ...manyEvents(300).map(({ data }) => (data as { durationSeconds?: number }).durationSeconds ?? 0),
    );
    expect(sections['managers']).toHaveLength(13);
    expect(sections['managers']![0]!['seconds']).toBe(longest);
    expect(await verify(side)).toMatchObject([{ projection: 'longest-call', outcome: 'equal' }]);
    await letopis.close();
    rmSync(folder, { recursive: true });
  });
});
