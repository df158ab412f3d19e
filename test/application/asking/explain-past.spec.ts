import fc from 'fast-check';
import { answerReport, readParameters } from '../../../src/application/asking/answer-report';
import { asOf, boundsOf, replay, type PastMoment, type PastTables } from '../../../src/application/asking/as-of';
import { contextAt } from '../../../src/application/asking/ask-tables';
import { explainFigure } from '../../../src/application/asking/explain';
import type { Letopis } from '../../../src/application/core';
import { reports } from '../../../src/read-models';
import { projectionAt } from '../../../src/read-models/kit/at';
import { nameOfAnswerRow } from '../../../src/read-models/kit/grounds';
import type { AnswerRow, Database, Report } from '../../../src/read-models/kit/report';
import { logOfOnly } from '../../support/log-of-only';
import { runVerb } from '../../support/verb';
import { openSample, type Sample } from '../../support/sample';

/** Sections as JSON: of the columns that are looked at here. */
type Texts = Readonly<Record<string, readonly Readonly<Record<string, string | number | null>>[]>>;

const END = '2024-06-28T15:00:00.000Z';

interface FigureOfPast {
  readonly section: string;
  readonly key: readonly string[];
  readonly row: AnswerRow;
  readonly column: string;
}

const nameOf = (key: readonly string[], row: AnswerRow): string =>
  nameOfAnswerRow(key.map((column) => row[column] as string | number | null)); // columns of a key hold no other cells

describe('what explains a figure of the past', () => {
  let sample: Sample;
  let letopis: Letopis;
  let client: string;

  beforeAll(async () => {
    sample = await openSample({ events: 1_500, seed: 7, months: 3 });
    letopis = sample.letopis;
    const known = letopis.readStore.db
      .withTables<{ clients: { clientId: string; firstPosition: number } }>()
      .selectFrom('clients');
    [client] = (await known.select('clientId').orderBy('firstPosition').limit(1).execute()).map(
      (row) => row.clientId,
    ) as [string];
  });
  afterAll(async () => {
    await sample.close();
  });

  const rawOf = ({ name }: Report): Readonly<Record<string, unknown>> => (name === 'client-history' ? { client } : {});
  const requestOf = (report: Report, at: string, db: Database) => {
    const { side, vault, zone } = letopis;
    return { report, raw: rawOf(report), store: { db }, context: contextAt({ ...side, vault, zone }, at) };
  };
  const sectionsOf = async (report: Report, at: string, db: Database) => {
    const answered = await answerReport(requestOf(report, at, db));
    if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
    return answered.answer.sections;
  };

  /** Each figure of the first rows of the sections. */
  const figuresOf = async (report: Report, at: string, db: Database): Promise<readonly FigureOfPast[]> => {
    const read = readParameters(report.parameters, rawOf(report));
    if ('problems' in read) throw new Error('these parameters are fine');
    const explained = (await report.explained?.(db, read.values, requestOf(report, at, db).context)) ?? {};
    const figures: FigureOfPast[] = [];
    for (const [section, rows] of Object.entries(await sectionsOf(report, at, db)))
      for (const row of rows.slice(0, 3)) {
        const { key = [], figuresOf: of } = explained[section] ?? {};
        const known = (await of?.(key.map((column) => String((row[column] as string | number | null) ?? '')))) ?? {};
        figures.push(...Object.keys(known).map((column) => ({ section, key, row, column })));
      }
    return figures;
  };

  const explainedOn = async (
    report: Report,
    { section, column, key, row }: FigureOfPast,
    past: PastMoment,
    at: string,
    tables: PastTables,
  ) => {
    const answered = await explainFigure({
      ...requestOf(report, at, tables.db),
      store: tables,
      side: letopis.side,
      bounds: await boundsOf(letopis.side, past),
      asked: { figure: `${section}.${column}`, row: nameOf(key, row), skipped: 0, limit: 100_000 },
    });
    if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
    return answered.answer.sections;
  };

  const moments = fc
    .date({ min: new Date('2024-04-15'), max: new Date(END), noInvalidDate: true })
    .map((date) => date.toISOString());
  const position = fc.integer({ min: 500, max: 1_499 }).map(BigInt);
  const pasts: fc.Arbitrary<PastMoment> = fc.oneof(
    fc.record({ at: moments }),
    fc.record({ position, at: moments }),
    fc.record({ recordedAt: moments, at: fc.constant(undefined) }),
  );
  const atOf = (past: PastMoment): string => past.at ?? ('recordedAt' in past ? past.recordedAt : END);

  it.each(reports.filter((report) => 'explained' in report).map((report) => [report.name, report] as const))(
    '%s: is the figure of the report as of then, and its events alone, seen at that moment, give it again',
    async (_, report) => {
      await fc.assert(
        fc.asyncProperty(pasts, fc.nat(), async (past, some) => {
          const at = atOf(past);
          const tables = await asOf(letopis.side, report, past);
          try {
            const figures = await figuresOf(report, at, tables.db);
            const figure = figures[some % Math.max(1, figures.length)];
            if (!figure) return;
            const { figure: said = [], events = [] } = await explainedOn(report, figure, past, at, tables);
            expect(said[0]?.['value']).toEqual(figure.row[figure.column]);
            const log = logOfOnly(letopis.side.log, new Set(events.map((event) => Number(event['position']))));
            const projections = letopis.side.projections
              .filter(({ name }) => report.reads.includes(name))
              .map((projection) => (past.at === undefined ? projection : projectionAt(projection, past.at)));
            const alone = await replay({ ...letopis.side, log, projections }, 1_000_000n);
            const rows = (await sectionsOf(report, at, alone.db))[figure.section] ?? [];
            await alone.close();
            const again = rows.find((row) => nameOf(figure.key, row) === nameOf(figure.key, figure.row));
            // A row that is not there says that nothing is counted.
            expect(again?.[figure.column] ?? null).toEqual(again ? figure.row[figure.column] : nothing(figure));
          } finally {
            await tables.close();
          }
        }),
        { numRuns: Number(process.env['LETOPIS_RUNS'] ?? 15) },
      );
    },
  );

  it.each([[['--at', '2024-05-31']], [['--as-of', '2024-05-31']], [['--at', '2024-05-20', '--as-of', '2024-05-31']]])(
    'is what the command line explains with %j',
    async (time) => {
      const ask = async (...asked: readonly string[]): Promise<Texts> => {
        const [text = ''] = await runVerb(letopis, ['report', 'refusals', ...time, ...asked, '--json']);
        return (JSON.parse(text) as { sections: Texts }).sections;
      };
      const [row] = (await ask())['summary'] ?? [];
      const { figure = [], events = [] } = await ask('--explain', 'refusals', '--row', String(row?.['reason']));
      expect(figure[0]?.['value']).toBe(row?.['refusals']);
      const counted = events.filter(({ role }) => role === 'counted');
      expect(new Set(counted.map((event) => event['row'])).size).toBe(row?.['refusals']);
      const last = time.includes('--as-of') ? 'recordedAt' : 'occurredAt';
      expect(counted.every((event) => String(event[last]) < '2024-05-31T22:00:00.000Z')).toBe(true);
    },
  );

  /** What a figure that rests on no event may be: else it must have been found again. */
  const nothing = ({ row, column }: FigureOfPast): null => {
    const cell = row[column];
    expect(cell === null || cell === 0 || (Array.isArray(cell) && cell.length === 0)).toBe(true);
    return null;
  };
});
