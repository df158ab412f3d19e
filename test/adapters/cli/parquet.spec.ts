import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { writeTable } from '../../../src/adapters/parquet/write-table';
import { projections } from '../../../src/read-models';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

describe('letopis parquet', () => {
  let core: Core;

  const run = async (...args: readonly string[]): Promise<string> =>
    (await runVerb(core.letopis, ['parquet', ...args], { writeTable, note: () => undefined })).join('\n');
  const out = (name: string): string => join(core.folder, name);
  const rowsIn = (folder: string, table: string) =>
    parquetReadObjects({ file: new Uint8Array(readFileSync(join(out(folder), `${table}.parquet`))).buffer });
  const call = (name: string, result: string) => ({
    ...{ callId: id(name), managerId: id('manager'), clientId: id('client') },
    ...({ direction: 'out', durationSeconds: 60, result } as const),
  });

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-03-01T10:00:00.000Z');
    await core.has('LogCall', { ...call('first', 'reached'), result: 'reached' });
    core.at('2024-03-05T10:00:00.000Z');
    await core.has('LogCall', { ...call('second', 'busy'), result: 'busy' });
    await core.has(
      'VoidCall',
      { callId: id('first'), reason: 'Logged twice' },
      { actor: { kind: 'manager', id: id('lead') } },
    );
  });
  afterEach(() => core.close());

  it('writes a file for each table, with the rows that SQL shows', async () => {
    await run('--out', out('facts'));
    const tables = projections.flatMap((projection) => projection.tables.map(({ name }) => name));
    expect(readdirSync(out('facts')).toSorted()).toEqual(tables.map((name) => `${name}.parquet`).toSorted());
    const rows = (await rowsIn('facts', 'calls')).toSorted((one, other) => Number(one['at']) - Number(other['at']));
    expect(rows).toMatchObject([
      { callId: id('first'), result: 'reached', seconds: 60n, voided: 1, at: new Date('2024-03-01T10:00:00.000Z') },
      { callId: id('second'), result: 'busy', voided: 0, day: new Date('2024-03-05') },
    ]);
  });

  it('as of a past day has what was known at its end', async () => {
    await run('calls', '--out', out('then'), '--as-of', '2024-03-04');
    expect(await rowsIn('then', 'calls')).toMatchObject([{ callId: id('first'), voided: 0 }]);
  });

  it.each(['--at', '--as-of'])('knows no future: %s', async (time) => {
    await expect(run('calls', '--out', out('ahead'), time, '2999-01-01')).rejects.toThrow('lies ahead');
    expect(existsSync(out('ahead'))).toBe(false);
  });

  it('does not touch a folder that is there, and names the nearest of a table that is not', async () => {
    await run('calls', '--out', out('once'));
    await expect(run('--out', out('once'))).rejects.toThrow('is there already');
    expect(readdirSync(out('once'))).toEqual(['calls.parquet']);
    await expect(run('refusal', '--out', out('wrong'))).rejects.toThrow('did you mean refusal_reasons, refusals?');
    expect(existsSync(out('wrong'))).toBe(false);
  });
});
