import type Database from 'better-sqlite3';
import { join, resolve } from 'node:path';
import { openSqlite } from '../../src/adapters/sqlite/driver';
import { writeSample } from '../../src/application/sample-company/simulate';
import { blocksOf } from '../support/page';
import { openCore, type Core } from '../support/core';

const page = resolve(__dirname, '../../docs/analysts.md');

const examples = blocksOf(page)
  .filter(({ language }) => language === 'sql')
  .map(({ info, text }) => [info.replace('example=', ''), text] as const);

describe('the SQL of docs/analysts.md', () => {
  let core: Core;
  let database: Database.Database;

  beforeAll(async () => {
    core = await openCore({ furnished: false });
    const options = { events: 1_500, seed: 1, months: 6, endAt: '2024-12-31T12:00:00.000Z', zone: 'Europe/Berlin' };
    await writeSample({
      options,
      execute: core.letopis.execute,
      setClock: (moment: string) => {
        core.at(moment);
      },
    });
    await core.upToDate();
    database = openSqlite(join(core.folder, 'read-models.sqlite'), { readonly: true });
  });
  afterAll(async () => {
    database.close();
    await core.close();
  });

  it.each(examples)('gives rows: %s', (_, text) => {
    expect(database.prepare(text).all()).not.toEqual([]);
  });

  it('counts refusals by reason as the report does', async () => {
    const [, text] = examples.find(([name]) => name === 'refusals-by-reason')!;
    const { summary } = await core.report('refusals', { from: '2024-01-01', by: 'reason' });
    const byReason = (rows: readonly unknown[]) =>
      Object.fromEntries((rows as { reason: string; refusals: number }[]).map((row) => [row.reason, row.refusals]));
    expect(byReason(database.prepare(text).all())).toEqual(byReason(summary!));
  });

  const rowsOf = (name: string) => {
    const [, text] = examples.find(([each]) => each === name)!;
    return database.prepare<[], Record<string, string | number | null>>(text).all();
  };
  const total = (rows: readonly Readonly<Record<string, unknown>>[], column: string): number =>
    rows.reduce((sum, row) => sum + Number(row[column]), 0);

  it('counts calls as the report does', async () => {
    const { managers } = await core.report('manager-activity', {});
    for (const column of ['attempts', 'reached', 'incoming', 'missed'])
      expect([column, total(rowsOf('calls'), column)]).toEqual([column, total(managers!, column)]);
  });

  it('counts enquiries, and those without an answer, as the report does', async () => {
    const { summary } = await core.report('enquiries', {});
    const rows = rowsOf('unanswered');
    expect(total(rows, 'received')).toBe(total(summary!, 'received'));
    expect(total(rows, 'received') - total(rows, 'unanswered')).toBe(total(summary!, 'answered'));
  });

  it('counts lines each time that they were offered, as the report does', async () => {
    const { managers } = await core.report('manager-activity', {});
    expect(total(rowsOf('cohorts'), 'offered')).toBe(total(managers!, 'linesOffered'));
  });

  it('can not write', () => {
    expect(() => database.exec('delete from generations')).toThrow('readonly');
  });
});
