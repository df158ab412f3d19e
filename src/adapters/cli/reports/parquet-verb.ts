import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { tablePages } from '../../../read-models/kit/table-pages';
import type { AnswerRow } from '../../../read-models/kit/report';
import { withLetopis, type CliPorts } from '../terminal/context';
import { exportTables, exportVerb, type TablesOptions, type WriteTables } from './export-tables';

/** So many rows are in memory at a time; readers of the file skip whole groups of them. */
const ROWS_OF_A_GROUP = 20_000;

const writeParquet =
  (ports: CliPorts): WriteTables =>
  async (folder, tables, { db }, onTable) => {
    await mkdir(folder, { recursive: true });
    const files: AnswerRow[] = [];
    for (const { table } of tables) {
      const file = join(folder, `${table.name}.parquet`);
      const rows = await ports.writeTable(file, table, tablePages(db, table, ROWS_OF_A_GROUP));
      files.push({ table: table.name, rows, kilobytes: Math.ceil((await stat(file)).size / 1000) });
      onTable(files.length);
    }
    return files;
  };

export const addParquet = (program: Command, ports: CliPorts): void => {
  exportVerb(
    program,
    'parquet',
    'write the tables of the read models as Parquet files, all as of one moment',
    'the folder to make, with a file for each table',
  )
    .addHelpText(
      'after',
      `
Examples:
  letopis parquet --out facts
  letopis parquet refusals offer_lines --out june --as-of 2024-06-30

Texts about persons stay sealed. DuckDB: select * from 'facts/refusals.parquet'; pandas: pd.read_parquet('facts/refusals.parquet').`,
    )
    .action((names: string[], asked: TablesOptions) =>
      withLetopis(ports, asked, (letopis) => exportTables(ports, letopis, names, asked, writeParquet(ports))),
    );
};
