import type { Expression } from '../language/expression';
import { ScopedFields } from '../language/expressions';
import type { RowCondition } from '../language/forms';
import { MapFields } from '../language/reading';
import type { MappingScope } from '../language/scope';
import type { Node } from '../language/tree';
import type { OpenTable, SourceTable, TableFormat } from '../table';
import { readFact, type FactPlan } from './facts';

/** A rule of the mapping by which a row is refused. */
export interface RowRule {
  readonly applies: RowCondition;
  readonly code: string;
  readonly because: string;
  readonly next: string;
}

/** What is to be done with the rows of one file. */
export interface FilePlan {
  readonly table: SourceTable;
  /** What identifies a row in its source; the number of its line where it is left out. */
  readonly row: Expression | undefined;
  /** Rows that follow one another with the same value form one document. */
  readonly document: Expression | undefined;
  /** Rows with the same value run one after another, in the order of the file. */
  readonly order: Expression | undefined;
  readonly refused: readonly RowRule[];
  readonly facts: readonly FactPlan[];
}

const isEncoding = (name: string): boolean => {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
};

/** How the cells of a file are parted, quoted and encoded. */
const readFormat = (fields: MapFields<'csv'>): TableFormat => {
  const csv = fields.inner('csv', ['delimiter', 'quote', 'encoding']);
  const encoding = csv.text('encoding') ?? 'utf-8';
  if (!isEncoding(encoding))
    csv.problem(`“${encoding}” is no encoding`, 'take one as utf-8, windows-1251, iso-8859-1', 'encoding');
  return { delimiter: csv.text('delimiter') ?? ',', quote: csv.text('quote') ?? '"', encoding };
};

/** The table that an entry names with `file`; a file that is not there is a problem. */
export const tableOf = async (fields: MapFields<'file' | 'csv'>, open: OpenTable): Promise<SourceTable | undefined> => {
  const file = fields.requiredText('file');
  if (file === undefined) return undefined;
  const table = await open(file, readFormat(fields));
  if (!table) fields.problem(`there is no file “${file}”`, 'put it into the folder, or fix its name', 'file');
  return table;
};

const readRule = (node: Node, scope: MappingScope): RowRule => {
  const fields = new ScopedFields(scope, node, 'a reject', ['when', 'code', 'because', 'next']);
  fields.required('when');
  const text = (key: 'code' | 'because' | 'next'): string => fields.requiredText(key) ?? '';
  return { applies: fields.condition('when'), code: text('code'), because: text('because'), next: text('next') };
};

const checkNames = (facts: readonly FactPlan[], fields: MapFields<'facts'>): void => {
  const seen = new Set<string>();
  for (const { name, line } of facts) {
    const problem = `two facts of this file are called “${name}”`;
    if (seen.has(name)) fields.reading.problem({ line }, problem, 'give one of them a “name” of its own');
    seen.add(name);
  }
};

const fileKeys = ['file', 'csv', 'row', 'document', 'order', 'values', 'reject', 'facts'] as const;

/** One entry of `files`. */
export const readFile = async (node: Node, base: MappingScope, open: OpenTable): Promise<FilePlan | undefined> => {
  const fields = new ScopedFields(base, node, 'a file', fileKeys);
  const table = await tableOf(fields, open);
  if (!table) return undefined;
  fields.enter(table, fields.at('document') !== undefined, 'values');
  fields.required('facts');
  const facts = fields.items('facts').flatMap((one) => readFact(one, fields.scope) ?? []);
  checkNames(facts, fields);
  return {
    table,
    row: fields.optional('row'),
    document: fields.optional('document'),
    order: fields.optional('order'),
    refused: fields.items('reject').map((one) => readRule(one, fields.scope)),
    facts,
  };
};
