import { stringify } from 'csv-stringify/sync';
import type { Cell } from '../../read-models/kit/report';
import { isExactText } from '../../read-models/kit/beyond';
import { columnsOf, type FormedAnswer } from './cells';

const csvCell = (value: Cell | undefined): string | number | bigint => {
  if (value === null || value === undefined) return '';
  // The digits of a sum that no number holds are one all the same.
  if (isExactText(value)) return BigInt(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'boolean' ? String(value) : value;
};

/**
 * The last section of an answer as CSV: a report gives its summary first and its rows last. A text that a spreadsheet would
 * take for a formula has an apostrophe before it; numbers stay as they are.
 */
export const csvOf = ({ sections }: Pick<FormedAnswer, 'sections'>): string => {
  const rows = Object.values(sections).at(-1) ?? [];
  const columns = columnsOf(rows);
  const records = rows.map((row) => columns.map((column) => csvCell(row[column])));
  return stringify(records, { header: true, columns: [...columns], escape_formulas: true });
};
