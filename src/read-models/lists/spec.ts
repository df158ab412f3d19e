import { sql, type SqlBool } from 'kysely';
import type { NamedKind } from '../kit/answer-columns';
import type { TableSpec } from '../kit/projection';
import {
  namingParameter,
  optionalChoice,
  optionalParameter,
  type FoundKind,
  type Parameter,
  type Report,
  type ReportContext,
  type SqlCondition,
} from '../kit/report';

/** A parameter of a list, and which rows it leaves. `otherwise` is for a list that is asked without it. */
export interface ListFilter {
  readonly parameter: Parameter;
  readonly where?: (value: string, context: ReportContext) => SqlCondition;
  readonly otherwise?: (context: ReportContext) => SqlCondition;
}

/** Rows of another table that belong to one, for a look at it alone. */
export interface ListPart {
  readonly table: TableSpec;
  /** The column that names the one. */
  readonly of: string;
  readonly order: readonly string[];
  readonly hidden?: readonly string[];
  /** Columns of the one that each of its rows shows, too. */
  readonly shared?: readonly string[];
}

/** What is listed: the rows of a fact table as they are, one by one or page by page. */
export interface ListSpec {
  /** As `clients`: the path and the table. */
  readonly name: string;
  /** As `client`: the parameter of a look at one. */
  readonly one: string;
  readonly description: string;
  readonly table: TableSpec;
  readonly id: string;
  /** Columns for the store, which nobody is shown. */
  readonly hidden?: readonly string[];
  readonly reads: readonly string[];
  readonly filters: Readonly<Record<string, ListFilter>>;
  /** Columns that are never empty; the first is the usual order. One with `-` before it is the usual one from the end. */
  readonly sorts: readonly [string, ...string[]];
  /** By what `q` finds: things of a kind, which a column names; and the beginning of a number. */
  readonly finds: { readonly kind: FoundKind; readonly by: string; readonly number?: string };
  readonly parts: Readonly<Record<string, ListPart>>;
  readonly names: NonNullable<Report['names']>;
  readonly money?: Report['money'];
}

const columnIs =
  (column: string): NonNullable<ListFilter['where']> =>
  (value) =>
    sql<SqlBool>`${sql.ref(column)} = ${value}`;

export const ofNamed = (kind: NamedKind, column: string, description: string): ListFilter => ({
  parameter: namingParameter(kind, description),
  where: columnIs(column),
});

export const chosen = (choices: readonly string[], column: string, description: string): ListFilter => ({
  parameter: optionalChoice(choices, description),
  where: columnIs(column),
});

export const equalTo = (column: string, description: string): ListFilter => ({
  parameter: optionalParameter('text', description),
  where: columnIs(column),
});

/** A flag that leaves only some rows. */
export const only = (description: string, where: (context: ReportContext) => SqlCondition): ListFilter => ({
  parameter: optionalParameter('flag', description),
  where: (_, context) => where(context),
});

/** A flag that adds rows that a list is mostly not about. */
export const also = (description: string, otherwise: NonNullable<ListFilter['otherwise']>): ListFilter => ({
  parameter: optionalParameter('flag', description),
  otherwise,
});

export const isColumn = (column: string, value: string | number): SqlCondition =>
  sql<SqlBool>`${sql.ref(column)} = ${value}`;
