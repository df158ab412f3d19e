/** How a file of rows is written. */
export interface TableFormat {
  readonly delimiter: string;
  readonly quote: string;
  /** A name that TextDecoder knows: `utf-8`, `windows-1251`. */
  readonly encoding: string;
}

/** A row as it stands in its file; `line` is the line on which it begins, from 1. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file of rows below a line of column names. */
export interface SourceTable {
  /** As the mapping names it. */
  readonly name: string;
  readonly header: readonly string[];
  /** The size of the file as it lies on the disk. */
  readonly bytes: number;
  /** How many of these bytes have been read so far. */
  readonly bytesRead: () => number;
  /** The rows in order, in pages; blank lines are no rows. Ends early where the iteration is left. */
  readonly pages: () => AsyncIterable<readonly SourceRow[]>;
}

export type OpenTable = (file: string, format: TableFormat) => Promise<SourceTable | undefined>;

/** What became of a row that was not imported: one JSON object a line. */
export interface RejectsFile {
  readonly path: string;
  readonly write: (line: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where an import reads from and writes its rejects to. Paths are the caller's own. */
export interface ImportFiles {
  readonly readText: (path: string) => Promise<string>;
  /** Opens a table and reads its header; undefined where there is no such file. */
  readonly openTable: (folder: string, file: string, format: TableFormat) => Promise<SourceTable | undefined>;
  readonly createRejects: (path: string) => Promise<RejectsFile>;
}

/** A file that can't be read as rows: names the place, and what to do. */
export class UnreadableTable extends Error {
  constructor(
    readonly place: string,
    message: string,
  ) {
    super(`${place}: ${message}`);
    this.name = 'UnreadableTable';
  }
}
