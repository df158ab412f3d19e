import { sql } from 'kysely';
import { mergedClients } from './merged-clients';
import { localMonths } from '../kit/months';
import { personalCell } from '../kit/personal';
import type { ReportContext, SqlPart } from '../kit/report';
import { segmentNow } from './segments';
import { commonSpelling } from '../kit/spellings';
import type { FactsDb } from '../facts/tables';

/** What the figures of a report are counted by. */
export const groupings = ['month', 'manager', 'product', 'client', 'segment', 'source'] as const;
export type Grouping = (typeof groupings)[number];

/** Where a row says what it may be counted by. */
export interface GroupColumns {
  readonly at: SqlPart;
  readonly manager: SqlPart;
  readonly product: SqlPart;
  readonly client: SqlPart;
  /** What made the client ask, where the row is of an enquiry that says so. */
  readonly origin: SqlPart;
  /** The offer by whose enquiry this is known. */
  readonly offer?: SqlPart;
}

/** Where rows say nothing of the kind. */
export const noColumn = sql`null`;

/** What made the client ask whom an offer answers. */
export const originByOffer = (offer: SqlPart): Pick<GroupColumns, 'origin' | 'offer'> => ({
  offer,
  origin: sql`(select e."origin" from "offers" o
    join "enquiries" e on e."enquiryId" = o."enquiryId" where o."offerId" = ${offer})`,
});

const sourceColumn = ({ origin, client }: GroupColumns): SqlPart =>
  sql`coalesce(${origin}, (select c."origin" from "clients" c where c."clientId" = ${client}))`;

/** The column that rows are grouped by; `groupNames` says what is shown for its values. */
export const groupColumn = (by: Grouping, columns: GroupColumns): SqlPart => {
  const { at, manager, product, client } = columns;
  return { month: at, manager, product, client, segment: client, source: sourceColumn(columns) }[by];
};

export type Name = string | null;

/** What is shown for each value of the column: of several values the same may be shown. */
export type GroupName = (value: Name) => Name;

/** However a source was written, it is one. Those of people who were erased are one, whatever they were. */
export const sourceNames = (values: Iterable<Name>, { open }: ReportContext): GroupName => {
  const opened = new Map<Name, Name>();
  for (const value of values) {
    const text = personalCell(value);
    opened.set(value, text === null ? null : open(text));
  }
  const common = commonSpelling(opened.values());
  return (value) => common(opened.get(value) ?? null);
};

const ifKnown =
  (of: (value: string) => Name): GroupName =>
  (value) =>
    value === null ? null : of(value);

/** The names of the values that were found; duplicates of a client are the client, and a segment is that of now. */
export const groupNames = async (
  db: FactsDb,
  by: Grouping,
  values: Iterable<Name>,
  context: ReportContext,
): Promise<GroupName> => {
  if (by === 'month') return ifKnown(localMonths(context.zone));
  if (by === 'source') return sourceNames(values, context);
  if (by === 'client') return ifKnown((await mergedClients(db)).of);
  return by === 'segment' ? ifKnown(await segmentNow(db)) : (value) => value;
};
