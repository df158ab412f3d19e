import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvFiles, openCsvTable } from '../../../src/adapters/csv/import-files';
import type { SourceRow, TableFormat } from '../../../src/application/import/table';

const format: TableFormat = { delimiter: ',', quote: '"', encoding: 'utf-8', linesAbove: 0 };

describe('a CSV file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'letopis-csv-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const read = async (content: string | Buffer, given: Partial<TableFormat> = {}, file = 'rows.csv') => {
    writeFileSync(join(folder, file), content);
    const table = await openCsvTable(folder, 'rows.csv', { ...format, ...given });
    const rows: SourceRow[] = [];
    for await (const page of table!.pages()) rows.push(...page);
    return { table: table!, rows };
  };

  it('has a header and rows that know their lines, also below a row of several lines and a blank one', async () => {
    const { table, rows } = await read('Id,Note\r\n1,"two\r\nlines"\r\n\r\n2,"says ""no"""\r\n');
    expect(table.header).toEqual(['Id', 'Note']);
    expect(rows).toEqual([
      { line: 2, cells: ['1', 'two\r\nlines'] },
      { line: 5, cells: ['2', 'says "no"'] },
    ]);
    expect(table.bytesRead()).toBe(table.bytes);
  });

  it('may begin with a byte order mark', async () => {
    const { table } = await read('\uFEFFId,Note\n1,x\n');
    expect(table.header).toEqual(['Id', 'Note']);
  });

  it('may be gzipped, whatever it is called', async () => {
    const named = await read(gzipSync('Id\n1\n'), {}, 'rows.csv.gz');
    expect(named.rows).toEqual([{ line: 2, cells: ['1'] }]);
    const plain = await read(gzipSync('Id\n2\n'));
    expect(plain.rows).toEqual([{ line: 2, cells: ['2'] }]);
  });

  it('may have other delimiters and encodings', async () => {
    const cyrillic = Buffer.concat([Buffer.from('Id;'), Buffer.from([0xc8, 0xec, 0xff]), Buffer.from('\n1;x\n')]);
    const { table } = await read(cyrillic, { delimiter: ';', encoding: 'windows-1251' });
    expect(table.header).toEqual(['Id', 'Имя']);
  });

  it('keeps rows of another width, for the import to reject', async () => {
    const { rows } = await read('Id,Note\n1\n2,x,y\n3,z');
    expect(rows.map(({ cells }) => cells.length)).toEqual([1, 3, 2]);
  });

  it('can be read again from its start', async () => {
    const { table, rows } = await read('Id\n1\n2\n');
    let again = 0;
    for await (const page of table.pages()) again += page.length;
    expect(again).toBe(rows.length);
  });

  it('with a quote that is never closed ends with its place, not with the memory', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `${n},some text to fill the row\n`).join('');
    await expect(read(`Id,Note\n1,x\n2,"open\n${lines}`)).rejects.toThrow(/rows\.csv:3: a row is longer than 1 MiB/);
    await expect(read('Id,Note\n1,x\n2,"open\n')).rejects.toThrow(/rows\.csv:3: .*Quote Not Closed/);
  });

  it('that is not there is no table', async () => {
    expect(await openCsvTable(folder, 'rows.csv', format)).toBeUndefined();
  });

  it('takes rejects one JSON object a line, from as many rows at once as there are', async () => {
    const path = join(folder, 'deep', 'rejects.jsonl');
    const rejects = await csvFiles.createRejects(path);
    const line = JSON.stringify({ text: 'x'.repeat(1_000) });
    await Promise.all(Array.from({ length: 200 }, () => rejects.write(line)));
    await rejects.close();
    expect((await csvFiles.readText(path)).trim().split('\n')).toEqual(Array.from({ length: 200 }, () => line));
  });
});
