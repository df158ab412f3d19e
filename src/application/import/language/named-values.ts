import { expressionOf } from './expressions';
import type { MappingScope } from './scope';
import type { SourceTable } from '../table';
import type { MapEntry } from './tree';

/** A scope in which the columns of a table can be named. */
export const scopeOf = (table: SourceTable, scope: MappingScope, inDocument: boolean): MappingScope => ({
  ...scope,
  columns: new Map(table.header.map((name, index) => [name, index])),
  names: new Map(),
  inDocument,
});

/** Adds the `values` of a file to its scope; each may use those above it. */
export const nameValues = (entry: MapEntry | undefined, scope: MappingScope): void => {
  const entries = (entry && scope.reading.map(entry.value, 'values')?.entries) ?? [];
  for (const { key, line, value } of entries) {
    if (scope.columns.has(key))
      scope.reading.problem({ line }, `“${key}” is the name of a column already`, 'choose another name');
    scope.names.set(key, { slot: scope.names.size, expression: expressionOf(value, scope) });
  }
};
