import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownReadModels } from '../../src/composition/own/load';
import { writeSkeleton } from '../../src/composition/own/skeleton';
import { openLetopis } from '../../src/composition/open-core';
import { readConfig } from '../../src/config/config';
import { generationStates } from '../../src/application/rebuilding/builds';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { projections, reports } from '../../src/read-models';

const good = (version = 1, seconds = 'event.data.durationSeconds ?? 0') => `
import { id, integer, table } from 'letopis';
const longest = table('longest', 'The longest call of each manager', {
  columns: { managerId: id('Who'), seconds: integer('How long') },
  key: ['managerId'],
});
export const projection = {
  name: 'longest-call',
  version: ${version},
  description: 'The longest call of each manager',
  tables: [longest],
  on: {
    CallLogged: (event: { data: { managerId: string; durationSeconds?: number } }) => {
      const seconds = ${seconds};
      return [longest.change([event.data.managerId], (row) => ({ managerId: event.data.managerId, seconds: Math.max(row?.seconds ?? 0, seconds) }))];
    },
  },
};
`;

describe('read models in files of their owner', () => {
  let folder: string;
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  const brokenBy = async (text: string): Promise<string | undefined> => {
    write('own.ts', text);
    const known = await knownReadModels(folder);
    expect(known.projections).toEqual(projections);
    expect(known.reports).toEqual(reports);
    return known.broken[0]?.why;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('stand beside ours, TypeScript or JavaScript; what is no read model there is left out', async () => {
    write('own.ts', good());
    write('_draft.ts', 'nothing');
    write('notes.txt', 'nothing');
    expect(writeSkeleton(folder, 'own-calls')).toBe(join(folder, 'own-calls.js'));
    const known = await knownReadModels(folder);
    expect(known.broken).toEqual([]);
    expect(known.projections.slice(projections.length).map(({ name }) => name)).toEqual(['own-calls', 'longest-call']);
    expect(known.reports.slice(reports.length).map(({ name }) => name)).toEqual(['own-calls']);
    expect(writeSkeleton(folder, 'own-calls')).toBeUndefined();
  });

  it('that are broken stop alone, and say where', async () => {
    write('a.ts', good());
    write('b.ts', 'export const projection = {\n  name: "b",\n  version: ;\n};');
    const { projections: taken, broken } = await knownReadModels(folder);
    expect(taken.map(({ name }) => name)).toContain('longest-call');
    expect(broken).toEqual([{ file: 'b.ts', why: 'b.ts:3: Expression expected.' }]);
  });

  it.each([
    [
      'a clock',
      good(1, 'Date.now()').replace("'longest-call',", "'longest-call' + Date.now(),"),
      /own\.ts:8: Date\.now: a read model is pure/,
    ],
    ['a clock by its class', `const now = new Date();\n${good()}`, /own\.ts:1: new Date\(\): a read model is pure/],
    ['chance', `${good()}\nMath.random();`, /own\.ts:\d+: Math\.random: a read model is pure/],
    [
      'another module',
      `import { readFileSync } from 'node:fs';\nreadFileSync('x');\n${good()}`,
      /own\.ts:1: it imports "node:fs"/,
    ],
    ['the process', `${good()}\nprocess.exit();`, /own\.ts:\d+: process is not defined/],
    ['the network', `${good()}\nfetch('http://localhost');`, /own\.ts:\d+: fetch is not defined/],
    ['no projection', 'export const nothing = 1;', /it exports no projection/],
    ['no version', good().replace('version: 1', 'version: 0'), /its version must be a whole number from 1 on/],
    ['a name that there is', good().replace("'longest-call'", "'offers'"), /there is a read model offers already/],
    ['a table that there is', good().replace("table('longest'", "table('offers'"), /there is a table offers already/],
    [
      'an unknown event',
      good().replace('CallLogged', 'CallLoged'),
      /there is no event type CallLoged; did you mean CallLogged/,
    ],
    [
      'a key that is no column',
      good().replace("key: ['managerId']", "key: ['manager']"),
      /"manager", which is no column/,
    ],
  ])('are refused with %s', async (_what, text, why) => {
    expect(await brokenBy(text)).toMatch(why);
  });

  it('are refused where the folder can not be read', async () => {
    expect((await knownReadModels(join(folder, 'none'))).broken).toHaveLength(1);
  });

  describe('in a company', () => {
    let data: string;
    const open = () => openLetopis(readConfig({ LETOPIS_DATA: data, LETOPIS_READ_MODELS: folder }), { creates: true });
    beforeEach(() => {
      data = mkdtempSync(join(tmpdir(), 'letopis-'));
    });
    afterEach(() => {
      rmSync(data, { recursive: true });
    });
    const filled = async () => {
      const letopis = await open();
      await (
        await ensureReadModels(letopis.side)
      ).done;
      return letopis;
    };

    it('are filled, and not fed by another text under the same version', async () => {
      write('own.ts', good());
      await (await filled()).close();
      write('own.ts', good(1, '7'));
      const changed = await open();
      expect(changed.readModels.broken).toEqual([
        { file: 'longest-call', why: expect.stringContaining('raise its version to 2') as string },
      ]);
      await changed.close();
      write('own.ts', good(2, '7'));
      const raised = await filled();
      expect(raised.readModels.broken).toEqual([]);
      const own = (await generationStates({ ...raised.side, log: raised.store })).filter(
        ({ projection }) => projection === 'longest-call',
      );
      expect(own).toMatchObject([
        { version: 1, state: 'retired' },
        { version: 2, state: 'live' },
      ]);
      await raised.close();
    });

    it('that can not take an event stop at it, and name the place in the file', async () => {
      write('own.ts', good(1, "((): number => { throw new Error('not for me'); })()"));
      const own = (await knownReadModels(folder)).projections.at(-1)!;
      const line =
        readFileSync(join(folder, 'own.ts'), 'utf8')
          .split('\n')
          .findIndex((text) => text.includes('not for me')) + 1;
      const event = { data: { managerId: 'm' } } as Parameters<NonNullable<typeof own.on.CallLogged>>[0];
      expect(() => own.on.CallLogged!(event)).toThrow(`own.ts:${line}: not for me`);
    });
  });
});
