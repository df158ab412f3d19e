import type { TableSpec } from '../../read-models/projection';

/** A name as an identifier of standard SQL. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlNames = (names: readonly string[]): string => names.map(sqlName).join(', ');

/** The end of an insert that replaces a row of the same key. */
export const replacingClause = ({ columns, key }: Pick<TableSpec, 'columns' | 'key'>): string => {
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  const updates = others.map((column) => `${sqlName(column)} = excluded.${sqlName(column)}`).join(', ');
  return `on conflict(${sqlNames(key)}) do ${others.length > 0 ? `update set ${updates}` : 'nothing'}`;
};
