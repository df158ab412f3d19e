import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openTableFile } from '../../../src/adapters/sqlite/table-file';
import { projections } from '../../../src/read-models';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

describe('letopis sql', () => {
  let core: Core;

  const run = async (...args: readonly string[]): Promise<string> =>
    (
      await runVerb(core.letopis, ['sql', ...args], { openTableFile: (path) => Promise.resolve(openTableFile(path)) })
    ).join('\n');
  const out = (name: string): string => join(core.folder, `${name}.sqlite`);
  const queryIn = (file: string, sql: string): readonly Record<string, unknown>[] => {
    const db = openSqlite(file, { readonly: true });
    try {
      return db.prepare<[], Record<string, unknown>>(sql).all();
    } finally {
      db.close();
    }
  };
  const logs = (name: string) =>
    core.has('LogCall', {
      ...{ callId: id(name), managerId: id('manager'), clientId: id('client') },
      ...({ direction: 'out', durationSeconds: 60, result: 'reached' } as const),
    });

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-03-01T10:00:00.000Z');
    await logs('first');
    core.at('2024-03-05T10:00:00.000Z');
    await logs('second');
    await core.has(
      'VoidCall',
      { callId: id('first'), reason: 'Logged twice' },
      { actor: { kind: 'manager', id: id('lead') } },
    );
  });
  afterEach(() => core.close());

  it('writes every table under its plain name, with all its rows, its indexes and its descriptions', async () => {
    await run('--out', out('now'));
    const live = join(core.folder, 'read-models.sqlite');
    const names = projections.flatMap(({ tables }) => tables.map(({ name }) => name));
    for (const name of names) {
      const all = `select * from "${name}" order by 1, 2`;
      expect(queryIn(out('now'), all)).toEqual(queryIn(live, all));
    }
    expect(queryIn(out('now'), `select count(*) as rows from calls`)).toEqual([{ rows: 2 }]);
    const described = `select * from columns_described where "table" <> 'edition' order by 1, 2`;
    expect(queryIn(out('now'), described)).toEqual(queryIn(live, described));
    const index = `select count(*) as found from sqlite_schema where type = 'index' and tbl_name = 'calls'`;
    expect(queryIn(out('now'), index)).toEqual([
      { found: projections.flatMap(({ tables }) => tables).find(({ name }) => name === 'calls')!.indexes.length },
    ]);
  });

  it('as of a past day has what was known at its end, and says so in the file', async () => {
    await run('calls', 'clients', '--out', out('then'), '--as-of', '2024-03-04');
    expect(queryIn(out('then'), 'select callId, voided from calls')).toEqual([{ callId: id('first'), voided: 0 }]);
    const position = Number(await core.letopis.store.positionAt('2024-03-04T22:59:59.999Z'));
    const edition = { position, asOf: '2024-03-04T22:59:59.999Z', at: null, madeAt: '2024-03-05T10:00:00.000Z' };
    expect(queryIn(out('then'), 'select * from edition')).toMatchObject([
      { readModel: 'calls', version: 1, recordedAt: '2024-03-01T10:00:00.000Z', ...edition },
      { readModel: 'clients', version: 3, ...edition },
    ]);
  });

  it('at a past day has what had happened by then, with all that is known now', async () => {
    await run('calls', '--out', out('at'), '--at', '2024-03-04');
    expect(queryIn(out('at'), 'select callId, voided from calls')).toEqual([{ callId: id('first'), voided: 1 }]);
    const head = Number(await core.letopis.store.head());
    expect(queryIn(out('at'), 'select position, asOf, at from edition')).toEqual([
      { position: head, asOf: null, at: '2024-03-04T22:59:59.999Z' },
    ]);
  });

  it('of a moment before the log began says so, and names the other time', async () => {
    expect(await run('calls', '--out', out('early'), '--as-of', '2023-06-30')).toContain(
      'nothing was known, the log begins at 2024-01-01T09:00:00.000Z',
    );
    expect(queryIn(out('early'), 'select position from edition')).toEqual([{ position: null }]);
  });

  it('does not touch a file that is there, knows no future, and leaves nothing half written', async () => {
    await run('calls', '--out', out('once'));
    await expect(run('--out', out('once'))).rejects.toThrow('is there already');
    for (const time of ['--at', '--as-of'])
      await expect(run('--out', out('ahead'), time, '2999-01-01')).rejects.toThrow('lies ahead');
    expect([out('ahead'), `${out('ahead')}.part`].filter(existsSync)).toEqual([]);
  });
});
