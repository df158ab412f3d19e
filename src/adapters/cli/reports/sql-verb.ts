import type { Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { boundsOf, type PastMoment } from '../../../application/asking/as-of';
import type { Generation } from '../../../application/projecting/read-store';
import { suppositionText } from '../../../application/supposing/supposition';
import type { Row } from '../../../read-models/kit/projection';
import { tablePages } from '../../../read-models/kit/table-pages';
import type { AnswerRow } from '../../../read-models/kit/report';
import { withLetopis, type CliPorts } from '../terminal/context';
import {
  exportTables,
  exportVerb,
  type TablesOptions,
  type TableOfModel,
  type TablesState,
  type WriteTables,
} from './export-tables';

const ROWS_AT_ONCE = 20_000;

/** Up to where the tables of a read model know the log, of what was asked for. */
const upToWhere = async ({ store }: Letopis, generation: Generation | undefined, past: PastMoment | undefined) => {
  const { until } = past ? await boundsOf({ log: store }, past) : { until: await store.head() };
  const checkpoint = generation?.checkpoint;
  const position = checkpoint !== undefined && until !== undefined && checkpoint < until ? checkpoint : until;
  return position === undefined
    ? { position: null, recordedAt: null }
    : { position: Number(position), recordedAt: (await store.momentAt(position)) ?? null };
};

const pastShown = (past: PastMoment | undefined) => ({
  asOf: past && 'recordedAt' in past ? past.recordedAt : null,
  at: past?.at ?? null,
  supposing: past?.supposing ? suppositionText(past.supposing) : null,
});

/** What the tables are an edition of, a row for each read model. */
const editionRows = async (
  letopis: Letopis,
  tables: readonly TableOfModel[],
  { generationOf, past }: TablesState,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const { name, version } of new Set(tables.map(({ projection }) => projection))) {
    const generation = generationOf(name);
    rows.push({
      ...{ readModel: name, version: generation?.version ?? version },
      ...(await upToWhere(letopis, generation, past)),
      ...pastShown(past),
      madeAt: letopis.clock(),
    });
  }
  return rows.toSorted((one, other) => (String(one['readModel']) < String(other['readModel']) ? -1 : 1));
};

const writeSql =
  (ports: CliPorts, letopis: Letopis): WriteTables =>
  async (path, tables, state, onTable) => {
    const file = await ports.openTableFile(path);
    try {
      const written: AnswerRow[] = [];
      for (const { projection, table } of tables) {
        const rows = await file.write(projection.name, table, tablePages(state.db, table, ROWS_AT_ONCE));
        written.push({ table: table.name, rows });
        onTable(written.length);
      }
      await file.note(await editionRows(letopis, tables, state));
      return written;
    } finally {
      file.close();
    }
  };

export const addSql = (program: Command, ports: CliPorts): void => {
  exportVerb(
    program,
    'sql',
    'write the tables of the read models into an SQLite file for any tool, all as of one moment',
    'the file to make',
  )
    .addHelpText(
      'after',
      `
Examples:
  letopis sql --out now.sqlite
  letopis sql --out june.sqlite --as-of 2024-06-30
  letopis sql refusals clients --out may.sqlite --at 2024-05-31
  letopis sql enquiries --out four-hours.sqlite --what-if four-hours.json

The tables have their plain names (docs/tables.md), with columns_described beside them; the table edition says of which
versions, position and moment they are. Texts about persons stay sealed.`,
    )
    .action((names: string[], asked: TablesOptions) =>
      withLetopis(ports, asked, (letopis) => exportTables(ports, letopis, names, asked, writeSql(ports, letopis))),
    );
};
