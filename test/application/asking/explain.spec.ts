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
import type { CommandCatalogue, DomainCommand } from '../../../src/domain/catalogue';
import { readingWith } from '../../../src/application/log/personal-data';
import { writeSample } from '../../../src/application/sample-company/simulate';
import { openLetopis } from '../../../src/composition/open-core';
import { readConfig } from '../../../src/config/config';
import { reports } from '../../../src/read-models';
import { enquiryGroupings } from '../../../src/read-models/groupings/enquiry-groupings';
import { groupings } from '../../../src/read-models/groupings/groupings';
import { forecastGroupings } from '../../../src/read-models/forecast/history';
import { receivableGroupings } from '../../../src/read-models/receivables/open-invoices';
import { workGroupings } from '../../../src/read-models/work/sums';
import { nameOfAnswerRow } from '../../../src/read-models/kit/grounds';
import type { AnswerRow, Cell, Report } from '../../../src/read-models/kit/report';
import { logOfOnly } from '../../support/log-of-only';
import { id } from '../../support/specify';

const END = '2024-06-28T15:00:00.000Z';

/** Of each section of each answer the first rows: all of them take minutes. */
const MOST_ROWS = Number(process.env['LETOPIS_ROWS'] ?? 2);

/** Another company. */
const SEED = Number(process.env['LETOPIS_SEED'] ?? 7);

/** Reports whose figures name no events, each with its reason. A new report says why, or explains its figures. */
const unexplainedReports = {
  trial: /rest on answers that were asked as of the past/,
};

/** So many counts of each report are taken an event of. */
const MOST_COUNTS = 6;

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

/** Clients who share numbers and mail addresses, in circles of several sizes, and places with those of nearly their names. */
const likeOthers = (number: number): CommandCatalogue['RegisterClient'] => ({
  ...{ clientId: id(`like ${number}`), kind: 'person', origin: number % 2 === 0 ? 'Fair' : 'FAIR' },
  name: ['Anna Berger', 'Berger Anna', 'Ana Berger', 'Udo Kranz'][number % 4]!,
  contacts: [
    { channel: 'phone', value: `030 55500${number % 5}0` },
    { channel: 'email', value: `box${number % 7}@example.org` },
    { channel: 'post', value: `Weg ${number}, 1011${number % 3} Ort` },
  ],
});

const OLD_BOOKS = '2022-12-01T09:00:00.000Z';

/** How many clients others say there are, of all and of a segment, said again. */
const marketSize = (segment: string | undefined, place: number): readonly [string, DomainCommand] => {
  const said = { clients: 900 - 100 * place, source: `Register ${place}`, countedOn: '2023-06-30' };
  return ['2024-01-02T09:00:00.000Z', { type: 'StateMarketSize', data: { ...said, ...(segment && { segment }) } }];
};

/** What a shop sold in the year before, so that there are months enough to go on with. */
const oldBooks = (): readonly (readonly [string, DomainCommand])[] => {
  const shop = { managerId: id('old shop'), clientId: id('old client'), productId: id('old goods') };
  const { managerId, clientId, productId } = shop;
  const bill = (month: number): readonly [string, DomainCommand] => {
    const day = new Date(Date.UTC(2023, month, 2)).toISOString().slice(0, 10);
    const lines = [{ productId, quantity: 1, unitPrice: { amount: 50_000 + 1_000 * month, currency: 'EUR' } }];
    const terms = { currency: 'EUR', dueOn: day, series: 'old', externalNumber: `old ${month}` };
    const basis = { directSale: true, reason: 'over the counter' } as const;
    return [
      `${day}T09:00:00.000Z`,
      { type: 'IssueInvoice', data: { invoiceId: id(`old ${month}`), clientId, managerId, basis, lines, ...terms } },
    ];
  };
  return [
    [OLD_BOOKS, { type: 'RegisterManager', data: { managerId, name: 'The shop', role: 'manager' } }],
    [OLD_BOOKS, { type: 'RegisterClient', data: { ...likeOthers(0), clientId } }],
    [OLD_BOOKS, { type: 'IntroduceProduct', data: { productId, name: 'Old goods', category: 'old' } }],
    ...Array.from({ length: 18 }, (_, month) => bill(month)),
    ...[undefined, 'Schools', 'schools'].map(marketSize),
    ...['2024-02', '2024-03', '2024-04'].map((month): readonly [string, DomainCommand] => [
      '2024-01-20T09:00:00.000Z',
      { type: 'StateForecast', data: { managerId, month, amount: { amount: 70_000, currency: 'EUR' } } },
    ]),
  ];
};

