import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { projections, reports } from '../../../src/read-models';
import { buildProgram, letopis } from '../../support/processes';

/** What a person must never see: the words of the database. */
const RAW = /no such table|no such view|SQLITE|SqliteError|\[object Object\]/;

describe('a read store of which somebody removed every table of facts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-lost-'));
  const environment = { LETOPIS_DATA: folder, LETOPIS_ZONE: 'UTC' };
  const run = async (...args: readonly string[]) => {
    const ended = await letopis(args, environment);
    expect(ended.out + ended.err).not.toMatch(RAW);
    return ended;
  };
  const json = async (...args: readonly string[]) => {
    const { code, out } = await run(...args, '--json');
    return { code, sections: (JSON.parse(out) as { sections: Record<string, Record<string, unknown>[]> }).sections };
  };
  const tables = projections.flatMap((projection) => projection.tables.map(({ name }) => name));
  const wanted = (required: readonly string[]): readonly string[] =>
    Object.entries({ from: '2024-01-01', to: '2024-02-01', client: '00000000-0000-4000-8000-000000000001' }).flatMap(
      ([name, value]) => (required.includes(name) ? [`--${name}`, value] : []),
    );

  beforeAll(async () => {
    buildProgram();
    expect(await letopis(['simulate', '--events', '300'], environment)).toMatchObject({ code: 0 });
    expect(await letopis(['verify'], environment)).toMatchObject({ code: 0 });
    const db = openSqlite(join(folder, 'read-models.sqlite'));
    const there = db
      .prepare<[], string>(`select name from sqlite_schema where type = 'table' and name glob '*__[0-9]*'`)
      .pluck()
      .all();
    expect(there.map((name) => name.replace(/__\d+$/, '')).sort()).toEqual([...tables, 'log_digests'].sort());
    for (const name of there) db.exec(`drop table ${name}`);
    db.close();
  }, 600_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is what verify finds: each table by its name, and that the digests of the log are gone', async () => {
    const { code, sections } = await json('verify');
    expect(code).toBe(1);
    expect(sections['verified']).toMatchObject(
      projections.map(({ name, tables: own }) => ({
        projection: name,
        outcome: 'missing',
        missing: own
          .map((table) => table.name)
          .sort()
          .join(' '),
      })),
    );
    expect(sections['logFaults']).toMatchObject([{ what: expect.stringContaining('they were deleted') as string }]);
    expect((await run('verify')).out).toContain('letopis rebuild offers fills the read model anew');
  }, 600_000);

  it('is said by every report instead of an answer, with exit code 3', async () => {
    for (const { name, parameters } of reports) {
      const required = Object.entries(parameters).flatMap(([parameter, spec]) => (spec.required ? [parameter] : []));
      const { code, out, err } = await run('report', name, ...wanted(required));
      expect([name, code, out]).toEqual([name, 3, '']);
      expect(err).toContain('somebody removed');
    }
  }, 600_000);

  it('is said by lists, names, comparisons and files for analysts, too', async () => {
    for (const asked of [['list', 'clients'], ['find', 'Acme'], ['names'], ['parquet', '--out', join(folder, 'facts')]])
      expect([asked, await run(...asked)]).toEqual([
        asked,
        expect.objectContaining({ code: 3, err: expect.stringContaining('somebody removed') as string }),
      ]);
    expect(await run('rebuild', 'clients', '--compare')).toMatchObject({ code: 1 });
    expect(await run('rebuild', 'clients', '--discard')).toMatchObject({ code: 0 });
  }, 600_000);

  it('is shown by projections, and over once they are filled anew and the digests are begun anew', async () => {
    const { sections } = await json('projections');
    expect(new Set(sections['projections']!.map(({ state }) => state))).toEqual(new Set(['incomplete']));
    expect(await run('rebuild')).toMatchObject({ code: 0 });
    expect(await run('verify')).toMatchObject({ code: 1 });
    expect(await run('verify', '--begin-anew')).toMatchObject({ code: 0 });
    expect(await run('verify')).toMatchObject({ code: 0 });
  }, 600_000);
});
