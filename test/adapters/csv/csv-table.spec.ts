import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvFiles, openCsvTable } from '../../../src/adapters/csv/import-files';
import type { SourceRow, TableFormat } from '../../../src/application/import/tables/table';

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

  it('may have lines above its header, and a first line that names its delimiter', async () => {
    const titled = await read('Deals of May,\n"a quote\nId,Note\n1,x\n', { linesAbove: 2 });
    expect(titled.table.header).toEqual(['Id', 'Note']);
    expect(titled.rows).toEqual([{ line: 4, cells: ['1', 'x'] }]);
    const { delimiter, ...unnamed } = format;
    writeFileSync(join(folder, 'rows.csv'), 'sep=;\r\nId;Note\r\n1;x,y\r\n');
    const table = await openCsvTable(folder, 'rows.csv', unnamed);
    expect(table?.header).toEqual(['Id', 'Note']);
    const pages: SourceRow[] = [];
    for await (const page of table!.pages()) pages.push(...page);
    expect(pages).toEqual([{ line: 3, cells: ['1', 'x,y'] }]);
  });

  it('counts columns of one name', async () => {
    const { table } = await read('Id,Phone,Name,Phone\n1,2,3,4\n');
    expect(table.header).toEqual(['Id', 'Phone (1)', 'Name', 'Phone (2)']);
  });

  const rows = 'Id,Name\n1,Ada\n2,';
  it.each([
    ['western', [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72], 'windows-1252'],
    ['Cyrillic of Windows', [0xc8, 0xe2, 0xe0, 0xed], 'windows-1251'],
    ['Cyrillic of DOS', [0x88, 0xa2, 0xa0, 0xad], 'ibm866'],
  ])('of %s letters that is said to be UTF-8 ends at their line, with a guess', async (_, letters, guess) => {
    const bytes = Buffer.concat([Buffer.from(rows), Buffer.from(letters), Buffer.from('\n3,Bob\n')]);
    await expect(read(bytes)).rejects.toThrow(new RegExp(`rows\\.csv:3: this line is no text in utf-8; .* ${guess} `));
  });

  it('of UTF-8 that is said to be of another encoding ends there, too', async () => {
    const cyrillic = { encoding: 'windows-1251' };
    await expect(read(`${rows}Иван\n`, cyrillic)).rejects.toThrow(/rows\.csv:3: .*looks like utf-8/);
  });

  it('of many chunks ends at the line whose bytes are no text, wherever a chunk ends', async () => {
    const lines = Array.from({ length: 30_000 }, (_, n) => `${n},Größe und Maß\n`).join('');
    const good = await read(`Id,Name\n${lines}`);
    expect(good.rows.at(-1)).toEqual({ line: 30_001, cells: ['29999', 'Größe und Maß'] });
    const bad = Buffer.concat([Buffer.from(`Id,Name\n${lines}30000,`), Buffer.from([0xff]), Buffer.from('\n')]);
    await expect(read(bad)).rejects.toThrow(/rows\.csv:30002: this line is no text/);
  });

  it('may be UTF-16 where the mapping says so, and says so itself where it does not', async () => {
    const bytes = Buffer.from('\uFEFFId,Name\n1,Größe\n', 'utf16le');
    expect((await read(bytes, { encoding: 'utf-16le' })).rows).toEqual([{ line: 2, cells: ['1', 'Größe'] }]);
    await expect(read(bytes)).rejects.toThrow('rows.csv: is UTF-16: write csv: { encoding: utf-16le }');
  });

  it.each([
    ['a workbook', [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00], 'is a workbook (XLSX, ODS)'],
    ['a workbook of old', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], 'is a workbook of old (XLS)'],
    ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d], 'is a PDF'],
    ['something else', [0x00, 0x01, 0x02, 0x41], 'is no text'],
  ])('that is %s is refused in one sentence', async (_, bytes, sentence) => {
    await expect(read(Buffer.from(bytes))).rejects.toThrow(`rows.csv: ${sentence}`);
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
