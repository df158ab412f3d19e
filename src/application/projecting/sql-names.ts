import type { ColumnKind, TableSpec } from '../../read-models/projection';

/** A name as an identifier of standard SQL. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlNames = (names: readonly string[]): string => names.map(sqlName).join(', ');

/** The end of an insert that replaces a row of the same key. */
export const replacingClause = ({ columns, key }: TableSpec): string => {
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  const updates = others.map((column) => `${sqlName(column)} = excluded.${sqlName(column)}`).join(', ');
  return `on conflict(${sqlNames(key)}) do ${others.length > 0 ? `update set ${updates}` : 'nothing'}`;
};

/** What stands between the parentheses of `create table`. */
export const columnsSql = ({ columns, key }: TableSpec, typeOf: (kind: ColumnKind) => string): string => {
  const specs = Object.entries(columns).map(
    ([name, { kind, optional }]) => `${sqlName(name)} ${typeOf(kind)}${optional ? '' : ' not null'}`,
  );
  return `${specs.join(', ')}, primary key(${sqlNames(key)})`;
};
