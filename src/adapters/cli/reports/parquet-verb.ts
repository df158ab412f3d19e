import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { asOf, type PastMoment } from '../../../application/asking/as-of';
import { notesOnStanding } from '../../../application/projecting/standing';
import type { TableSpec } from '../../../read-models/kit/projection';
import { tablePages } from '../../../read-models/kit/table-pages';
import type { AnswerRow, Database } from '../../../read-models/kit/report';
import {
  formatOf,
  refuseName,
  UsageError,
  withCommonOptions,
  withLetopis,
  type CliPorts,
  type CommonOptions,
} from '../terminal/context';
import { parseOptionalMoment } from '../terminal/moments';
import { render } from '../terminal/output';
import { ProgressLine } from '../terminal/progress';
import { pastMoment, upToDate } from './report-verbs';

interface ParquetOptions extends CommonOptions {
  readonly out: string;
  readonly at?: string;
  readonly asOf?: string;
}

/** So many rows are in memory at a time; readers of the file skip whole groups of them. */
const ROWS_OF_A_GROUP = 20_000;

const tablesNamed = ({ side }: Letopis, names: readonly string[]): readonly TableSpec[] => {
  const tables = side.projections.flatMap((projection) => projection.tables);
  if (names.length === 0) return tables;
  const known = tables.map(({ name }) => name);
  return names.map((name) => {
    const table = tables.find((each) => each.name === name);
    return table ?? refuseName('table', name, known);
  });
};

/** The tables of now, or of a past moment, as one state. */
const inOneState = async <Result>(
  { side, readStore }: Letopis,
  past: PastMoment | undefined,
  work: (db: Database) => Promise<Result>,
): Promise<Result> => {
  if (past === undefined) return readStore.db.transaction().setIsolationLevel('repeatable read').execute(work);
  const tables = await asOf(side, { reads: side.projections.map(({ name }) => name) }, past);
  try {
    return await work(tables.db);
  } finally {
    await tables.close();
  }
};

const pastAsked = ({ zone, clock }: Letopis, asked: ParquetOptions): PastMoment | undefined =>
  pastMoment(
    parseOptionalMoment(asked.asOf, zone, '--as-of', 'end'),
    parseOptionalMoment(asked.at, zone, '--at', 'end'),
    clock(),
  );

const writeTables = async (ports: CliPorts, letopis: Letopis, tables: readonly TableSpec[], asked: ParquetOptions) => {
  const folder = `${asked.out}.part`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const line = new ProgressLine();
  const written = await inOneState(letopis, pastAsked(letopis, asked), async (db) => {
    const files: AnswerRow[] = [];
    for (const table of tables) {
      const file = join(folder, `${table.name}.parquet`);
      const rows = await ports.writeTable(file, table, tablePages(db, table, ROWS_OF_A_GROUP));
      files.push({ table: table.name, rows, kilobytes: Math.ceil((await stat(file)).size / 1000) });
      line.show({ what: 'tables', done: files.length, share: files.length / tables.length });
    }
    return files;
  });
  line.end();
  await rename(folder, asked.out);
  return written;
};

const runParquet = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: ParquetOptions,
): Promise<void> => {
  if (existsSync(asked.out)) throw new UsageError(`--out: ${asked.out} is there already: name a new folder`);
  const tables = tablesNamed(letopis, names);
  await upToDate(letopis);
  const notes = await notesOnStanding(
    letopis.side,
    letopis.side.projections.map(({ name }) => name),
  );
  const written = await writeTables(ports, letopis, tables, asked);
  ports.write(
    render({ sections: { written }, notes: [...notes, `They are in ${asked.out}.`] }, formatOf(asked), ports),
  );
};

export const addParquet = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('parquet')
      .argument('[tables...]')
      .description('write the tables of the read models as Parquet files, all as of one moment')
      .requiredOption('--out <folder>', 'the folder to make, with a file for each table'),
  )
    .option('--at <moment>', 'the state at that time (a day: at its end), with all that is known now')
    .option('--as-of <moment>', 'what was known at that time (a day: at its end)')
    .addHelpText(
      'after',
      `
Examples:
  letopis parquet --out facts
  letopis parquet refusals offer_lines --out june --as-of 2024-06-30

Texts about persons stay sealed. DuckDB: select * from 'facts/refusals.parquet'; pandas: pd.read_parquet('facts/refusals.parquet').`,
    )
    .action((names: string[], asked: ParquetOptions) =>
      withLetopis(ports, asked, (letopis) => runParquet(ports, letopis, names, asked)),
    );
};
