import { valueOf } from './expressions';
import type { Scope } from './scope';
import type { Table } from '../table';
import type { Entry } from './tree';

/** A scope in which the columns of a table can be named. */
export const scopeOf = (table: Table, scope: Scope, inDocument: boolean): Scope => ({
  ...scope,
  columns: new Map(table.header.map((name, index) => [name, index])),
  names: new Map(),
  inDocument,
});

/** Adds the `values` of a file to its scope; each may use those above it. */
export const nameValues = (entry: Entry | undefined, scope: Scope): void => {
  const entries = (entry && scope.reading.map(entry.value, 'values')?.entries) ?? [];
  for (const { key, line, value } of entries) {
    if (scope.columns.has(key))
      scope.reading.problem({ line }, `“${key}” is the name of a column already`, 'choose another name');
    scope.names.set(key, { slot: scope.names.size, expression: valueOf(value, scope) });
  }
};
