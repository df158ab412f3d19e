import { InvalidArgumentError, type Command } from 'commander';
import type { Position } from '../../../application/log/event-store';
import type { MoveLogOptions } from '../../../application/log/move-log';
import type { ImportFiles } from '../../../application/import/tables/table';
import type { Report } from '../../../read-models/kit/report';
import type { Letopis } from '../../../application/core';
import type { Moment } from '../../../domain/shared/values';
import { nearestTo } from '../../../read-models/kit/nearest';
import type { Row, TableSpec } from '../../../read-models/kit/projection';

/** How a verb prints: tables for people, JSON or CSV for programs. Answers go to standard output, all else to standard error. */
export type Format = 'table' | 'json' | 'csv';

export interface OpenOptions {
  /** Whether a data folder that does not exist is made. */
  readonly creates?: boolean;
  /** The clock of the store and of the rules, where it is not the machine's: for the sample company. */
  readonly clock?: () => Moment;
  /** For a long import: SQLite's checkpoints come less often. */
  readonly importing?: boolean;
  /** What is written can be made again: it need not survive a loss of power. */
  readonly replaceable?: boolean;
}

/** A log to copy and the one to copy it to. */
export interface CopyEnds extends Pick<MoveLogOptions, 'source' | 'copy' | 'target'> {
  /** For people to read: without passwords. */
  readonly from: string;
  readonly to: string;
  close(): Promise<void>;
}

/** What to do about the key vault. */
export interface KeysAsked {
  readonly acceptLoss: boolean;
  readonly restored: boolean;
}

/** The key vault beside its log. */
export interface KeysSeen {
  readonly file: string;
  /** A loss was accepted just now. */
  readonly accepted: boolean;
  /** When losses were accepted. */
  readonly losses: readonly Moment[];
}

/** A file of tables while it is written. */
export interface TableFile {
  /** Writes the rows, which come in the order of their key; gives how many they are. */
  write(readModel: string, table: TableSpec, pages: AsyncIterable<readonly Row[]>): Promise<number>;
  /** Notes what the tables are an edition of: a row for each read model. */
  note(edition: readonly Row[]): Promise<void>;
  close(): void;
}

/** What the composition root gives the verbs. */
export interface CliPorts {
  readonly version: string;
  readonly open: (given: CommonOptions, options?: OpenOptions) => Promise<Letopis>;
  readonly serve: (given: CommonOptions) => Promise<void>;
  readonly openCopyEnds: (from: string, to: string) => Promise<CopyEnds>;
  /** Throws StoreError where the vault is not the log's own and that is not accepted. */
  readonly lookAtKeys: (given: CommonOptions, asked: KeysAsked) => Promise<KeysSeen>;
  /** Those of this program and those of its owner: each is a verb. */
  readonly reports: readonly Report[];
  /** Writes the file of a new read model; gives its name, undefined where it is there already. */
  readonly writeSkeleton: (folder: string, name: string) => string | undefined;
  readonly filesOfImport: () => Promise<ImportFiles>;
  /** Writes the rows of a table into a Parquet file; gives how many they are. */
  readonly writeTable: (path: string, table: TableSpec, pages: AsyncIterable<readonly Row[]>) => Promise<number>;
  /** Makes an SQLite file that holds tables under their plain names. */
  readonly openTableFile: (path: string) => Promise<TableFile>;
  readonly write: (text: string) => void;
  /** The lines that a person types, or that come through a pipe. */
  readonly lines: () => AsyncIterable<string>;
  /** What the reader must know and no program reads: to standard error. */
  readonly note: (text: string) => void;
  /** Writes a text; page by page where it is longer than the screen. */
  readonly page: (text: string) => void;
  /** Whether the screen shows colours. */
  readonly colours: boolean;
  /** The width of the screen in characters; undefined where the answer goes to a program or a file. */
  readonly width: number | undefined;
}

export interface CommonOptions {
  readonly data?: string;
  readonly zone?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  /** Of `serve` alone. */
  readonly readOnly?: boolean;
  readonly port?: string;
}

/** 0 good, 1 a difference or a rejection by a rule, 2 wrong use, 3 the store is not available. */
export const exitCodes = { good: 0, difference: 1, wrongUse: 2, storeAway: 3 } as const;

/** A wrong call; the message says what to do. */
export class UsageError extends Error {}

/** What to write instead of a name that is none of those known. */
export const nameInstead = (name: string, known: readonly string[]): string => {
  const near = nearestTo(name, known);
  return near.length > 0 ? `did you mean ${near.join(', ')}?` : `name one of ${known.join(', ')}`;
};

export const refuseName = (kind: string, name: string, known: readonly string[]): never => {
  throw new UsageError(`there is no ${kind} ${name}: ${nameInstead(name, known)}`);
};

/** The one of this name. Throws UsageError where there is none. */
export const oneNamed = <Named extends { readonly name: string }>(
  kind: string,
  all: readonly Named[],
  name: string,
): Named => {
  const found = all.find((each) => each.name === name);
  const known = all.map((each) => each.name);
  return found ?? refuseName(kind, name, known);
};

/** The number that an option takes. */
export const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('it must be a whole number above 0');
};

export const formatOf = ({ json, csv }: CommonOptions): Format => (json ? 'json' : csv ? 'csv' : 'table');

/** A cell of an answer; an empty log has no position. */
export const positionOrNull = (position: Position | undefined): string | null =>
  position === undefined ? null : String(position);

export const withCommonOptions = (verb: Command): Command =>
  verb
    .option('--data <folder>', 'the data folder (LETOPIS_DATA, else .data)')
    .option('--zone <zone>', 'the time zone, for example Europe/Berlin (LETOPIS_ZONE, else the company’s)')
    .option('--json', 'JSON, for programs')
    .option('--csv', 'CSV, for spreadsheets');

/** What the digests of the log are taken by. */
export const digestPorts = ({ store: log, readStore: store, clock }: Letopis) => ({ log, store, clock });

/** Opens the core for a verb, and always closes it. */
export const withLetopis = async <Result>(
  ports: CliPorts,
  given: CommonOptions,
  work: (letopis: Letopis) => Promise<Result>,
  options: OpenOptions = {},
): Promise<Result> => {
  const letopis = await ports.open(given, options);
  try {
    return await work(letopis);
  } finally {
    await letopis.close();
  }
};
