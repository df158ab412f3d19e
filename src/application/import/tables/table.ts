/** How a file of rows is written. */
export interface TableFormat {
  /** The comma, or what a first line `sep=;` names, where it is left out. */
  readonly delimiter?: string;
  readonly quote: string;
  /** A name that TextDecoder knows: `utf-8`, `windows-1251`. */
  readonly encoding: string;
  /** So many lines stand above the one with the names of the columns. */
  readonly linesAbove: number;
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
  /** A name that several columns have is counted: `Phone (1)`, `Phone (2)`. */
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
  /** Opens a table and reads its header; undefined where there is no such file. Throws an UnreadableTable. */
  readonly openTable: (folder: string, file: string, format: TableFormat) => Promise<SourceTable | undefined>;
  readonly createRejects: (path: string) => Promise<RejectsFile>;
}

/** Column names as a mapping can say them. */
export const columnNames = (cells: readonly string[]): readonly string[] => {
  const names = cells.map((cell) => cell.trim());
  return names.map((name, index) => {
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    return isAlone ? name : `${name} (${names.slice(0, index + 1).filter((one) => one === name).length})`;
  });
};

/** A file that can't be read as rows: names the place, and what to do. */
export class UnreadableTable extends Error {
  constructor(
    readonly place: string,
    readonly problem: string,
    readonly next: string,
  ) {
    super(`${place}: ${problem}: ${next}`);
    this.name = 'UnreadableTable';
  }
}
