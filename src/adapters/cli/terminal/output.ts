import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import { DECIMAL_PLACES } from '../../../domain/shared/decimals';
import { minorDigitsOf } from '../../../domain/shared/money';
import { isExactText } from '../../../read-models/kit/beyond';
import type { AnswerRow, Cell, Report } from '../../../read-models/kit/report';
import { nameColumnOf } from '../../../read-models/names/named';
import { localText } from './moments';
import { UsageError, type Format } from './context';

export interface Printable extends Pick<Report, 'money' | 'names' | 'rates'> {
  readonly sections: Readonly<Record<string, readonly AnswerRow[]>>;
  readonly notes: readonly string[];
  /** The zone of moments for people; UTC where it is left out. Programs get all moments in UTC. */
  readonly zone?: string;
  /** Whether people are shown ids, too: else names stand in their place. */
  readonly showsIds?: boolean;
}

const UTC_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

type TextRow = Readonly<Record<string, string>>;
type CellFormat = (value: Cell | undefined, column: string) => string;

const columnsOf = (rows: readonly object[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** A quantity in full; of a share or a chance four digits. */
const numberText = (value: number, column: string): string =>
  Number.isInteger(value) || /quantity/i.test(column) ? String(value) : String(Number(value.toPrecision(4)));

/** `1234567` minor units of EUR as `12,345.67`, and a unit price of 19.5 as `0.195`. */
const majorText = (amount: number, currency: string): string => {
  const digits = minorDigitsOf(currency);
  const most = Number.isInteger(amount) ? digits : digits + DECIMAL_PLACES;
  return (amount / 10 ** digits).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: most });
};

/** Of a sum that no number holds. */
const exactMajorText = (amount: bigint, currency: string): string => {
  const digits = minorDigitsOf(currency);
  const unit = 10n ** BigInt(digits);
  const whole = (amount / unit).toLocaleString('en');
  const rest = String(amount % unit).replace('-', '');
  return digits === 0 ? whole : `${whole}.${rest.padStart(digits, '0')}`;
};

/** Undefined where it is no amount. */
const moneyText = (value: Cell, currency: Cell | undefined): string | undefined => {
  if (typeof currency !== 'string') return undefined;
  if (isExactText(value)) return exactMajorText(BigInt(value), currency);
  return typeof value === 'number' ? majorText(value, currency) : undefined;
};

const cellFormat = (zone: string): CellFormat => {
  const local = localText(zone);
  return (value, column) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return numberText(value, column);
    if (typeof value === 'string') return UTC_MOMENT.test(value) ? local(value) : value;
    return Array.isArray(value) ? value.join(' ') : JSON.stringify(value);
  };
};

/** `0.1234` as `12.34 %`. */
const percentText = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

type CellKinds = Pick<Printable, 'money' | 'rates'>;

/** Money in major units where its currency is in the same row, shares in percent, moments in the zone of the caller. */
const textRow = (row: AnswerRow, format: CellFormat, { money, rates }: CellKinds): TextRow =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const amount = moneyText(value, row[money?.[column] ?? '']);
      if (amount !== undefined) return [column, amount];
      const isRate = typeof value === 'number' && rates?.includes(column);
      return [column, isRate ? percentText(value) : format(value, column)];
    }),
  );

const OWN_IDS = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;

const isIdColumn = (rows: readonly AnswerRow[], column: string): boolean => {
  const cells = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null);
  return cells.length > 0 && cells.every((cell) => typeof cell === 'string' && OWN_IDS.test(cell));
};

/** Rows for people: names in the place of ids (an id where there is no name), and no other ids. */
const withoutIds = (rows: readonly AnswerRow[], names: Printable['names'] = {}): readonly AnswerRow[] => {
  const columns = columnsOf(rows);
  const hidden = new Set(columns.filter((column) => isIdColumn(rows, column)));
  if (hidden.size === columns.length) return rows;
  const idOf = new Map(Object.keys(names).map((column) => [nameColumnOf(column), column]));
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([column]) => !hidden.has(column))
        .map(([column, cell]) => [column, cell ?? row[idOf.get(column) ?? ''] ?? null]),
    ),
  );
};

