import type { Column, ColumnKind, Projection, TableSpec } from './projection';

const units: Readonly<Record<ColumnKind, string>> = {
  id: 'UUID',
  code: 'code',
  text: 'text',
  moment: 'moment, ISO 8601 in UTC',
  day: 'day, `YYYY-MM-DD`',
  personal: 'sealed text about a person: reports open it, SQL can’t',
  json: 'JSON',
  integer: 'integer',
  real: 'number',
  decimal: 'number with at most 6 decimal places',
  money: 'integer, minor units of the currency beside it',
  flag: '0 or 1',
  position: 'position in the log',
};

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** What a column holds: its unit. */
export const columnContent = ({ kind, optional }: Column): string => `${units[kind]}${optional ? ', or empty' : ''}`;

const columnRow = ([name, column]: [string, Column]): string =>
  `| \`${name}\` | ${columnContent(column)} | ${cell(column.description)} |`;

const names = (columns: readonly string[]): string => columns.map((name) => `\`${name}\``).join(', ');

const tableText = ({ name, description, columns, key, indexes }: TableSpec): string =>
  [
    `### \`${name}\``,
    '',
    `${description}.`,
    '',
    `Key: ${names(key)}.${indexes.length === 0 ? '' : ` Indexes: ${indexes.map(names).join('; ')}.`}`,
    '',
    '| column | holds | description |',
    '| --- | --- | --- |',
    ...Object.entries(columns).map(columnRow),
    '',
  ].join('\n');

const projectionText = ({ name, version, description, tables, on }: Projection): string =>
  [
    `## ${name}`,
    '',
    `${description}. Version ${version}; made from ${names(Object.keys(on).sort())}.`,
    '',
    ...tables.map(tableText),
  ].join('\n');

/** The tables of read models for the analyst, as markdown: each table, each column, its unit and its description. */
export const describeTables = (projections: readonly Projection[]): string =>
  projections.map(projectionText).join('\n');
