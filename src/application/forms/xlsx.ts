import { DateTime } from 'luxon';
import type { SheetData } from 'write-excel-file/node';
import { isDayText } from '../../domain/shared/iso-text';
import { exactMajorText, minorDigitsOf } from '../../domain/shared/money';
import { currencyBeside, type AnswerRow, type Cell } from '../../read-models/kit/report';
import { isExactText } from '../../read-models/kit/beyond';
import { columnsOf, inMajorUnits, isMomentText, type FormedAnswer } from './cells';

type SheetCell = SheetData[number][number];

/** What Excel holds in a cell, and in the name of a sheet. */
const LONGEST_TEXT = 32_767;
const LONGEST_SHEET_NAME = 31;
/** Its days begin here. */
const FIRST_DAY = '1900-03-01';

const headerCell = (value: string): SheetCell => ({ value, type: String, format: '@', fontWeight: 'bold' });

/** A cell of text is never a formula, also where it begins as one; in the format of text it stays text when it is edited. */
const textCell = (value: string): SheetCell => ({ value: value.slice(0, LONGEST_TEXT), type: String, format: '@' });

const moneyCell = (amount: number, currency: string): SheetCell => {
  const digits = minorDigitsOf(currency);
  const format = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
  return { value: inMajorUnits(amount, currency), type: Number, format };
};

/** A sum that no number holds, and no spreadsheet: all its digits, as text. */
const exactCell = (digits: string, currency: string | undefined): SheetCell =>
  textCell(currency === undefined ? digits : exactMajorText(BigInt(digits), currency));

/** A spreadsheet knows no zones: a moment is shown as the clock of the zone showed it. */
const momentCell = (moment: string, zone: string): SheetCell => ({
  value: DateTime.fromISO(moment, { zone }).setZone('utc', { keepLocalTime: true }).toJSDate(),
  type: Date,
  format: 'yyyy-mm-dd hh:mm:ss',
});

const dayCell = (day: string): SheetCell => ({ value: new Date(day), type: Date, format: 'yyyy-mm-dd' });

const cellOfText = (text: string, zone = 'UTC'): SheetCell => {
  if (text < FIRST_DAY) return textCell(text);
  if (isMomentText(text)) return momentCell(text, zone);
  return isDayText(text) ? dayCell(text) : textCell(text);
};

const cellOfNumber = (value: number, row: AnswerRow, column: string, { money, rates }: FormedAnswer): SheetCell => {
  const currency = currencyBeside(row, column, money);
  if (currency !== undefined) return moneyCell(value, currency);
  return { value, type: Number, ...(rates?.includes(column) && { format: '0.00%' }) };
};

const sheetCell = (value: Cell | undefined, row: AnswerRow, column: string, answer: FormedAnswer): SheetCell => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return cellOfNumber(value, row, column, answer);
  if (typeof value === 'boolean') return { value, type: Boolean };
  if (isExactText(value)) return exactCell(value, currencyBeside(row, column, answer.money));
  if (typeof value === 'string') return cellOfText(value, answer.zone);
  return textCell(Array.isArray(value) ? value.join(' ') : JSON.stringify(value));
};

const LEAST_WIDTH = 10;
const MOST_WIDTH = 60;
/** So many rows say how wide a column is. */
const ROWS_LOOKED_AT = 100;

const widthOf = (column: string, rows: readonly AnswerRow[]): number => {
  const lengths = rows.slice(0, ROWS_LOOKED_AT).map((row) => JSON.stringify(row[column] ?? '').length);
  return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, column.length + 2, ...lengths));
};

const sheetName = (section: string): string => section.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, LONGEST_SHEET_NAME);

const sheetOf = (section: string, rows: readonly AnswerRow[], answer: FormedAnswer) => {
  const columns = columnsOf(rows);
  return {
    sheet: sheetName(section),
    stickyRowsCount: 1,
    columns: columns.map((column) => ({ width: widthOf(column, rows) })),
    data: [
      columns.map(headerCell),
      ...rows.map((row) => columns.map((column) => sheetCell(row[column], row, column, answer))),
    ],
  };
};

/**
 * An answer as a workbook for people: a sheet for each section, with its header row frozen, and one for the notes. Money is
 * in major units with its currency beside it, moments are dates in the zone of the answer.
 */
export const xlsxOf = async (answer: FormedAnswer): Promise<Uint8Array> => {
  // Only who asks for it waits for the writer to be loaded.
  const { default: writeWorkbook } = await import('write-excel-file/node');
  const { sections, notes, zone = 'UTC' } = answer;
  const told = [...notes, `Times are in the zone ${zone}.`].map((note) => ({ note }));
  return writeWorkbook([
    ...Object.entries(sections).map(([section, rows]) => sheetOf(section, rows, answer)),
    sheetOf('notes', told, answer),
  ]).toBuffer();
};
