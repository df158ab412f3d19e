import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat, mkdir, readFile } from 'node:fs/promises';
import { join, dirname } from 'node:path';
import { pipeline, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { CsvError, Parser } from 'csv-parse';
import { inspected, TextOfFile } from './text-of-file';
import {
  columnNames,
  UnreadableTable,
  type SourceRow,
  type SourceTable,
  type TableFormat,
  type ImportFiles,
  type RejectsFile,
} from '../../application/import/tables/table';

const MAX_RECORD_BYTES = 1024 * 1024;

/** Line breaks inside quotes: a row may span several lines. */
const breaksIn = (cells: readonly string[]): number => {
  let breaks = 0;
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
};

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === '';

const isCells = (value: unknown): value is readonly string[] => Array.isArray(value);

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await file.close();
  }
};

interface Opened {
  readonly chunks: AsyncIterable<Buffer>;
  readonly bytesRead: () => number;
}

const CHUNK_BYTES = 256 * 1024;

/** The bytes of a file, unpacked, through these steps. */
const start = (path: string, gzip: boolean, ...steps: readonly Transform[]): Opened => {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const all = [...(gzip ? [createGunzip({ chunkSize: CHUNK_BYTES })] : []), ...steps];
  // A failure reaches the reader of the last step: the pipeline destroys that with the error.
  const last = all.at(-1);
  if (last) pipeline([file, ...all], () => undefined);
  return { chunks: last ?? file, bytesRead: () => file.bytesRead };
};

type Cells = readonly string[];

/** A parser whose records are taken a chunk at a time: as an object stream they would double the cost of parsing. */
class ChunkParser extends Parser {
  private cells: Cells[] = [];

  constructor({ delimiter = ',', quote }: TableFormat) {
    super({
      bom: true,
      delimiter,
      quote,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: MAX_RECORD_BYTES,
    });
    // `feed` gives the error to its caller.
    this.on('error', () => undefined);
  }

  /** Keeps a record for `taken`, in place of emitting it. */
  override push(record: unknown): boolean {
    if (isCells(record)) this.cells.push(record);
    return true;
  }

  /** Parses a chunk, or the end of the file. Gives the error, if there is one. */
  feed(chunk: Buffer | undefined): Promise<Error | null | undefined> {
    return new Promise((resolve) => {
      if (chunk) this.write(chunk, resolve);
      else this.end(resolve);
    });
  }

  /** The records that became complete since the last call. */
  taken(): readonly Cells[] {
    const taken = this.cells;
    this.cells = [];
    return taken;
  }
}

/** The rows of a CSV file, gzipped or not; memory does not grow with the file. */
const csvTable = async (path: string, name: string, given: TableFormat): Promise<SourceTable> => {
  const { size } = await stat(path);
  const gzip = await isGzip(path);
  const head = await firstOf(start(path, gzip).chunks, name);
  const format = inspected(head ?? Buffer.alloc(0), name, given);
  const open = (): Opened => start(path, gzip, new TextOfFile(format, name));
  const [first] = (await firstOf(readPages(open().chunks, format, name), name)) ?? [];
  let current: Opened | undefined;
  const pages = async function* (): AsyncGenerator<readonly SourceRow[]> {
    current = open();
    let isHeader = true;
    for await (const page of readPages(current.chunks, format, name)) {
      yield isHeader ? page.slice(1) : page;
      isHeader = false;
    }
  };
  return {
    name,
    header: columnNames(first?.cells ?? []),
    bytes: size,
    bytesRead: () => current?.bytesRead() ?? 0,
    pages,
  };
};

const firstOf = async <Item>(items: AsyncIterable<Item>, file: string): Promise<Item | undefined> => {
  try {
    for await (const item of items) return item;
    return undefined;
  } catch (error) {
    throw asUnreadable(error, file);
  }
};

/** The rows of a file, including its header, a chunk of the file at a time. */
async function* readPages(
  chunks: AsyncIterable<Buffer>,
  format: TableFormat,
  file: string,
): AsyncGenerator<readonly SourceRow[]> {
  const parser = new ChunkParser(format);
  let line = format.linesAbove + 1;
  const numbered = (all: readonly Cells[]): readonly SourceRow[] => {
    const rows: SourceRow[] = [];
    for (const cells of all) {
      if (!isBlank(cells)) rows.push({ line, cells });
      line += 1 + breaksIn(cells);
    }
    return rows;
  };
  try {
    for await (const chunk of andThenEnd(chunks)) {
      const error = await parser.feed(chunk);
      const rows = numbered(parser.taken());
      if (rows.length > 0) yield rows;
      if (error) throw error;
    }
  } catch (error) {
    throw asUnreadable(error, `${file}:${line}`);
  }
}

async function* andThenEnd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  yield* chunks;
  yield undefined;
}

const asUnreadable = (error: unknown, place: string): unknown => {
  if (error instanceof UnreadableTable || !(error instanceof Error)) return error;
  if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE')
    return new UnreadableTable(place, 'a row is longer than 1 MiB', 'look for a quote that is never closed');
  return new UnreadableTable(place, error.message, 'fix the file, or its “csv” options in the mapping');
};

/** Opens `file` in `folder`, or the same name with `.gz`; undefined where neither exists. */
export const openCsvTable = async (
  folder: string,
  file: string,
  format: TableFormat,
): Promise<SourceTable | undefined> => {
  for (const path of [join(folder, file), join(folder, `${file}.gz`)]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return csvTable(path, file, format);
  }
  return undefined;
};

const createRejects = async (path: string): Promise<RejectsFile> => {
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  await once(stream, 'open');
  let drained: Promise<unknown> | undefined;
  return {
    path,
    write: async (line) => {
      if (stream.write(`${line}\n`)) return;
      drained ??= once(stream, 'drain').finally(() => (drained = undefined));
      await drained;
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
};

/** CSV files on the local disk. */
export const csvFiles: ImportFiles = {
  readText: (path) => readFile(path, 'utf8'),
  openTable: openCsvTable,
  createRejects,
};
