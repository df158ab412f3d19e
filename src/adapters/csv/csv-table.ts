import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Transform, type Readable, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse, CsvError, type Parser } from 'csv-parse';
import { UnreadableTable, type Row, type Table, type TableFormat } from '../../application/import/table';

const PAGE = 1_000;
const MAX_RECORD_BYTES = 1024 * 1024;

/** Line breaks inside quotes: a row may span several lines. */
const breaksIn = (cells: readonly string[]): number => {
  let breaks = 0;
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
};

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === '';

const isRecord = (value: unknown): value is readonly string[] => Array.isArray(value);

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await file.close();
  }
};

/** Into UTF-8, which the parser reads. */
const decoding = ({ encoding }: TableFormat): readonly Transform[] => {
  if (/^utf-?8$/i.test(encoding)) return [];
  const decoder = new TextDecoder(encoding);
  const transform = (chunk: Buffer, _: string, done: TransformCallback): void => {
    done(null, Buffer.from(decoder.decode(chunk, { stream: true })));
  };
  return [new Transform({ transform })];
};

interface Opened {
  readonly parser: Parser;
  readonly bytesRead: () => number;
}

const start = (path: string, gzip: boolean, format: TableFormat): Opened => {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    quote: format.quote,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  const steps: [Readable, ...NodeJS.ReadWriteStream[]] = [
    file,
    ...(gzip ? [createGunzip()] : []),
    ...decoding(format),
    parser,
  ];
  // Failures reach whoever iterates over the parser: the pipeline destroys it with the error.
  pipeline(steps, () => undefined);
  return { parser, bytesRead: () => file.bytesRead };
};

/** The rows of a CSV file, gzipped or not; memory stays the same however long the file is. */
class CsvTable implements Table {
  private current: Opened | undefined;

  constructor(
    private readonly path: string,
    readonly name: string,
    private readonly gzip: boolean,
    private readonly format: TableFormat,
    readonly bytes: number,
    readonly header: readonly string[],
  ) {}

  readonly bytesRead = (): number => this.current?.bytesRead() ?? 0;

  async *pages(): AsyncGenerator<readonly Row[]> {
    let page: Row[] = [];
    for await (const row of this.rows()) {
      page.push(row);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  private async *rows(): AsyncGenerator<Row> {
    this.current = start(this.path, this.gzip, this.format);
    let isHeader = true;
    for await (const row of readRows(this.current.parser, this.name)) {
      if (!isHeader) yield row;
      isHeader = false;
    }
  }
}

async function* readRows(parser: Parser, file: string): AsyncGenerator<Row> {
  let line = 1;
  try {
    for await (const cells of parser) {
      if (!isRecord(cells)) continue;
      if (!isBlank(cells)) yield { line, cells };
      line += 1 + breaksIn(cells);
    }
  } catch (error) {
    throw asUnreadable(error, `${file}:${line}`);
  }
}

const asUnreadable = (error: unknown, place: string): unknown => {
  if (error instanceof UnreadableTable || !(error instanceof Error)) return error;
  if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE')
    return new UnreadableTable(place, 'a row is longer than 1 MiB; a quote that is never closed does that');
  return new UnreadableTable(place, `${error.message}; mend the file or its “csv” options`);
};

const headerOf = async (path: string, file: string, gzip: boolean, format: TableFormat): Promise<readonly string[]> => {
  const { parser } = start(path, gzip, format);
  for await (const { cells } of readRows(parser, file)) return cells.map((cell) => cell.trim());
  return [];
};

const exists = (path: string) => stat(path).catch(() => undefined);

/** Opens `file` in `folder`, or the same with `.gz`; undefined where there is neither. */
export const openCsvTable = async (folder: string, file: string, format: TableFormat): Promise<Table | undefined> => {
  for (const path of [join(folder, file), join(folder, `${file}.gz`)]) {
    const found = await exists(path);
    if (!found?.isFile()) continue;
    const gzip = await isGzip(path);
    return new CsvTable(path, file, gzip, format, found.size, await headerOf(path, file, gzip, format));
  }
  return undefined;
};
