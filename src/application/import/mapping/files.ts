import type { Expression, RowCondition, RowInHand } from '../language/expression';
import { ScopedFields } from '../language/expressions';
import { MapFields } from '../language/reading';
import type { MappingScope } from '../language/scope';
import type { Node } from '../language/tree';
import { UnreadableTable, type OpenTable, type SourceTable, type TableFormat } from '../tables/table';
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
  /** Rows that are none of the table: those that these conditions hold for, and the last ones. */
  readonly skip: { readonly applies: RowCondition; readonly below: number };
  /** Run over each row, in the order of the file. */
  readonly counters: readonly ((row: RowInHand) => void)[];
  readonly refused: readonly RowRule[];
  readonly facts: readonly FactPlan[];
}

const skipKeys = ['above', 'below', 'when'] as const;

const isEncoding = (name: string): boolean => {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
};

const ENCODINGS =
  'utf-8, utf-16le, windows-1252 (western), windows-1250 (central European), windows-1251 (Cyrillic), ibm866, koi8-r, ' +
  'iso-8859-1, iso-8859-2, iso-8859-15, shift_jis, gb18030, big5, euc-kr';

/** How the cells of a file are parted, quoted and encoded; undefined where that can't be. */
const readFormat = (
  fields: MapFields<'csv' | 'skip'>,
  keys: readonly ['above', ...string[]],
): TableFormat | undefined => {
  const csv = fields.inner('csv', ['delimiter', 'quote', 'encoding']);
  const [delimiter, encoding] = [csv.text('delimiter'), csv.text('encoding') ?? 'utf-8'];
  const linesAbove = fields.inner('skip', keys).whole('above') ?? 0;
  const quote = csv.text('quote') ?? '"';
  if (isEncoding(encoding)) return { ...(delimiter !== undefined && { delimiter }), quote, encoding, linesAbove };
  csv.problem(`“${encoding}” is no encoding`, `take one of: ${ENCODINGS}`, 'encoding');
  return undefined;
};

/** The table that an entry names with `file`; a file that is not there, or is none, is a problem. */
export const tableOf = async (
  fields: MapFields<'file' | 'csv' | 'skip'>,
  open: OpenTable,
  keys: readonly ['above', ...string[]] = skipKeys,
): Promise<SourceTable | undefined> => {
  const file = fields.requiredText('file');
  const format = readFormat(fields, keys);
  if (file === undefined || !format) return undefined;
  try {
    const table = await open(file, format);
    if (!table) fields.problem(`there is no file “${file}”`, 'put it into the folder, or fix its name', 'file');
    return table;
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    fields.problem(`${error.place} ${error.problem}`, error.next, 'file');
    return undefined;
  }
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

const fileKeys = ['file', 'csv', 'skip', 'row', 'document', 'order', 'values', 'reject', 'facts'] as const;

const readSkip = (fields: ScopedFields<'skip'>): FilePlan['skip'] => {
  const node = fields.at('skip');
  if (!node) return { applies: () => false, below: 0 };
  const skip = new ScopedFields(fields.scope, node, 'skip', skipKeys);
  return { applies: skip.at('when') ? skip.condition('when') : () => false, below: skip.whole('below') ?? 0 };
};

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
    skip: readSkip(fields),
    refused: fields.items('reject').map((one) => readRule(one, fields.scope)),
    facts,
    counters: fields.scope.counters ?? [],
  };
};
