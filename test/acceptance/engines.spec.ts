import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsAtOf } from '../../src/application/asking/events-at';
import { readingWith } from '../../src/application/log/personal-data';
import { answerReport } from '../../src/application/asking/answer-report';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { writeSample } from '../../src/application/sample-company/simulate';
import { fingerprint } from '../../src/application/projecting/fingerprint';
import type { Letopis } from '../../src/application/core';
import { verify } from '../../src/application/verifying/verify';
import { readConfig } from '../../src/config/config';
import { openLetopis } from '../../src/composition/open-core';
import { projections, reports } from '../../src/read-models';
import type { Parameter, Report } from '../../src/read-models/kit/report';
import { startPostgres, type PostgresForTests } from '../support/postgres';

type Raw = Readonly<Record<string, unknown>>;

const END = '2024-12-31T12:00:00.000Z';
const MOMENTS = [END, '2024-07-03T09:00:00.000Z'];

const upToDate = async (letopis: Letopis): Promise<void> => {
  await (
    await ensureReadModels(letopis.side)
  ).done;
  await letopis.projector.catchUp();
};

const ask = async ({ readStore, vault, side }: Letopis, report: Report, raw: Raw, at: string): Promise<unknown> =>
  answerReport({
    report,
    raw,
    store: readStore,
    context: { at, zone: 'Europe/Berlin', ...readingWith(vault), eventsAt: eventsAtOf(side) },
  });

describe('one log, read into SQLite and into PostgreSQL,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let postgres: PostgresForTests;
  let embedded: Letopis;
  let served: Letopis;
  /** What the texts of questions name: something that is there, something that is not, and what no server would take. */
  let named: Readonly<Record<string, readonly string[]>>;

  const column = async (table: string, name: string): Promise<readonly string[]> => {
    const rows = await embedded.readStore.db
      .withTables<Record<string, Record<string, string>>>()
      .selectFrom(table)
      .select(name)
      .distinct()
      .where(name, 'is not', null)
      .orderBy(name)
      .limit(3)
      .execute();
    return [...rows.map((row) => String(row[name])), 'none', 'a\u0000b'];
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    const data = { LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' };
    let now = END;
    const clock = () => now;
    embedded = await openLetopis(readConfig(data), { clock, replaceable: true });
    await writeSample({
      options: { events: 4_000, seed: 5, months: 12, endAt: END, zone: 'Europe/Berlin' },
      execute: embedded.execute,
      setClock: (moment) => (now = moment),
    });
    served = await openLetopis(readConfig({ ...data, LETOPIS_READ_STORE: postgres.urlFor('engines') }), { clock });
    await upToDate(embedded);
    await upToDate(served);
    named = {
      client: await column('clients', 'clientId'),
      manager: await column('managers', 'managerId'),
      team: await column('managers', 'teamId'),
      product: await column('refusals', 'productId'),
      reason: await column('refusals', 'reason'),
      category: await column('products', 'category'),
    };
  });
  afterAll(async () => {
    await embedded.close();
    await served.close();
    await postgres.clear('engines');
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  it('gives the same rows', async () => {
    for (const projection of projections) {
      const [one, other] = await Promise.all(
        [embedded, served].map(async ({ readStore }) => {
          const live = (await readStore.generations()).find(
            ({ projection: name, state }) => name === projection.name && state === 'live',
          );
          return live && fingerprint(readStore, live, projection);
        }),
      );
      expect([projection.name, other]).toEqual([projection.name, one]);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('is verified in PostgreSQL against a replay', async () => {
    const verified = await verify(served.side);
    expect(verified.map(({ outcome, differences }) => [outcome, differences])).toEqual(
      projections.map(() => ['equal', []]),
    );
  });

  /** Questions with each value of each parameter once, beside those that must be there. */
  const questions = (report: Report): readonly Raw[] => {
    const values = (name: string, { kind, choices }: Parameter): readonly unknown[] => {
      if (kind === 'choice') return choices ?? [];
      if (kind === 'flag') return ['true'];
      if (kind === 'integer') return name === 'limit' ? ['3', '1000'] : [];
      if (kind === 'day') return ['2024-05-01'];
      return named[name] ?? [];
    };
    const window = 'to' in report.parameters ? { from: '2024-02-01', to: '2024-12-01' } : {};
    const required: Raw = report.name === 'client-history' ? { client: named['client']?.[0] } : {};
    const base = { ...window, ...required };
    return [
      base,
      ...Object.entries(report.parameters).flatMap(([name, parameter]) =>
        values(name, parameter).map((value) => ({ ...base, [name]: value })),
      ),
    ];
  };

  it.each(reports.map((report) => [report.name, report] as const))('answers %s the same', async (_, report) => {
    let rows = 0;
    for (const at of MOMENTS)
      for (const raw of questions(report)) {
        const answer = await ask(embedded, report, raw, at);
        expect({ raw, at, answer: await ask(served, report, raw, at) }).toEqual({ raw, at, answer });
        rows += JSON.stringify(answer).length;
      }
    expect(rows).toBeGreaterThan(1000);
  });
});
