import { stringify } from 'csv-stringify/sync';
import type { Cell } from '../../read-models/report';
import { UsageError, type Format } from './context';
import { reportText, type Printable } from './report-text';

interface RenderOptions {
  /** With CSV: the section to print. */
  readonly section?: string | undefined;
  /** The width of the screen in characters. */
  readonly width?: number | undefined;
}

/** The section that is named, else the last: a report gives its summary first and its rows last. */
const asCsv = ({ sections }: Printable, section: string | undefined): string => {
  const rows = section === undefined ? Object.values(sections).at(-1) : sections[section];
  if (!rows) throw new UsageError(`there is no section ${section}: name one of ${Object.keys(sections).join(', ')}`);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const records = rows.map((row) => columns.map((column) => csvCell(row[column])));
  return stringify(records, { header: true, columns }).trimEnd();
};

const csvCell = (value: Cell | undefined): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

export const render = (printable: Printable, format: Format, { section, width }: RenderOptions = {}): string => {
  const { sections, notes } = printable;
  if (format === 'json') return JSON.stringify({ sections, notes }, null, 2);
  return format === 'csv' ? asCsv(printable, section) : reportText(printable, width);
};
