import { Conditions, type RowCondition } from '../language/conditions';
import { asText, inHand, RowProblem, type Expression, type RowInHand } from '../language/expression';
import { expressionOf } from '../language/expressions';
import { tableOf } from './file-format';
import { nameValues, scopeOf } from '../language/named-values';
import type { Kept, Lookup, MappingScope } from '../language/scope';
import type { OpenTable, SourceTable } from '../table';
import type { MapEntry } from '../language/tree';

interface Found {
  readonly at: string;
  readonly kept: Kept;
}

/** A lookup with the file that it is filled from, before the first row of the import. */
export interface LookupPlan {
  readonly name: string;
  readonly lookup: Lookup;
  readonly table: SourceTable;
  readonly fill: () => Promise<void>;
}

const lookupKeys = ['file', 'csv', 'values', 'when', 'by', 'at', 'keep'] as const;
type LookupFields = ReadonlyMap<(typeof lookupKeys)[number], MapEntry>;

/** Records by key, each list in the order of time. Kept in memory: its size is the lookup's alone. */
class Index {
  private readonly records = new Map<string, Found[]>();

  add(key: string, found: Found): void {
    const list = this.records.get(key);
    if (list) list.push(found);
    else this.records.set(key, [found]);
  }

  sort(): void {
    for (const list of this.records.values())
      list.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  }

  readonly find: Lookup['find'] = (key, from, until) => {
    const found = this.records.get(key)?.find(({ at }) => at >= from);
    return found && (until === undefined || found.at <= until) ? found.kept : undefined;
  };
}

interface Parts {
  readonly applies: RowCondition;
  readonly by: Expression;
  readonly at: Expression;
  readonly fields: ReadonlyMap<string, Expression>;
}

/** A record that can't be read is none to look up; where its file is imported too, its row is rejected there. */
const keep = (row: RowInHand, { applies, by, at, fields }: Parts, index: Index): void => {
  try {
    if (!applies(row)) return;
    const key = asText(by.evaluate(row));
    const moment = asText(at.evaluate(row));
    if (key === undefined || moment === undefined) return;
    const kept = Object.fromEntries([...fields].map(([name, expression]) => [name, expression.evaluate(row)]));
    index.add(key, { at: moment, kept: { ...kept, at: moment } });
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
  }
};

const fillIndex = async (table: SourceTable, parts: Parts, index: Index): Promise<void> => {
  for await (const page of table.pages()) for (const row of page.map(inHand)) keep(row, parts, index);
  index.sort();
};

const readParts = (fields: LookupFields, line: number, what: string, scope: MappingScope): Parts | undefined => {
  const { reading } = scope;
  const by = reading.required(fields, 'by', { line }, what);
  const at = reading.required(fields, 'at', { line }, what);
  const keep = reading.required(fields, 'keep', { line }, what);
  const when = fields.get('when');
  if (!by || !at || !keep) return undefined;
  const kept = expressionOf(keep.value, scope);
  const moment = expressionOf(at.value, scope);
  if (moment.kind !== 'moment')
    reading.problem(at, '“at” must be a moment', 'write at: { timeOf: $Column, format: … }');
  if (!kept.fields) reading.problem(keep, '“keep” must be a map', 'write “name: $Column” lines below');
  return {
    applies: when ? new Conditions(scope, expressionOf).all(when.value) : () => true,
    by: expressionOf(by.value, scope),
    at: moment,
    fields: kept.fields ?? new Map<string, Expression>(),
  };
};

/** One entry of `lookups`: finds, for a row of one file, the first fitting record of another. */
export const readLookup = async (
  entry: MapEntry,
  base: MappingScope,
  open: OpenTable,
): Promise<LookupPlan | undefined> => {
  const { key: name, line } = entry;
  const what = `the lookup “${name}”`;
  const fields: LookupFields = base.reading.fields(entry.value, what, lookupKeys);
  const table = await tableOf(fields, line, what, base, open);
  if (!table) return undefined;
  const scope = scopeOf(table, base, false);
  nameValues(fields.get('values'), scope);
  const parts = readParts(fields, line, what, scope);
  if (!parts) return undefined;
  const index = new Index();
  const moment: Expression = { line, kind: 'moment', evaluate: () => undefined };
  const lookup: Lookup = { line, fields: new Map([...parts.fields, ['at', moment]]), find: index.find };
  return { name, lookup, table, fill: () => fillIndex(table, parts, index) };
};
