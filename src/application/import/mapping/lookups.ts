import { asText, checkMeant, ifReadable, inHand, type Expression } from '../language/expression';
import { ScopedFields } from '../language/expressions';
import type { Kept, Lookup, MappingScope } from '../language/scope';
import type { MapEntry } from '../language/tree';
import type { OpenTable, SourceRow, SourceTable } from '../tables/table';
import { tableOf } from './files';

/** A lookup with the file that it is filled from, before the first row of the import. */
export interface LookupPlan {
  readonly name: string;
  readonly lookup: Lookup;
  readonly fill: () => Promise<void>;
}

interface Found {
  readonly at: string;
  readonly kept: Kept;
}

/** Records by key, each list in the order of time. Kept in memory: its size is the lookup's alone. */
class Index {
  private readonly records = new Map<string, Found[]>();

  async fill(table: SourceTable, read: (row: SourceRow) => (Found & { readonly key: string }) | undefined) {
    for await (const page of table.pages())
      for (const row of page) {
        const found = read(row);
        if (!found) continue;
        const list = this.records.get(found.key);
        if (list) list.push(found);
        else this.records.set(found.key, [found]);
      }
    for (const list of this.records.values())
      list.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  }

  readonly find: Lookup['find'] = (key, from, until) => {
    const found = this.records.get(key)?.find(({ at }) => at >= from);
    return found && (until === undefined || found.at <= until) ? found.kept : undefined;
  };
}

const lookupKeys = ['file', 'csv', 'skip', 'values', 'when', 'by', 'at', 'keep'] as const;

const readKept = (fields: ScopedFields<(typeof lookupKeys)[number]>) => {
  const kept = fields.value('keep');
  if (fields.at('keep') && !kept.fields)
    fields.problem('“keep” must be a map', 'write “name: $Column” lines below', 'keep');
  for (const value of kept.fields?.values() ?? []) checkMeant(value, fields.reading);
  return kept.fields ?? new Map<string, Expression>();
};

/** One entry of `lookups`: finds, for a row of one file, the first fitting record of another. */
export const readLookup = async (
  { key: name, line, value }: MapEntry,
  base: MappingScope,
  open: OpenTable,
): Promise<LookupPlan | undefined> => {
  const fields = new ScopedFields(base, value, `the lookup “${name}”`, lookupKeys, line);
  const table = await tableOf(fields, open, ['above']);
  if (!table) return undefined;
  fields.enter(table, false, 'values');
  const [applies, by, at, kept] = [fields.condition('when'), fields.value('by'), fields.moment('at'), readKept(fields)];
  /** A record that can't be read is none to look up; where its file is imported too, its row is rejected there. */
  const read = (source: SourceRow) => {
    const row = inHand(source);
    const key = applies(row) ? asText(by.evaluate(row)) : undefined;
    const moment = key === undefined ? undefined : asText(at.evaluate(row));
    if (key === undefined || moment === undefined) return undefined;
    const values = Object.fromEntries([...kept].map(([field, expression]) => [field, expression.evaluate(row)]));
    return { key, at: moment, kept: { ...values, at: moment } };
  };
  const index = new Index();
  const lookup: Lookup = { fields: new Map([...kept, ['at', at]]), find: index.find };
  return { name, lookup, fill: () => index.fill(table, (row) => ifReadable(() => read(row), undefined)) };
};
