import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvFiles } from '../../../src/adapters/csv/import-files';
import type { Execute } from '../../../src/application/executing/execution';
import { importFiles } from '../../../src/application/import/run/import-files';
import { readMapping } from '../../../src/application/import/mapping/read-mapping';
import type { ImportFiles } from '../../../src/application/import/tables/table';
import { furnish, openCompany } from '../../support/company';
import { filesOf } from './tables';

const root = join(__dirname, '../../..');
const data = join(root, '../shared/data');

/** The columns of the files that the examples were written for. */
const headers: Record<string, string> = {
  'contacts.csv': 'Id,Contact Owner Name,Created Time,Modified Time',
  'calls.csv.gz': 'Id,Call Start Time,Call Owner Name,CONTACTID,Call Type,Call Duration (in seconds),Call Status',
  'deals.csv':
    'Id,Deal Owner Name,Closing Date,Quality,Stage,Lost Reason,Page,Campaign,SLA,Content,Term,Source,Payment Type,Product,Education Type,Created Time,Course duration,Months of study,Initial Amount Paid,Offer Total Amount,Contact Name',
  'products.csv': 'product,series,sales_price',
  'sales_teams.csv': 'sales_agent,manager,regional_office',
  'accounts.csv': 'account,sector,year_established,revenue,employees,office_location,subsidiary_of',
  'sales_pipeline.csv': 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value',
  'online_retail.csv.gz': 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
};

const event = { id: 'e', type: 'Happened', stream: '', revision: 0 };

describe('the mapping of', () => {
  it.each(['it-school', 'maven', 'online-retail'])(
    'the example %s fits its files and our commands',
    async (example) => {
      const text = readFileSync(join(root, 'examples', example, 'mapping.yaml'), 'utf8');
      const { files } = filesOf(headers);
      const mapping = await readMapping('mapping.yaml', text, (file, format) => files.openTable('', file, format));
      expect(mapping.source).toBe(example);
    },
  );
});

/** Deals of our own, in the columns of the export. */
const deal = (id: string, closing: string, contact: string): string =>
  `${id},Ada,${closing},,Lost,Expensive,,,,,,Google Ads,,Chess,,01.02.2024 10:00,,,,,${contact}`;

it('the example it-school takes a no at its closing day, and without one when the offer was made', async () => {
  const { files, rejects } = filesOf({
    mapping: readFileSync(join(root, 'examples/it-school/mapping.yaml'), 'utf8'),
    'contacts.csv': `${headers['contacts.csv']}\nc1,Ada,01.02.2024 09:00,\nc2,Ada,01.02.2024 09:00,`,
    'calls.csv.gz': `${headers['calls.csv.gz']}\n1,2024-02-05 12:00:00,Ada,c1,Outbound,60,Attended Dialled`,
    'deals.csv': [
      headers['deals.csv'],
      deal('closed', '07.02.2024', 'c1'),
      deal('talked', '', 'c1'),
      deal('silent', '', 'c2'),
    ].join('\n'),
  });
  const refusedAt: (string | undefined)[] = [];
  const execute: Execute = async ({ type }, { occurredAt }) => {
    if (type === 'RecordRefusal') refusedAt.push(occurredAt);
    return { outcome: 'accepted', stream: '', revision: 0, position: 1n, events: [event], alreadyThere: false };
  };
  const asked = { mappingFile: 'mapping', folder: '', rejectsFile: '', rowsInFlight: 1 };
  await importFiles(asked, { files, execute });
  expect(rejects).toEqual([]);
  expect(refusedAt).toEqual(['2024-02-07T17:00:00.000Z', '2024-02-05T11:00:00.000Z', '2024-02-01T09:00:00.000Z']);
});

/** The first rows of each file: enough for a test. */
const firstRows = (most: (file: string) => number): ImportFiles => ({
  ...csvFiles,
  openTable: async (folder, file, format) => {
    const table = await csvFiles.openTable(folder, file, format);
    if (!table) return undefined;
    const pages = async function* () {
      let left = most(file);
      for await (const page of table.pages()) {
        yield page.slice(0, left);
        left -= page.length;
        if (left <= 0) return;
      }
    };
    return { ...table, bytesRead: table.bytesRead, pages };
  },
});

