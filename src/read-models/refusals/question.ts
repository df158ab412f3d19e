import { sql } from 'kysely';
import type { Zone } from '../../domain/shared/values';
import { isAmong } from '../kit/conditions';
import type { refusalReasons } from '../facts/reasons';
import type { ReportWindow } from '../kit/window';
import { mergedClients, type CanonicalId } from '../groupings/merged-clients';
import type { RowOfTable } from '../kit/projection';
import { choiceOf, type ParameterValues, type ReportContext, type SqlPart } from '../kit/report';
import type { FactsDb } from '../facts/tables';

export const dimensions = [
  'reason',
  'group',
  'manager',
  'product',
  'client',
  'segment',
  'competitor',
  'month',
  'stated-by',
] as const;
export type Dimension = (typeof dimensions)[number];

interface ShownReason {
  readonly code: string;
  readonly label: string;
  readonly group: string;
}

/** How each recorded reason is shown at a moment: as itself, or as the reason that the catalogue has mapped it to. */
export type ShownReasons = ReadonlyMap<string, ShownReason>;

type ReasonRow = RowOfTable<typeof refusalReasons>;

const mappedTo = (row: ReasonRow | undefined, at: string): string | null =>
  row !== undefined && row.mappedFrom !== null && row.mappedFrom <= at ? row.mappedTo : null;

const shownReasons = async (db: FactsDb, at: string): Promise<ShownReasons> => {
  const rows = await db.selectFrom('refusal_reasons').selectAll().execute();
  const known = new Map(rows.map((row) => [row.code, row]));
  const shown = (code: string, seen: readonly string[]): ShownReason => {
    const row = known.get(code);
    const next = mappedTo(row, at);
    if (next !== null && !seen.includes(next)) return shown(next, [...seen, code]);
    return { code, label: row?.label ?? code, group: row?.reasonGroup ?? 'other' };
  };
  return new Map(rows.map(({ code }) => [code, shown(code, [])]));
};

/** Which refusals the report is about, and by what they are counted. */
export interface RefusalsQuestion {
  readonly by: Dimension;
  /** Counted by the date of the offer. */
  readonly cohort: boolean;
  readonly window: ReportWindow;
  readonly zone: Zone;
  readonly shown: ShownReasons;
  readonly canonical: CanonicalId;
  readonly manager: string | undefined;
  readonly product: string | undefined;
  /** The reasons as recorded that are shown as the one asked for. */
  readonly reasons: readonly string[] | undefined;
  /** The client asked for, with its duplicates. */
  readonly ofClients: readonly string[] | undefined;
}

const recordedAs = (shown: ShownReasons, code: string): readonly string[] => {
  const others = [...shown].flatMap(([recorded, reason]) => (reason.code === code ? [recorded] : []));
  return shown.has(code) ? others : [code, ...others];
};

export const questionOf = async (
  db: FactsDb,
  parameters: ParameterValues,
  window: ReportWindow,
  { at, zone }: ReportContext,
): Promise<RefusalsQuestion> => {
  const shown = await shownReasons(db, at);
  const canonical = await mergedClients(db);
  const reason = parameters.optionalText('reason');
  const client = parameters.optionalText('client');
  return {
    by: choiceOf(parameters, 'by', dimensions) ?? 'reason',
    cohort: parameters.flag('cohort'),
    window,
    zone,
    shown,
    canonical: canonical.of,
    manager: parameters.optionalText('manager'),
    product: parameters.optionalText('product'),
    reasons: reason === undefined ? undefined : recordedAs(shown, reason),
    ofClients: client === undefined ? undefined : canonical.idsOf(client),
  };
};

/** By what the lines are dated. */
export const datedBy = ({ cohort }: Pick<RefusalsQuestion, 'cohort'>): SqlPart =>
  cohort ? sql`r."offeredAt"` : sql`r."refusedAt"`;

const among = (column: SqlPart, values: readonly string[] | undefined): readonly SqlPart[] =>
  values === undefined ? [] : [isAmong(column, values)];

/** Which lines of `refusals r` are asked for. */
export const conditionsOf = (question: RefusalsQuestion): readonly SqlPart[] => {
  const { window, manager, product, reasons, ofClients } = question;
  return [
    sql`${datedBy(question)} >= ${window.from}`,
    sql`${datedBy(question)} < ${window.until}`,
    ...among(sql`r."managerId"`, manager === undefined ? undefined : [manager]),
    ...among(sql`r."productId"`, product === undefined ? undefined : [product]),
    ...among(sql`r."reason"`, reasons),
    ...among(sql`r."clientId"`, ofClients),
  ];
};
