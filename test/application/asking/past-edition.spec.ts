import fc from 'fast-check';
import { answerReport } from '../../../src/application/asking/answer-report';
import { asOf, type PastMoment, type PastTables } from '../../../src/application/asking/as-of';
import type { Letopis } from '../../../src/application/core';
import { eventsAtOf } from '../../../src/application/asking/events-at';
import { readingWith } from '../../../src/application/log/personal-data';
import { reports } from '../../../src/read-models';
import type { Report } from '../../../src/read-models/kit/report';
import { startPostgres, type PostgresForTests } from '../../support/postgres';
import { openSample, type Sample } from '../../support/sample';

const END = '2024-06-28T15:00:00.000Z';

// Every report is asked of many moments, and replayed: on a slow machine over a minute of processor time, on purpose.
describe.each([
  ['SQLite', 18],
  ['PostgreSQL', 5],
])('a report as of the past, from the tables of now, in %s,', (kind, numRuns) => {
  let postgres: PostgresForTests | undefined;
  let sample: Sample;
  let letopis: Letopis;
  let head: bigint;
  let clients: readonly string[];

  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await startPostgres();
    const place = postgres && { readStore: postgres.urlFor(`past${process.pid}`) };
    sample = await openSample({ events: 4_000, seed: 11, months: 4 }, place);
    letopis = sample.letopis;
    head = (await letopis.store.head())!;
    const known = letopis.readStore.db.withTables<{ clients: { clientId: string } }>().selectFrom('clients');
    clients = (await known.select('clientId').orderBy('clientId').execute()).map(({ clientId }) => clientId);
  });
  afterAll(async () => {
    await sample.close();
    await postgres?.clear(`past${process.pid}`);
    await postgres?.stop();
  });

  const parametersOf = ({ name }: Report, client: number) => {
    if (name === 'client-history') return { client: clients[client % clients.length], limit: 500 };
    if (name === 'refusals') return { by: 'segment', voided: true };
    return name === 'enquiries' || name === 'revenue' ? { by: 'source' } : {};
  };
  const answered = async (report: Report, client: number, at: string, store: Pick<PastTables, 'db'>) =>
    answerReport({
      report,
      raw: parametersOf(report, client),
      store,
      context: { at, zone: 'Europe/Berlin', ...readingWith(letopis.vault), eventsAt: eventsAtOf(letopis.side) },
    });

  const bothWays = async (past: PastMoment, report: Report, client: number) => {
    const at = past.at ?? END;
    const side = { ...letopis.side, openStore: letopis.side.openStore };
    const edition = await asOf(side, report, past);
    // A store that shows nothing of the past: so the log is replayed.
    const replayed = await asOf({ ...side, store: { edition: () => Promise.resolve(undefined) } }, report, past);
    try {
      expect(await edition.generations()).not.toEqual(await replayed.generations());
      return [await answered(report, client, at, edition), await answered(report, client, at, replayed)];
    } finally {
      await edition.close();
      await replayed.close();
    }
  };

  it.each(reports.map((report) => [report.name, report] as const))(
    '%s, equals the replay: whatever the position and the moment',
    async (_name, report) => {
      const moments = fc
        .date({ min: new Date('2024-03-01'), max: new Date('2024-07-01'), noInvalidDate: true })
        .map((date) => date.toISOString());
      const position = fc.integer({ min: 0, max: Number(head) }).map(BigInt);
      const pasts: fc.Arbitrary<PastMoment> = fc.oneof(
        fc.record({ position }),
        fc.record({ at: moments }),
        fc.record({ position, at: moments }),
      );
      await fc.assert(
        fc.asyncProperty(pasts, fc.nat(), async (past, client) => {
          const [edition, replayed] = await bothWays(past, report, client);
          expect(edition).toEqual(replayed);
        }),
        { numRuns },
      );
    },
  );
});