const importExample = async (example: string, folder: string, execute: Execute, files: ImportFiles) => {
  const scratch = mkdtempSync(join(tmpdir(), 'letopis-example-'));
  try {
    const mappingFile = join(root, 'examples', example, 'mapping.yaml');
    const rejectsFile = join(scratch, 'rejects.jsonl');
    return await importFiles({ mappingFile, folder: join(data, folder), rejectsFile }, { files, execute });
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

/** Counts commands by their type; the refusals by reason too. */
const counter = () => {
  const counts: Record<string, number> = {};
  const execute: Execute = async ({ type, data: command }) => {
    const reason = type === 'RecordRefusal' || type === 'DeclineEnquiry' ? ` ${command.reason}` : '';
    counts[`${type}${reason}`] = (counts[`${type}${reason}`] ?? 0) + 1;
    return { outcome: 'accepted', stream: '', revision: 0, position: 1n, events: [event], alreadyThere: false };
  };
  return { counts, execute };
};

const tryOnData = () => {
  it('it-school accounts for every contact and deal, and for each of the 21 reasons', async () => {
    const { counts, execute } = counter();
    const files = firstRows((file) => (file === 'calls.csv.gz' ? 2_000 : 30_000));
    const result = await importExample('it-school', 'it-school-crm', execute, files);
    expect(result).toMatchObject({
      rejections: { ROW_EMPTY: 1, DEAL_WITHOUT_ID: 1 },
      files: [
        { rowsRead: 18_548, rowsImported: 18_548 },
        { rowsRead: 2_000 },
        { rowsRead: 21_595, rowsImported: 21_593 },
      ],
    });
    expect(counts).toMatchObject({
      ReceiveEnquiry: 21_593,
      'RecordRefusal NO_NEED': 2_146 + 145,
      'RecordRefusal BAD_TIMING': 655 + 288,
      'RecordRefusal PRICE_TOO_HIGH': 626 + 110,
      'RecordRefusal DELIVERY_TERMS': 531,
      'RecordRefusal POOR_FIT': 148 + 138 + 50,
      'RecordRefusal NO_BUDGET': 172,
      'RecordRefusal COMPETITOR': 48,
      'RecordRefusal PAYMENT_TERMS': 21,
      'RecordRefusal NOT_GIVEN': 47,
      'RecordRefusal NO_RESPONSE': 690,
      'DeclineEnquiry DUPLICATE': 1_771,
      'DeclineEnquiry SPAM': 1_481 + 176 + 133,
      'DeclineEnquiry UNPROFITABLE': 1_761 + 1,
      AcceptOffer: 858 + 325,
    });
  });

  it.each([
    ['it-school', 'it-school-crm'],
    ['maven', 'maven-crm-sales'],
    ['online-retail', 'online-retail'],
  ])('%s gives a history that no rule refuses, and the same once more gives nothing', async (example, folder) => {
    const company = await openCompany({ clock: () => '2025-01-01T00:00:00.000Z' });
    await furnish(company);
    const files = firstRows(() => 300);
    const result = await importExample(example, folder, company.execute, files);
    expect(Object.keys(result.rejections).filter((code) => !ofMappings.includes(code))).toEqual([]);
    const again = await importExample(example, folder, company.execute, files);
    expect(again).toMatchObject({ eventsAppended: 0, eventsAlreadyThere: result.eventsAppended });
    await company.close();
  });
};

/** What the examples' own mappings reject. */
const ofMappings = ['CALL_NEVER_MADE', 'NOTHING_HAPPENED_YET', 'STOCK_CORRECTION', 'BAD_DEBT_ADJUSTMENT'];

// The data lies beside the project, where it does at all.
if (existsSync(data)) describe('the example', tryOnData);
