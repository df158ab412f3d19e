import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerReport, readParameters } from '../../../src/application/asking/answer-report';
import { replay } from '../../../src/application/asking/as-of';
import { eventsAtOf } from '../../../src/application/asking/events-at';
import { explainFigure } from '../../../src/application/asking/explain';
import { ensureReadModels } from '../../../src/application/rebuilding/rebuild';
import type { Letopis } from '../../../src/application/core';
import type { EventStore } from '../../../src/application/log/event-store';
import { readingWith } from '../../../src/application/log/personal-data';
import { writeSample } from '../../../src/application/sample-company/simulate';
import { openLetopis } from '../../../src/composition/open-core';
import { readConfig } from '../../../src/config/config';
import { reports } from '../../../src/read-models';
import { nameOfAnswerRow } from '../../../src/read-models/kit/grounds';
import type { AnswerRow, Cell, Report } from '../../../src/read-models/kit/report';

const END = '2024-06-28T15:00:00.000Z';

/** Of each section of each answer the first rows: all of them take minutes. */
const MOST_ROWS = Number(process.env['LETOPIS_ROWS'] ?? 2);

/** Reports whose figures name no events yet. A new report stands here, or explains its figures. */
const unexplainedReports = [
  ...['conversion', 'duplicates', 'pipeline', 'receivables', 'revenue'],
  ...['stale-products', 'stuck-products', 'targeting', 'trial', 'work'],
];

/** Sections of the other reports that name none yet. */
const unexplainedSections: readonly string[] = ['by'];

interface FigureOf {
  readonly report: Report;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly section: string;
  readonly key: readonly string[];
  readonly row: AnswerRow;
  readonly column: string;
}

const nameOf = ({ key, row }: Pick<FigureOf, 'key' | 'row'>): string =>
  nameOfAnswerRow(key.map((column) => row[column] as string | number | null)); // columns of a key hold no other cells

