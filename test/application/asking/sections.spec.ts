import { askTables } from '../../../src/application/asking/ask-tables';
import { questionsBesideReports, reports } from '../../../src/read-models';
import type { Answer, Report } from '../../../src/read-models/kit/report';
import { openSample, type Sample } from '../../support/sample';

/** Parameters with which a report has more to do for one of its sections than for another. */
const moreToDo: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  enquiries: { by: 'manager' },
  conversion: { by: 'product' },
  work: { by: 'segment' },
};

describe('a section of a report that is asked for alone', () => {
  let sample: Sample;
  let ids: Readonly<Record<string, string>>;
  beforeAll(async () => {
    sample = await openSample();
    const db = sample.letopis.readStore.db.withTables<Record<string, Record<string, string>>>();
    const idIn = async (table: string, column: string): Promise<string> => {
      const row = await db.selectFrom(table).select(column).orderBy(column).limit(1).executeTakeFirstOrThrow();
      return row[column]!;
    };
    ids = {
      client: await idIn('clients', 'clientId'),
      manager: await idIn('managers', 'managerId'),
      product: await idIn('products', 'productId'),
      offer: await idIn('offers', 'offerId'),
      invoice: await idIn('invoices', 'invoiceId'),
      enquiry: await idIn('enquiries', 'enquiryId'),
      smallestUplift: '5',
    };
  });
  afterAll(() => sample.close());

  const ask = async (report: Report, section?: string) => {
    const { readStore, side, vault, zone } = sample.letopis;
    const required = Object.entries(report.parameters).filter(([, { required: isRequired }]) => isRequired);
    const raw = {
      ...Object.fromEntries(required.map(([name]) => [name, ids[name] ?? 'a'])),
      ...moreToDo[report.name],
    };
    const source = { ...side, store: readStore, vault, zone, find: () => Promise.resolve([]) };
    return askTables(source, { report, raw, db: readStore.db, at: sample.at, section });
  };
  const answerTo = async (report: Report, section?: string): Promise<Answer> => {
    const answered = await ask(report, section);
    if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
    return answered.answer;
  };

  const asked = [...reports, ...questionsBesideReports].map((report) => [report.name, report] as const);

  it.each(asked)('is what it is in the whole answer, alone: %s', async (_, report) => {
    const whole = await answerTo(report);
    for (const [section, rows] of Object.entries(whole.sections))
      expect((await answerTo(report, section)).sections).toEqual({ [section]: rows });
  });

  it.each(asked)('says which sections there are, where it is none of them: %s', async (_, report) => {
    const { sections } = await answerTo(report);
    expect(await ask(report, 'horoscope')).toEqual({
      problems: [
        {
          parameter: 'section',
          expected: `one of the sections ${Object.keys(sections).join(', ')}`,
          got: '"horoscope"',
        },
      ],
    });
  });

  /** Of a report a section, and what is queried for others only. */
  const queriedForOthers: readonly (readonly [report: string, section: string, other: string, query: RegExp])[] = [
    ['enquiries', 'summary', 'enquiries', /select \* from \\"enquiries\\"/],
    ['stale-products', 'unmet-demand', 'products', /\\"invoice_lines\\"/],
    ['stale-products', 'products', 'unmet-demand', /\\"enquiry_items\\"/],
    ['stuck-products', 'introduce', 'products', /\\"invoice_lines\\"/],
    ['stuck-products', 'evidence', 'introduce', /\\"enquiry_items\\"/],
    ['targeting', 'managers', 'conversations', /\\"refusals\\"/],
    ['manager-activity', 'calls-by-day', 'managers', /\\"enquiry_holders\\"/],
    ['manager-activity', 'money', 'refusal-profile', /\\"refusals\\"/],
  ];

  it.each(queriedForOthers)('%s: for %s, what %s needs is not queried', async (name, section, other, query) => {
    const { readStore, side, vault, zone } = sample.letopis;
    const report = reports.find((each) => each.name === name)!;
    const seen: string[] = [];
    const logged = readStore.db.withPlugin({
      transformQuery: ({ node }) => {
        seen.push(JSON.stringify(node));
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const queriesOf = async (asked: string) => {
      seen.length = 0;
      await askTables(
        { ...side, store: readStore, vault, zone },
        { report, raw: {}, db: logged, at: sample.at, section: asked },
      );
      return seen.filter((each) => query.test(each));
    };
    expect(await queriesOf(section)).toEqual([]);
    expect(await queriesOf(other)).not.toEqual([]);
  });
});