// Every figure of every report is computed again from its events alone: over a minute of processor time, on purpose.
describe('what explains a figure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let letopis: Letopis;
  let clients: readonly string[];
  let product: string;

  beforeAll(async () => {
    let now = '2023-12-01T09:00:00.000Z';
    letopis = await openLetopis(readConfig({ LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' }), {
      clock: () => now,
      replaceable: true,
    });
    await writeSample({
      options: { events: 900, seed: SEED, months: 3, endAt: END, zone: 'Europe/Berlin' },
      execute: letopis.execute,
      setClock: (moment) => {
        now = moment;
      },
    });
    for (let number = 0; number < 24; number += 1) {
      const executed = await letopis.execute(
        { type: 'RegisterClient', data: likeOthers(number) },
        { commandId: id(`like others ${number}`), actor: { kind: 'system', id: 'test' }, source: 'api' },
      );
      expect(executed).toMatchObject({ outcome: 'accepted' });
    }
    for (const [place, [occurredAt, command]] of oldBooks().entries())
      expect(
        await letopis.execute(command, {
          ...{
            commandId: id(`old books ${place}`),
            actor: { kind: 'import', id: 'books' },
            source: 'import',
            occurredAt,
          },
        }),
      ).toMatchObject({ outcome: 'accepted' });
    await (
      await ensureReadModels(letopis.side)
    ).done;
    const known = letopis.readStore.db
      .withTables<{
        clients: { clientId: string; mergedInto: string | null; erased: number };
      }>()
      .selectFrom('clients');
    const sold = letopis.readStore.db.withTables<{ products: { productId: string } }>().selectFrom('products');
    product = (await sold.select('productId').orderBy('productId').executeTakeFirstOrThrow()).productId;
    clients = (await known.select('clientId').orderBy('clientId').execute()).map(({ clientId }) => clientId);
    const active = known.select('clientId').where('mergedInto', 'is', null).where('erased', '=', 0);
    const chosen = (await active.execute()).map(({ clientId }) => clientId);
    for (const [number, { productId }] of (
      await sold.select('productId').orderBy('productId').limit(2).execute()
    ).entries())
      await runCampaign(number, productId, chosen);
    await letopis.projector.catchUp();
  });

  /** Half of the clients are approached, the others left alone, and the days are over. */
  const runCampaign = async (number: number, productId: string, chosen: readonly string[]): Promise<void> => {
    const campaignId = id(`campaign ${number}`);
    const half = Math.floor(chosen.length / 2);
    const asOf = String(await letopis.store.head());
    const steps: readonly DomainCommand[] = [
      {
        type: 'PlanCampaign',
        data: { ...{ campaignId, productId, name: `Spring ${number}` }, startsOn: '2024-04-02', endsOn: '2024-06-20' },
      },
      {
        type: 'FreezeTargets',
        data: { campaignId, targets: chosen.slice(half), control: chosen.slice(0, half), asOf },
      },
      { type: 'LaunchCampaign', data: { campaignId } },
    ];
    for (const command of steps)
      expect(
        await letopis.execute(command, {
          ...{ commandId: id(`${command.type} ${number}`), actor: { kind: 'system', id: 'test' }, source: 'api' },
          ...{ occurredAt: '2024-04-02T08:00:00.000Z', lateReason: 'entered at the end' },
        }),
      ).toMatchObject({ outcome: 'accepted' });
  };

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

  const questions = (): Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> => ({
    refusals: [
      ...['reason', 'group', 'manager', 'product', 'client', 'segment', 'competitor', 'month', 'stated-by'].map(
        (by) => ({ by, limit: 1000 }),
      ),
      { cohort: true, from: '2024-04-01', to: '2024-06-01', limit: 1000, voided: true },
    ],
    'stale-products': ['reason', 'segment', 'manager', 'competitor'].map((by) => ({ by, limit: 1000 })),
    'stuck-products': ['2024-03-01', '2024-04-01', '2024-05-01'].flatMap((from) =>
      ['accepted', 'invoiced', 'paid'].map((basis) => ({ from, basis, limit: 1000 })),
    ),
    targeting: ['2024-03-01', '2024-04-10', '2024-05-01'].flatMap((from) =>
      [{}, { offerCost: 2_000 }].map((cost) => ({ from, limit: 1000, ...cost })),
    ),
    enquiries: [
      ...enquiryGroupings.map((by) => ({ limit: 1000, by })),
      { from: '2024-04-01', to: '2024-06-01', status: 'answered', limit: 1000 },
    ],
    revenue: [...groupings.map((by) => ({ by, limit: 1000 })), { by: 'month', product, limit: 1000 }],
    forecast: [{}, { ahead: 1 }, ...forecastGroupings.map((by) => ({ by, limit: 20 })), { product, ahead: 6 }],
    receivables: receivableGroupings.map((by) => ({ by, limit: 1000 })),
    pipeline: [...groupings.map((by) => ({ by, limit: 1000 })), { to: '2024-06-01', product, limit: 1000 }],
    conversion: [...enquiryGroupings.map((by) => ({ by, limit: 1000 })), { from: '2024-04-01', product, limit: 1000 }],
    duplicates: [{ limit: 1000 }],
    capacity: [{}, { talk: 50, from: '2024-05-01', limit: 1000 }],
    campaigns: [{}, { campaign: id('campaign 0') }, { product }],
    work: [...workGroupings.map((by) => ({ by, limit: 1000 })), { from: '2024-05-01' }],
    'manager-activity': [{}, { from: '2024-04-01', to: '2024-06-01' }],
  });
  const questionsOf = ({ name }: Report) =>
    name === 'client-history'
      ? clients.slice(0, 6).map((client) => ({ client, limit: 1000 }))
      : (questions()[name] ?? [{}]);

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
        for (const row of rows.slice(0, ['duplicates', 'targeting'].includes(report.name) ? 30 : MOST_ROWS)) {
          const { key = [], described = [], figuresOf: of } = explained[section] ?? {};
          const known = (await of?.(key.map((column) => String((row[column] as string | number | null) ?? '')))) ?? {};
          for (const column of Object.keys(row))
            if (Object.hasOwn(known, column)) figures.push({ report, raw, section, key, row, column });
            else if (![...key, ...described].includes(column)) unexplained.add(`${section}.${column}`);
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
    const only = logOfOnly(side.log, positions);
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

  it('is missing of no report but these, and they say why', async () => {
    const missing = reports.filter((report) => !('explained' in report));
    expect(missing.map(({ name, unexplained }) => ({ name, unexplained }))).toEqual(
      Object.entries(unexplainedReports).map(([name, reason]) => ({
        name,
        unexplained: expect.stringMatching(reason) as string,
      })),
    );
    const asked = { figure: 'auc', row: '', skipped: 0, limit: 1 };
    for (const report of missing) {
      const bounds = { until: undefined, at: undefined };
      const request = { report, raw: {}, store: letopis.readStore, context: context(), side: letopis.side };
      expect(await explainFigure({ ...request, bounds, asked })).toMatchObject({
        problems: [{ parameter: 'explain', expected: report.unexplained }],
      });
    }
  });

  it.each(reportsExplained)(
    '%s: comes to the same figure as the report, in every row of every section',
    async (_, report) => {
      const { figures, unexplained } = await figuresOf(report);
      expect([...unexplained]).toEqual([]);
      expect(figures.length).toBeGreaterThan(['campaigns', 'duplicates'].includes(report.name) ? 45 : 100);
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
          const { raw, section, column } = figure;
          const of = { raw, section, column, row: nameOf(figure) };
          if (again !== undefined || !isNothing(shown)) expect({ of, is: again?.[column] }).toEqual({ of, is: shown });
        } finally {
          await store.close();
        }
      }),
      { numRuns: Number(process.env['LETOPIS_RUNS'] ?? 24) },
    );
  });

  // A pair of clients is no count.
  const reportsThatCount = reportsExplained.filter(([name]) => name !== 'duplicates');

  it.each(reportsThatCount)('%s: a count is less where the events of a row are taken away', async (_, report) => {
    const { figures } = await figuresOf(report);
    const everyOne = fc.shuffledSubarray(figures, { minLength: figures.length });
    let counts = 0;
    for (const figure of fc.sample(everyOne, { numRuns: 1, seed: 1 })[0]!) {
      if (counts === MOST_COUNTS) break;
      const { figure: said = [], events = [] } = await explained(figure);
      const one = events.find(({ role }) => role === 'counted');
      if (!(said[0]?.['formula'] as string).startsWith('count') || !one) continue;
      counts += 1;
      const gone = new Set(events.filter(({ row }) => row === one['row']).map(({ position }) => position));
      const others = events.map(({ position }) => position!).filter((position) => !gone.has(position));
      const store = await foldedFrom(new Set(others.map(Number)), report);
      const again = sameRow((await sectionsOf(report, figure.raw, store))[figure.section] ?? [], figure);
      await store.close();
      const { raw, section, column, row } = figure;
      const isLess = Math.abs(Number(again?.[column] ?? 0)) < Math.abs(Number(row[column]));
      expect({ raw, section, column, isLess }).toEqual({ raw, section, column, isLess: true });
    }
    expect(counts).toBe(MOST_COUNTS);
  });
});
