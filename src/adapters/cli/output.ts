import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import type { AnswerRow, Cell } from '../../read-models/report';

/** How a verb prints: tables for people, JSON or CSV for programs. Answers go to standard output, the rest to error. */
export type Format = 'table' | 'json' | 'csv';

export interface Printable {
  readonly sections: Readonly<Record<string, readonly AnswerRow[]>>;
  readonly notes: readonly string[];
}

const columnsOf = (rows: readonly AnswerRow[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

const rounded = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return rounded(value);
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const isNumeric = (rows: readonly AnswerRow[], column: string): boolean =>
  rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === 'number');

const asTable = (rows: readonly AnswerRow[]): string => {
  const columns = columnsOf(rows);
  const table = new Table({
    head: columns,
    colAligns: columns.map((column) => (isNumeric(rows, column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => columns.map((column) => cell(row[column]))));
  return table.toString();
};

const asRecord = (row: AnswerRow): string =>
  Object.entries(row)
    .map(([name, value]) => `  ${name.padEnd(28)} ${cell(value)}`)
    .join('\n');

/** One row stands as lines of `name value`, several as a table. */
const asText = ({ sections, notes }: Printable): string =>
  [
    ...Object.entries(sections).map(([name, rows]) => {
      const [first, ...more] = rows;
      if (!first) return `${name}: nothing`;
      return `${name}\n${more.length === 0 ? asRecord(first) : asTable(rows)}`;
    }),
    ...notes.map((note) => `- ${note}`),
  ].join('\n\n');

/** The section that is asked for, else the last: a summary comes first, the rows behind it last. */
const asCsv = ({ sections }: Printable, section: string | undefined): string => {
  const rows = section === undefined ? Object.values(sections).at(-1) : sections[section];
  if (!rows) return '';
  const columns = columnsOf(rows);
  const records = rows.map((row) => columns.map((column) => csvCell(row[column])));
  return stringify(records, { header: true, columns }).trimEnd();
};

const csvCell = (value: Cell | undefined): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

export const render = (printable: Printable, format: Format, section?: string): string => {
  if (format === 'json') return JSON.stringify(printable, null, 2);
  return format === 'csv' ? asCsv(printable, section) : asText(printable);
};
