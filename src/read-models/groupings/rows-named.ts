import { sql } from 'kysely';
import { dayNumberOf, dayOf, startOfDay } from '../../domain/shared/time';
import type { Zone } from '../../domain/shared/values';
import type { LookUp } from './added-rows';
import { hasValue, isAmong } from '../kit/conditions';
import { groupColumn, sourceNames, type GroupColumns, type Grouping, type Name } from './groupings';
import { mergedClients } from './merged-clients';
import type { Ground, ReportContext, SqlPart } from '../kit/report';
import { isInSegment, segmentSpellings } from './segments';
import type { FactsDb } from '../facts/tables';
import { rowsWith } from '../kit/grounds';

/** Which rows of a report are shown under a name, by the columns that say whose they are. */
export type RowsNamed = (columns: GroupColumns) => SqlPart;

const MONTH_NAME = /^\d{4}-(0[1-9]|1[0-2])$/;

const startOfMonth = (month: string, zone: Zone): string => startOfDay(`${month}-01`, zone);
const nextMonth = (month: string): string => dayOf(dayNumberOf(`${month}-01`) + 31).slice(0, 7);

const isInMonth = (at: SqlPart, month: string, zone: Zone): SqlPart =>
  MONTH_NAME.test(month)
    ? sql`(${at} >= ${startOfMonth(month, zone)} and ${at} < ${startOfMonth(nextMonth(month), zone)})`
    : isAmong(at, []);

const rowsOfSource = (by: Grouping, name: Name, values: Iterable<Name>, context: ReportContext): RowsNamed => {
  const all = [...values];
  const nameOf = sourceNames(all, context);
  const written = all.filter((value) => value !== null).filter((value) => nameOf(value) === name);
  return (columns) => {
    const column = groupColumn(by, columns);
    const isWritten = isAmong(column, written);
    return name === null ? sql`(${column} is null or ${isWritten})` : isWritten;
  };
};

/** The condition that a row is shown under a name: `groupNames` the other way round. `values` are all, of sources alone. */
export const rowsNamed = async (
  db: FactsDb,
  by: Grouping,
  name: Name,
  values: Iterable<Name>,
  context: ReportContext,
): Promise<RowsNamed> => {
  if (by === 'source') return rowsOfSource(by, name, values, context);
  if (by === 'segment') {
    const isIn = await isInSegment(db, name);
    return ({ client }) => isIn(client);
  }
  if (by === 'month' && name !== null) return ({ at }) => isInMonth(at, name, context.zone);
  if (by !== 'client' || name === null) return (columns) => hasValue(groupColumn(by, columns), name);
  const { of, idsOf } = await mergedClients(db);
  // A duplicate has no row of its own.
  return ({ client }) => isAmong(client, of(name) === name ? idsOf(name) : []);
};

/** Who was merged into whom. */
export const mergedGround = rowsWith(
  'looked up',
  'clients',
  sql`("mergedInto" is not null or "clientId" in (select c."mergedInto" from "clients" c where c."mergedInto" is not null))`,
);

/** By what rows are counted under a name: merges of clients, and how their segment is written. */
export const groupGrounds = async (
  db: FactsDb,
  { by, ofClients }: { readonly by: Grouping; readonly ofClients: readonly string[] | undefined },
  name: Name | undefined,
): Promise<readonly Ground[]> => {
  const isOfSegment = by === 'segment' && typeof name === 'string';
  const isOfClients = name !== undefined && (by === 'client' || by === 'segment');
  return [
    ...(isOfSegment
      ? [rowsWith('looked up', 'clients', isAmong(sql`"segment"`, await segmentSpellings(db, name)))]
      : []),
    ...(isOfClients || ofClients !== undefined ? [mergedGround] : []),
  ];
};

/** The rows that say from where it is known what made a client ask. */
export const originLookUps = ({ client, offer }: GroupColumns): readonly LookUp[] => [
  { table: 'clients', id: 'clientId', column: client },
  ...(offer === undefined
    ? []
    : [
        { table: 'offers', id: 'offerId', column: offer },
        {
          table: 'enquiries',
          id: 'enquiryId',
          column: sql`(select o."enquiryId" from "offers" o where o."offerId" = ${offer})`,
        },
      ]),
];
