import { sql } from 'kysely';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { isRefusal, reasonGroups } from '../../domain/shared/words';
import { isBeyond, lessAmount, shownSum, summed, sumParts, type ExactSum, type SumParts } from '../kit/beyond';
import type { AnswerRow, Cell, ReportContext, SqlPart } from '../kit/report';
import { isWithin, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';
import { countWhere } from '../kit/conditions';

/** Whose figures, and over which time. */
export interface Scope {
  readonly db: FactsDb;
  readonly ids: readonly string[];
  readonly window: ReportWindow;
}

export const isOfClient = ({ ids }: Pick<Scope, 'ids'>): SqlPart => sql`"clientId" in (${sql.join(ids)})`;

const figure = (name: string, value: Cell, unit: string, currency: string | null = null): AnswerRow => ({
  figure: name,
  value,
  unit,
  currency,
});

interface CallSums {
  readonly calls: number;
  readonly attempts: number;
  readonly reached: number;
  readonly talkSeconds: number;
  readonly directionUnknown: number;
  readonly durationUnknown: number;
}

const noCalls = { calls: 0, attempts: 0, reached: 0, talkSeconds: 0, directionUnknown: 0, durationUnknown: 0 };

/** Calls with the client in the window. */
export const isCallWithClient = (scope: Scope): SqlPart =>
  sql`${isOfClient(scope)} and ${isWithin('at', scope.window)} and "voided" = 0`;

/** What is counted of these calls. */
export const clientCallCounts = {
  calls: sql`1 = 1`,
  attempts: sql`"direction" = 'out'`,
  reached: sql`"direction" = 'out' and "result" = 'reached'`,
  directionUnknown: sql`"direction" is null`,
  durationUnknown: sql`"result" = 'reached' and "seconds" is null`,
};

/** Calls that came about, whose time is effort. */
export const isTalk = sql`"result" = 'reached'`;

const callSumsOf = async (scope: Scope): Promise<CallSums> => {
  const counts = Object.entries(clientCallCounts).map(
    ([name, condition]) => sql`${countWhere(condition)} as ${sql.ref(name)}`,
  );
  const { rows } = await sql<CallSums>`select ${sql.join(counts)},
      coalesce(sum(case when ${isTalk} then "seconds" else 0 end), 0) as "talkSeconds"
    from "calls" where ${isCallWithClient(scope)}`.execute(scope.db);
  return rows[0] ?? noCalls;
};

/** Rows of a table that meet a condition. */
export interface RowsThat {
  readonly table: string;
  readonly where: SqlPart;
}

/** What is counted of each kind of thing. */
export const countedThings = (scope: Scope) => ({
  offers: {
    table: 'offers',
    where: sql`${isOfClient(scope)} and ${isWithin('madeAt', scope.window)} and "voided" = 0`,
  },
  messages: {
    table: 'enquiries',
    where: sql`${isOfClient(scope)} and ${isWithin('answeredAt', scope.window)} and "answerEvidence" = 'message'`,
  },
  frequency: {
    table: 'invoices',
    where: sql`${isOfClient(scope)} and ${isWithin('issuedAt', scope.window)} and "voided" = 0`,
  },
});

const countOf = async ({ db }: Scope, { table, where }: RowsThat): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as "count"
    from ${sql.table(table)} where ${where}`.execute(db);
  return rows[0]?.count ?? 0;
};

const intensityRows = async (scope: Scope, calls: CallSums): Promise<readonly AnswerRow[]> => {
  const things = countedThings(scope);
  return [
    figure('calls', calls.calls, 'calls in and out'),
    figure('attempts', calls.attempts, 'calls out'),
    figure('reached', calls.reached, 'calls out'),
    figure('talkMinutes', calls.talkSeconds / 60, 'minutes'),
    figure('directionUnknown', calls.directionUnknown, 'calls'),
    figure('durationUnknown', calls.durationUnknown, 'calls that came about'),
    figure('offers', await countOf(scope, things.offers), 'offers'),
    figure('messages', await countOf(scope, things.messages), 'answers by message'),
  ];
};

const noRefusals = reasonGroups.filter((group) => !isRefusal(group));

/** Exact sums by currency. */
type Sums = ReadonlyMap<string, ExactSum>;

export interface Summand extends RowsThat {
  /** What is added up, in which currency. */
  readonly amount: SqlPart;
  readonly currency: SqlPart;
}

const sumsOf = async ({ db }: Scope, { amount, currency, table, where }: Summand): Promise<Sums> => {
  const { rows } = await sql<SumParts<'amount'> & { readonly currency: string }>`
    select ${currency} as "currency", ${sumParts('amount', amount)}
    from ${sql.table(table)} where ${where} group by 1`.execute(db);
  return new Map(rows.map((row) => [row.currency, summed(row, 'amount')]));
};

// A credit note may name no invoice: then it has the currency that it says itself.
const currencyOfInvoice = sql`coalesce((select i."currency" from "invoices" i
  where i."invoiceId" = "payments"."invoiceId"), "currency")`;

/** What came of it, each by the names of the figures. Payments count in the currency of their invoice. */
export const resultsOf = (scope: Scope) => {
  const currency = sql`"currency"`;
  const accepted = sql`${isOfClient(scope)} and ${isWithin('outcomeAt', scope.window)}
    and "outcome" = 'accepted' and "voided" = 0`;
  const refused = sql`${isOfClient(scope)} and ${isWithin('refusedAt', scope.window)} and "voided" = 0
    and "value" is not null and "reasonGroup" not in (${sql.join(noRefusals)})`;
  const invoiced = countedThings(scope).frequency;
  const ofKind = (kind: string) => ({
    table: 'payments',
    where: sql`${isOfClient(scope)} and ${isWithin('at', scope.window)} and "kind" = ${kind}`,
  });
  const ofAccepted = (column: 'value' | 'margin') => ({
    ...{ table: 'offer_lines', where: sql`${accepted} and ${sql.ref(column)} is not null` },
    ...{ amount: sql.ref(column), currency },
  });
  return {
    valueAccepted: ofAccepted('value'),
    valueRefused: { table: 'refusals', where: refused, amount: sql`"value"`, currency },
    valueInvoicedNet: { ...invoiced, amount: sql`"net"`, currency },
    valueInvoicedGross: { ...invoiced, amount: sql`"gross"`, currency },
    valueCreditedNet: { ...ofKind('credit note'), amount: sql`"amount"`, currency: currencyOfInvoice },
    valueCreditedGross: { ...ofKind('credit note'), amount: sql`"covered"`, currency: currencyOfInvoice },
    valuePaid: { ...ofKind('payment'), amount: sql`"covered"`, currency: currencyOfInvoice },
    valueRefunded: { ...ofKind('refund'), amount: sql`"amount"`, currency },
    margin: ofAccepted('margin'),
  } satisfies Readonly<Record<string, Summand>>;
};

/** In which currencies something was offered or decided: what came to nothing is shown as 0, not left out. */
const currenciesOffered = async (scope: Scope): Promise<readonly string[]> => {
  const { rows } = await sql<{ readonly currency: string }>`select distinct "currency" from "offer_lines"
    where ${isOfClient(scope)} and "voided" = 0 and "currency" is not null
      and (${isWithin('offeredAt', scope.window)} or ${isWithin('outcomeAt', scope.window)})`.execute(scope.db);
  return rows.map(({ currency }) => currency);
};

/** Values by currency; margin per hour of talk, where there was any. */
const resultRows = async (scope: Scope, { talkSeconds }: CallSums): Promise<readonly AnswerRow[]> => {
  const sums: (readonly [name: string, sums: Sums])[] = [];
  for (const [name, summand] of Object.entries(resultsOf(scope))) sums.push([name, await sumsOf(scope, summand)]);
  const hours = talkSeconds / 3600;
  const ofSums = sums.flatMap(([, byCurrency]) => [...byCurrency.keys()]);
  const currencies = new Set([...(await currenciesOffered(scope)), ...ofSums]);
  return [...currencies].sort().flatMap((currency) => {
    const values = new Map(sums.map(([name, byCurrency]) => [name, byCurrency.get(currency) ?? 0]));
    const valueOf = (name: string): ExactSum => values.get(name) ?? 0;
    const margin = valueOf('margin');
    const monetary = lessAmount(valueOf('valueInvoicedNet'), valueOf('valueCreditedNet'));
    const isPerHour = hours > 0 && !isBeyond(margin);
    return [
      ...[...values].map(([name, value]) => figure(name, shownSum(value), 'money', currency)),
      figure('marginPerEffortHour', isPerHour ? Number(margin) / hours : null, 'money per hour of talk', currency),
      figure('monetary', shownSum(monetary), 'money', currency),
    ];
  });
};

export const isPaid = (scope: Scope): SqlPart => sql`${isOfClient(scope)} and "voided" = 0 and "outstanding" <= 0`;

export const lastPaid = async (scope: Scope): Promise<string | null> => {
  const { rows } = await sql<{ paidOn: string | null }>`select max("paidOn") as "paidOn" from "invoices"
    where ${isPaid(scope)}`.execute(scope.db);
  return rows[0]?.paidOn ?? null;
};

export const figuresOf = async (
  db: FactsDb,
  ids: readonly string[],
  window: ReportWindow,
  { at, zone }: ReportContext,
): Promise<readonly AnswerRow[]> => {
  const scope = { db, ids, window };
  const calls = await callSumsOf(scope);
  const paidOn = await lastPaid(scope);
  const recency = paidOn === null ? null : localDayNumber(millisecondsOf(at), zone) - dayNumberOf(paidOn);
  return [
    ...(await intensityRows(scope, calls)),
    figure('recencyDays', recency, 'days since the last paid invoice'),
    figure('frequency', await countOf(scope, countedThings(scope).frequency), 'invoices'),
    ...(await resultRows(scope, calls)),
  ];
};
