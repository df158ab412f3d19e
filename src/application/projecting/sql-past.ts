import type { TableSpec } from '../../read-models/kit/projection';
import { sqlName, sqlNames } from './sql-read-store';

/** Where a store has its live tables and its temporary ones, as what stands before their names. */
interface Places {
  readonly live: string;
  readonly temporary: string;
}

/** The statements that show a table as of the past: a temporary table of its rows of then, and a view over both. */
export const pastTableSql = (table: TableSpec, condition: string, { live, temporary }: Places) => {
  const [name, columns] = [sqlName(table.name), sqlNames(Object.keys(table.columns))];
  const plainPast = sqlName(`${table.name} of the past`);
  const past = `${temporary}${plainPast}`;
  const isSame = table.key.map((column) => `l.${sqlName(column)} = p.${sqlName(column)}`).join(' and ');
  return {
    past,
    create: `create temp table ${plainPast} as select ${columns} from ${live}${name} where 1 = 0`,
    /** Those that count as they are live. */
    leaveOut: `delete from ${past} as p where exists (select 1 from ${live}${name} l where ${isSame} and ${condition})`,
    /** A query that joins the table looks into both halves of the view for each row. */
    indexes: [table.key, ...table.indexes].map((of, index) => ({
      name: sqlName(`${table.name} of the past ${index + 1}`),
      on: `${plainPast}(${sqlNames(of)})`,
    })),
    show: `create temp view ${name} as
      select ${columns} from ${live}${name} where ${condition} union all select ${columns} from ${past}`,
  };
};
