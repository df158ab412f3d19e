import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvFiles } from '../../../src/adapters/csv/import-files';
import { importFiles } from '../../../src/application/import/run/import-files';
import { furnish, openCompany, type Company } from '../../support/company';

const page = readFileSync(join(__dirname, '../../../docs/import.md'), 'utf8');

/** The files that the tutorial shows: a name in backquotes and a colon, then the block. */
const shown = [...page.matchAll(/`([\w.]+)`:\n\n```\w+\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => ({
  name,
  text,
}));

describe('the tutorial of docs/import.md', () => {
  let folder: string;
  let company: Company;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-tutorial-'));
    for (const { name, text } of shown) writeFileSync(join(folder, name), text);
    company = await openCompany();
    await furnish(company);
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await company.close();
  });

  const run = () =>
    importFiles(
      { mappingFile: join(folder, 'mapping.yaml'), folder, rejectsFile: join(folder, 'rejects.jsonl') },
      { files: csvFiles, execute: company.execute },
    );

  /** By their place, with which each line begins: rows run side by side. */
  const rejects = () =>
    readFileSync(join(folder, 'rejects.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .sort()
      .map((line): unknown => JSON.parse(line));

  it('shows three files', () => {
    expect(shown.map(({ name }) => name)).toEqual(['clients.csv', 'offers.csv', 'mapping.yaml']);
  });

  it('gives what it says', async () => {
    expect(await run()).toMatchObject({ rowsRead: 7, rowsImported: 5, rowsRejected: 2 });
    expect(rejects()).toMatchObject([
      { place: 'offers.csv:5', code: 'CLIENT_UNKNOWN' },
      { place: 'offers.csv:6', code: 'ROW_EMPTY' },
    ]);
    const made = (await company.events()).filter(({ type }) => type === 'OfferMade');
    expect(made.map(({ occurredAt }) => occurredAt)).toContain('2024-03-31T01:30:00.000Z');
  });

  it('ends with all rows imported once the reason and the client are there', async () => {
    await run();
    const mend = (name: string, from: string, to: string) => {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    };
    mend('clients.csv', '8;Berta Klein;15.02.2024\n', '8;Berta Klein;15.02.2024\n9;Carl;16.02.2024\n');
    expect(await run()).toMatchObject({ rowsRejected: 2, rejections: { VALUE_NOT_MAPPED: 1 } });
    mend('mapping.yaml', 'No need: NO_NEED', 'No need: NO_NEED, Rude: BAD_SERVICE');
    expect(await run()).toMatchObject({ rowsRejected: 1, eventsAppended: 1 });
    expect(await run()).toMatchObject({ rowsRejected: 1, eventsAppended: 0 });
  });
});
