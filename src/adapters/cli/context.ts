import { InvalidArgumentError, type Command } from 'commander';
import type { MoveLogOptions } from '../../application/log/move-log';
import type { ImportFiles } from '../../application/import/table';
import type { Letopis } from '../../application/core';
import type { Moment } from '../../domain/shared/values';

/** How a verb prints: tables for people, JSON or CSV for programs. Answers go to standard output, the rest to error. */
export type Format = 'table' | 'json' | 'csv';

export interface OpenAs {
  /** Whether a data folder that is not there is made. */
  readonly creates?: boolean;
  /** Another clock of the store and of the rules than the machine's. */
  readonly clock?: () => Moment;
  /** For a long import. */
  readonly importing?: boolean;
  /** What is written can be made again: it need not outlive a loss of power. */
  readonly replaceable?: boolean;
}

/** A log to copy and the one to copy it to. */
export interface CopyEnds extends Pick<MoveLogOptions, 'source' | 'copy' | 'target'> {
  /** As people may see them: without passwords. */
  readonly from: string;
  readonly to: string;
  close(): Promise<void>;
}

/** What the composition root gives the verbs. */
export interface CliPorts {
  readonly version: string;
  readonly open: (given: Given, options?: OpenAs) => Promise<Letopis>;
  readonly serve: (given: Given) => Promise<void>;
  /** Opens the logs at two addresses. */
  readonly openCopyEnds: (from: string, to: string) => Promise<CopyEnds>;
  readonly files: ImportFiles;
  readonly write: (text: string) => void;
  /** How many characters a line of the screen takes; undefined where a program or a file takes the answer. */
  readonly width: number | undefined;
}

/** What every verb takes. */
export interface Given {
  readonly data?: string;
  readonly zone?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** 0 good, 1 a difference or a rule's no, 2 wrong use, 3 the store is away. */
export const exitCodes = { good: 0, difference: 1, wrongUse: 2, storeAway: 3 } as const;

/** A call that can't be done as it was asked; the message says what to do. */
export class WrongUse extends Error {}

/** The number that an option takes. */
export const whole = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('it must be a whole number above 0');
};

export const formatOf = ({ json, csv }: Given): Format => (json ? 'json' : csv ? 'csv' : 'table');

/** Adds what every verb takes. */
export const withGiven = (verb: Command): Command =>
  verb
    .option('--data <folder>', 'the folder of the data (LETOPIS_DATA, else .data)')
    .option('--zone <zone>', 'the zone of days and times, as Europe/Berlin (LETOPIS_ZONE, else the company’s)')
    .option('--json', 'JSON, for programs')
    .option('--csv', 'CSV, for spreadsheets');

/** Opens the core for a verb, and closes it whatever happens. */
export const withLetopis = async <Result>(
  ports: CliPorts,
  given: Given,
  work: (letopis: Letopis) => Promise<Result>,
  options: OpenAs = {},
): Promise<Result> => {
  const letopis = await ports.open(given, options);
  try {
    return await work(letopis);
  } finally {
    await letopis.close();
  }
};
