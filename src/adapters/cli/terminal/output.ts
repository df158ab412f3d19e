import Table from 'cli-table3';
import { columnsOf, inMajorUnits, isMomentText, type FormedAnswer } from '../../../application/forms/cells';
import { csvOf } from '../../../application/forms/csv';
import { DECIMAL_PLACES } from '../../../domain/shared/decimals';
import { exactMajorText, minorDigitsOf } from '../../../domain/shared/money';
import { isExactText } from '../../../read-models/kit/beyond';
import { currencyBeside, type AnswerRow, type Cell } from '../../../read-models/kit/report';
import { nameColumnOf } from '../../../read-models/names/named';
import { localText } from './moments';
import { formatOf, type CliPorts, type CommonOptions, type Format } from './context';
import { inColour, type Look } from './screen';

export interface Printable extends FormedAnswer {
  /** Whether people are shown ids, too: else names stand in their place. */
  readonly showsIds?: boolean;
}

/** What is known of the screen: how wide it is, in characters, and whether it shows colours. */
type ScreenGiven = Partial<Pick<CliPorts, 'width' | 'colours'>>;

type Paint = (look: Look, text: string) => string;
const plainly: Paint = (_, text) => text;

type TextRow = Readonly<Record<string, string>>;
type CellFormat = (value: Cell | undefined, column: string) => string;

/** A quantity in full; of a share or a chance four digits. */
const numberText = (value: number, column: string): string =>
  Number.isInteger(value) || /quantity/i.test(column) ? String(value) : String(Number(value.toPrecision(4)));

/** `1234567` minor units of EUR as `12,345.67`, and a unit price of 19.5 as `0.195`. */
const majorText = (amount: number, currency: string): string => {
  const digits = minorDigitsOf(currency);
  const most = Number.isInteger(amount) ? digits : digits + DECIMAL_PLACES;
  return inMajorUnits(amount, currency).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: most,
  });
};

/** Undefined where it is no amount. */
const moneyText = (value: Cell, currency: string | undefined): string | undefined => {
  if (currency === undefined) return undefined;
  if (isExactText(value)) return exactMajorText(BigInt(value), currency);
  return typeof value === 'number' ? majorText(value, currency) : undefined;
};

const cellFormat = (zone: string): CellFormat => {
  const local = localText(zone);
  return (value, column) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return numberText(value, column);
    if (typeof value === 'string') return isMomentText(value) ? local(value) : value;
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
      const amount = moneyText(value, currencyBeside(row, column, money));
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
const asTable = (rows: readonly AnswerRow[], texts: readonly TextRow[], paint: Paint): string => {
  const columns = columnsOf(texts).filter((column) => texts.some((row) => row[column] !== ''));
  const table = new Table({
    head: columns.map((column) => paint('column', column)),
    colAligns: columns.map((column) => (isNumeric(rows, column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...texts.map((row) => columns.map((column) => row[column] ?? '')));
  return table.toString();
};

const asRecord = (row: TextRow, paint: Paint): string =>
  Object.entries(row)
    .map(([name, text]) => `  ${paint('column', name.padEnd(28))} ${text}`.trimEnd())
    .join('\n');

/** One row after the other, without empty cells. */
const asRecords = (texts: readonly TextRow[], paint: Paint): string =>
  texts
    .map((row, index) => {
      const filled = Object.fromEntries(Object.entries(row).filter(([, text]) => text !== ''));
      return `  — ${index + 1} of ${texts.length}\n${asRecord(filled, paint)}`;
    })
    .join('\n');

/** Where there is no screen, a table is as wide as most are. */
const USUAL_WIDTH = 120;

const hasMoment = (row: AnswerRow): boolean =>
  Object.values(row).some((cell) => typeof cell === 'string' && isMomentText(cell));

/**
 * An answer as text for people. A single row becomes lines of `name value`, several a table, or lines again where the
 * screen (of `width` characters) is too narrow for the table.
 */
const reportText = (printable: Printable, { width = USUAL_WIDTH, colours = false }: ScreenGiven): string => {
  const { sections, notes, zone = 'UTC', names, showsIds = false } = printable;
  const format = cellFormat(zone);
  const paint = colours ? inColour : plainly;
  const section = (all: readonly AnswerRow[]): string => {
    const rows = showsIds ? all : withoutIds(all, names);
    const texts = rows.map((row) => textRow(row, format, printable));
    const [first, ...more] = texts;
    if (first && more.length === 0) return asRecord(first, paint);
    const table = asTable(rows, texts, paint);
    const [topLine = ''] = table.split('\n', 1);
    return topLine.length > width ? asRecords(texts, paint) : table;
  };
  const hasMoments = Object.values(sections).some((rows) => rows.some(hasMoment));
  return [
    ...Object.entries(sections).map(([name, rows]) =>
      rows.length === 0 ? `${name}: nothing` : `${paint('heading', name)}\n${section(rows)}`,
    ),
    ...[...notes, ...(hasMoments ? [`Times are in the zone ${zone}.`] : [])].map((note) => paint('note', `- ${note}`)),
  ].join('\n\n');
};

/** CSV is of the last section. */
export const render = (printable: Printable, format: Format, screen: ScreenGiven = {}): string => {
  const { sections, notes } = printable;
  if (format === 'json') return JSON.stringify({ sections, notes }, null, 2);
  return format === 'csv' ? csvOf(printable).trimEnd() : reportText(printable, screen);
};

/** Prints sections as they are asked for. */
export const printSections = (
  ports: Pick<CliPorts, 'write' | 'width' | 'colours'>,
  asked: Pick<CommonOptions, 'json' | 'csv'>,
  sections: Printable['sections'],
  notes: Printable['notes'] = [],
): void => {
  ports.write(render({ sections, notes }, formatOf(asked), ports));
};