describe('what explains a figure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let letopis: Letopis;
  let clients: readonly string[];

  beforeAll(async () => {
    let now = '2023-12-01T09:00:00.000Z';
    letopis = await openLetopis(readConfig({ LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' }), {
      clock: () => now,
      replaceable: true,
    });
    await writeSample({
      options: { events: 900, seed: 7, months: 3, endAt: END, zone: 'Europe/Berlin' },
      execute: letopis.execute,
      setClock: (moment) => {
        now = moment;
      },
    });
    await (
      await ensureReadModels(letopis.side)
    ).done;
    const known = letopis.readStore.db.withTables<{ clients: { clientId: string } }>().selectFrom('clients');
    clients = (await known.select('clientId').orderBy('clientId').execute()).map(({ clientId }) => clientId);
  });
  afterAll(async () => {
    await letopis.close();
    rmSync(folder, { recursive: true });
  });

  const context = () => ({
    at: END,
    zone: 'Europe/Berlin',
    ...readingWith(letopis.vault),
    eventsAt: eventsAtOf(letopis.side),
  });

  const questions: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
    refusals: [
      ...['reason', 'group', 'manager', 'product', 'client', 'segment', 'competitor', 'month', 'stated-by'].map(
        (by) => ({ by, limit: 1000 }),
      ),
      { cohort: true, from: '2024-04-01', to: '2024-06-01', limit: 1000, voided: true },
    ],
    'stale-products': ['reason', 'segment', 'manager', 'competitor'].map((by) => ({ by, limit: 1000 })),
    enquiries: [
      { limit: 1000, by: 'manager' },
      { from: '2024-04-01', to: '2024-06-01', status: 'answered', limit: 1000 },
    ],
    'manager-activity': [{}, { from: '2024-04-01', to: '2024-06-01' }],
  };
  const questionsOf = ({ name }: Report) =>
    name === 'client-history'
      ? clients.slice(0, 6).map((client) => ({ client, limit: 1000 }))
      : (questions[name] ?? [{}]);

  const sectionsOf = async (report: Report, raw: FigureOf['raw'], store: Pick<Letopis['readStore'], 'db'>) => {
    const answered = await answerReport({ report, raw, store, context: context() });
    if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
    return answered.answer.sections;
  };

  /** Every figure of every row of the answers, and the columns that are neither explained nor describe the row. */
  const figuresOf = async (report: Report) => {
    const figures: FigureOf[] = [];
    const unexplained = new Set<string>();
    for (const raw of questionsOf(report)) {
      const sections = await sectionsOf(report, raw, letopis.readStore);
      const { parameters } = report;
      const read = readParameters(parameters, raw);
      if ('problems' in read) throw new Error('these parameters are fine');
      const explained = (await report.explained?.(letopis.readStore.db, read.values, context())) ?? {};
      for (const [section, rows] of Object.entries(sections))
        for (const row of rows.slice(0, MOST_ROWS)) {
          const { key = [], described = [], figuresOf: of } = explained[section] ?? {};
          const known = (await of?.(key.map((column) => String((row[column] as string | number | null) ?? '')))) ?? {};
          for (const column of Object.keys(row))
            if (Object.hasOwn(known, column)) figures.push({ report, raw, section, key, row, column });
            else if (![...key, ...described].includes(column) && !unexplainedSections.includes(section))
              unexplained.add(`${section}.${column}`);
        }
    }
    return { figures, unexplained };
  };

  const explained = async ({ report, raw, section, key, row, column }: FigureOf, limit = 100_000) => {
    const answered = await explainFigure({
      report,
      raw,
      store: letopis.readStore,
      context: context(),
      side: letopis.side,
      bounds: { until: undefined, at: undefined },
      asked: { figure: `${section}.${column}`, row: nameOf({ key, row }), skipped: 0, limit },
    });
    if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
    return answered.answer.sections;
  };

  /** The read models that these events alone make, and no other. */
  const foldedFrom = (positions: ReadonlySet<number>, { reads }: Report) => {
    const { side } = letopis;
    const log: Pick<EventStore, 'readAll'> = {
      readAll: async function* (query) {
        for await (const page of side.log.readAll(query))
          yield page.filter(({ position }) => positions.has(Number(position)));
      },
    };
    const only = new Proxy(side.log, {
      get: (whole, name) => {
        if (name === 'readAll') return log.readAll;
        const member: unknown = Reflect.get(whole, name);
        return typeof member === 'function' ? (member.bind(whole) as unknown) : member;
      },
    });
    const projections = side.projections.filter(({ name }) => reads.includes(name));
    return replay({ ...side, log: only, projections }, 1_000_000n);
  };

  const sameRow = (rows: readonly AnswerRow[], { key, row }: FigureOf): AnswerRow | undefined =>
    rows.find((other) => nameOf({ key, row: other }) === nameOf({ key, row }));

  /** A row that is not there says that nothing is counted. */
  const isNothing = (cell: Cell | undefined): boolean =>
    cell === undefined || cell === null || cell === 0 || (Array.isArray(cell) && cell.length === 0);

  const reportsExplained = reports
    .filter((report) => 'explained' in report)
    .map((report) => [report.name, report] as const);

  it('is missing of no report but these', () => {
    expect(
      reports
        .filter((report) => !('explained' in report))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(unexplainedReports);
  });

  it.each(reportsExplained)(
    '%s: comes to the same figure as the report, in every row of every section',
    async (_, report) => {
      const { figures, unexplained } = await figuresOf(report);
      expect([...unexplained]).toEqual([]);
      expect(figures.length).toBeGreaterThan(100);
      const otherwise: unknown[] = [];
      for (const figure of figures) {
        const [said] = (await explained(figure, 1))['figure'] ?? [];
        const [told, shown] = [said?.['value'], figure.row[figure.column]];
        if (JSON.stringify(told) !== JSON.stringify(shown))
          otherwise.push({ ...figure, report: report.name, row: nameOf(figure), told, shown });
      }
      expect(otherwise).toEqual([]);
    },
  );

  it.each(reportsExplained)('%s: is the whole reason: its events alone give the figure', async (_, report) => {
    const { figures } = await figuresOf(report);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...figures), async (figure) => {
        const { events = [] } = await explained(figure);
        const store = await foldedFrom(new Set(events.map(({ position }) => Number(position))), report);
        try {
          const sections = await sectionsOf(report, figure.raw, store);
          const again = sameRow(sections[figure.section] ?? [], figure);
          const shown = figure.row[figure.column];
          if (again !== undefined || !isNothing(shown)) expect(again?.[figure.column]).toEqual(shown);
        } finally {
          await store.close();
        }
      }),
      { numRuns: Number(process.env['LETOPIS_RUNS'] ?? 24) },
    );
  });

  it('of a count loses what an event that is taken away had added', async () => {
    const report = reports.find(({ name }) => name === 'refusals')!;
    const { figures } = await figuresOf(report);
    const counts = figures.filter(({ section, column }) => section === 'summary' && column === 'refusals').slice(0, 10);
    for (const figure of counts) {
      const { events = [] } = await explained(figure);
      const [one] = events.filter(({ role, type }) => role === 'counted' && type === 'OfferLinesRefused');
      const others = events.filter(({ position }) => position !== one!['position']);
      const store = await foldedFrom(new Set(others.map(({ position }) => Number(position))), report);
      const again = sameRow((await sectionsOf(report, figure.raw, store))['summary'] ?? [], figure);
      expect(Number(again?.['refusals'] ?? 0)).toBeLessThan(Number(figure.row['refusals']));
      await store.close();
    }
  });
});