const isNumeric = (rows: readonly AnswerRow[], column: string): boolean =>
  rows.every((row) => {
    const cell = row[column] ?? null;
    return cell === null || typeof cell === 'number' || isExactText(cell);
  });

/** Without columns in which no row has anything: they take the room of those that have. */
const asTable = (rows: readonly AnswerRow[], texts: readonly TextRow[]): string => {
  const columns = columnsOf(texts).filter((column) => texts.some((row) => row[column] !== ''));
  const table = new Table({
    head: columns,
    colAligns: columns.map((column) => (isNumeric(rows, column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...texts.map((row) => columns.map((column) => row[column] ?? '')));
  return table.toString();
};

const asRecord = (row: TextRow): string =>
  Object.entries(row)
    .map(([name, text]) => `  ${name.padEnd(28)} ${text}`.trimEnd())
    .join('\n');

/** One row after the other, without empty cells. */
const asRecords = (texts: readonly TextRow[]): string =>
  texts
    .map((row, index) => {
      const filled = Object.fromEntries(Object.entries(row).filter(([, text]) => text !== ''));
      return `  — ${index + 1} of ${texts.length}\n${asRecord(filled)}`;
    })
    .join('\n');

/** Where there is no screen, a table is as wide as most are. */
const USUAL_WIDTH = 120;

const hasMoment = (row: AnswerRow): boolean =>
  Object.values(row).some((cell) => typeof cell === 'string' && UTC_MOMENT.test(cell));

/**
 * An answer as text for people. A single row becomes lines of `name value`, several a table, or lines again where the
 * screen (of `width` characters) is too narrow for the table.
 */
const reportText = (printable: Printable, width = USUAL_WIDTH): string => {
  const { sections, notes, zone = 'UTC', names, showsIds = false } = printable;
  const format = cellFormat(zone);
  const section = (all: readonly AnswerRow[]): string => {
    const rows = showsIds ? all : withoutIds(all, names);
    const texts = rows.map((row) => textRow(row, format, printable));
    const [first, ...more] = texts;
    if (first && more.length === 0) return asRecord(first);
    const table = asTable(rows, texts);
    const [topLine = ''] = table.split('\n', 1);
    return topLine.length > width ? asRecords(texts) : table;
  };
  const hasMoments = Object.values(sections).some((rows) => rows.some(hasMoment));
  return [
    ...Object.entries(sections).map(([name, rows]) =>
      rows.length === 0 ? `${name}: nothing` : `${name}\n${section(rows)}`,
    ),
    ...[...notes, ...(hasMoments ? [`Times are in the zone ${zone}.`] : [])].map((note) => `- ${note}`),
  ].join('\n\n');
};

/** The section that is named, else the last: a report gives its summary first and its rows last. */
const asCsv = ({ sections }: Printable, section: string | undefined): string => {
  const rows = section === undefined ? Object.values(sections).at(-1) : sections[section];
  if (!rows) throw new UsageError(`there is no section ${section}: name one of ${Object.keys(sections).join(', ')}`);
  const columns = columnsOf(rows);
  const records = rows.map((row) => columns.map((column) => csvCell(row[column])));
  return stringify(records, { header: true, columns }).trimEnd();
};

const csvCell = (value: Cell | undefined): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** `section`: the one to print, with CSV. `width`: that of the screen, in characters. */
export const render = (
  printable: Printable,
  format: Format,
  { section, width }: { readonly section?: string | undefined; readonly width?: number | undefined } = {},
): string => {
  const { sections, notes } = printable;
  if (format === 'json') return JSON.stringify({ sections, notes }, null, 2);
  return format === 'csv' ? asCsv(printable, section) : reportText(printable, width);
};
