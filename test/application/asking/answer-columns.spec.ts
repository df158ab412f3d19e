import { askTables } from '../../../src/application/asking/ask-tables';
import type { AskedFigure } from '../../../src/application/asking/explain';
import { explanationColumns } from '../../../src/application/asking/explanation-columns';
import { reports } from '../../../src/read-models';
import { campaignProposal } from '../../../src/read-models/campaigns/proposal-report';
import { column } from '../../../src/read-models/kit/answer-columns';
import type { Answer, AnswerRow, Report } from '../../../src/read-models/kit/report';
import { faultsOf } from '../../support/answer-faults';
import { openSample, type Sample } from '../../support/sample';

/** How a report is asked, to see all of its columns. */
const asked = ({ parameters }: Report): readonly Readonly<Record<string, string>>[] => {
  const required = parameters['from']?.required ? { from: '2020-01-01' } : {};
  const bys = parameters['by']?.choices?.map((by) => ({ by })) ?? [{}];
  return bys.map((by) => ({ ...required, ...by }));
};

describe('the columns that a report declares', () => {
  let sample: Sample;
  let clients: readonly string[];
  /** One that can be measured, and one that can't. */
  const proposals = ['60', '1'].map((smallestUplift) => ({ product: 'Desk', smallestUplift, baseRate: '5' }));
  beforeAll(async () => {
    sample = await openSample({ events: 1_500 });
    const db = sample.letopis.readStore.db.withTables<{ clients: { clientId: string } }>();
    clients = (await db.selectFrom('clients').select('clientId').limit(30).execute()).map(({ clientId }) => clientId);
  }, 60_000);
  afterAll(() => sample.close());

  const answerTo = async (
    report: Report,
    raw: Readonly<Record<string, string>>,
    figure?: AskedFigure,
  ): Promise<Answer> => {
    const { readStore, side, vault, zone } = sample.letopis;
    const answered = await askTables(
      { ...side, store: readStore, vault, zone },
      { report, raw, db: readStore.db, at: sample.at },
      figure && { figure, past: undefined, store: readStore },
    );
    if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
    return answered.answer;
  };

  /** Its answers to all that can be asked of it. */
  const answersTo = async (report: Report): Promise<readonly Answer[]> => {
    const raws =
      report === campaignProposal
        ? proposals
        : report.parameters['client']?.required
          ? clients.map((client) => ({ client }))
          : asked(report);
    const answers: Answer[] = [];
    for (const raw of raws) answers.push(await answerTo(report, raw));
    return answers;
  };

  const cases = [...reports, campaignProposal].map((report) => [report.name, report] as const);

  it.each(cases)('are those that it answers with, each of its kind: %s', async (_, report) => {
    const { columns } = report;
    const answers = await answersTo(report);
    expect(answers.flatMap((answer) => faultsOf(columns, answer))).toEqual([]);
    const rowsOf = (section: string): readonly AnswerRow[] =>
      answers.flatMap(({ sections }) => sections[section] ?? []);
    expect(Object.keys(columns).filter((section) => answers.every(({ sections }) => !sections[section]))).toEqual([]);
    // A column of a section that has rows is in one of them.
    const unseen = Object.entries(columns).flatMap(([section, declared]) => {
      const rows = rowsOf(section);
      const names = rows.length === 0 ? [] : Object.keys(declared);
      return names.filter((name) => !rows.some((row) => Object.hasOwn(row, name))).map((name) => `${section}.${name}`);
    });
    expect(unseen).toEqual([]);
  });

  it('are told of what is not as they say', () => {
    const row = { number: 'R-1', gross: 1.5, clientId: 'Bergmann' };
    const [fault] = faultsOf(reports.find(({ name }) => name === 'receivables')!.columns, {
      sections: { invoices: [row] },
    });
    expect(fault).toMatchObject({
      errors: expect.arrayContaining([
        "must have required property 'dueOn'",
        '/gross must be integer',
        '/clientId must match format "uuid"',
      ]),
    });
    expect(faultsOf({}, { sections: { invoices: [] } })).toEqual(['invoices is not declared']);
  });

  it('are those of an explanation, which has those that name the row as well', async () => {
    const figure = { figure: 'summary.refusals', row: 'PRICE_TOO_HIGH', skipped: 0, limit: 20 };
    const answer = await answerTo(
      reports.find(({ name }) => name === 'refusals')!,
      { from: '2020-01-01' },
      figure,
    );
    expect(answer.sections['events']!.length).toBeGreaterThan(0);
    const columns = { ...explanationColumns, figure: { ...explanationColumns.figure, reason: column.text() } };
    expect(faultsOf({ ...columns, figure: { ...columns.figure, reasonName: column.text() } }, answer)).toEqual([]);
  });

  it('have a summary for people: names, rates and money', () => {
    const { names, rates, money } = reports.find(({ name }) => name === 'refusals')!;
    expect(names).toMatchObject({ clientId: 'client', reason: 'reason', manager: 'manager' });
    expect(rates).toEqual(['share', 'shareLow', 'shareHigh', 'statedByClientShare']);
    expect(money).toMatchObject({ value: 'currency', priceGapMedian: 'priceGapCurrency' });
  });
});
