import { sql } from 'kysely';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { isRefusal, reasonGroups } from '../../domain/shared/words';
import { isBeyond, lessAmount, summed, sumParts, type SumParts } from '../beyond';
import { countWhere } from '../count-where';
import type { AnswerRow, ReportContext, SqlPart } from '../report';
import { isWithin, type ReportWindow } from '../window';
import type { ClientHistoryDb } from './canonical';

/** Whose figures, and over which time. */
interface Scope {
  readonly db: ClientHistoryDb;
  readonly ids: readonly string[];
  readonly window: ReportWindow;
}

const isOfClient = ({ ids }: Scope): SqlPart => sql`"clientId" in (${sql.join(ids)})`;

const figure = (name: string, value: number | null, unit: string, currency: string | null = null): AnswerRow => ({
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

const callSumsOf = async (scope: Scope): Promise<CallSums> => {
  const { rows } = await sql<CallSums>`select count(*) as "calls",
      ${countWhere(sql`"direction" = 'out'`)} as "attempts",
      ${countWhere(sql`"direction" = 'out' and "result" = 'reached'`)} as "reached",
      coalesce(sum(case when "result" = 'reached' then "seconds" else 0 end), 0) as "talkSeconds",
      ${countWhere(sql`"direction" is null`)} as "directionUnknown",
      ${countWhere(sql`"result" = 'reached' and "seconds" is null`)} as "durationUnknown"
    from "calls" where ${isOfClient(scope)} and ${isWithin('at', scope.window)} and "voided" = 0`.execute(scope.db);
  return rows[0] ?? noCalls;
};

const countOf = async ({ db }: Scope, rowsOf: SqlPart): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as "count" from ${rowsOf}`.execute(db);
  return rows[0]?.count ?? 0;
};

const intensityRows = async (scope: Scope, calls: CallSums): Promise<readonly AnswerRow[]> => {
  const offers = sql`"offers" where ${isOfClient(scope)} and ${isWithin('madeAt', scope.window)} and "voided" = 0`;
  const messages = sql`"enquiries"
    where ${isOfClient(scope)} and ${isWithin('answeredAt', scope.window)} and "answerEvidence" = 'message'`;
  return [
    figure('calls', calls.calls, 'calls in and out'),
    figure('attempts', calls.attempts, 'calls out'),
    figure('reached', calls.reached, 'calls out'),
    figure('talkMinutes', calls.talkSeconds / 60, 'minutes'),
    figure('directionUnknown', calls.directionUnknown, 'calls'),
    figure('durationUnknown', calls.durationUnknown, 'calls that came about'),
    figure('offers', await countOf(scope, offers), 'offers'),
    figure('messages', await countOf(scope, messages), 'answers by message'),
  ];
};

const noRefusals = reasonGroups.filter((group) => !isRefusal(group));

/** Exact sums by currency. */
type Sums = ReadonlyMap<string, number>;

interface Summand {
  /** What is added up of which rows, in which currency. */
  readonly amount: SqlPart;
  readonly currency: SqlPart;
  readonly rowsOf: SqlPart;
}

const sumsOf = async ({ db }: Scope, { amount, currency, rowsOf }: Summand): Promise<Sums> => {
  const { rows } = await sql<SumParts<'amount'> & { readonly currency: string }>`
    select ${currency} as "currency", ${sumParts('amount', amount)} from ${rowsOf} group by ${currency}`.execute(db);
  return new Map(rows.map((row) => [row.currency, summed(row, 'amount')]));
};

/** What came of it, each by the names of the figures. Payments count in the currency of their invoice. */
const resultsOf = (scope: Scope): Readonly<Record<string, Summand>> => {
  const currency = sql`"currency"`;
  const accepted = sql`"offer_lines" where ${isOfClient(scope)} and ${isWithin('outcomeAt', scope.window)}
    and "outcome" = 'accepted' and "voided" = 0`;
  const refused = sql`"refusals" where ${isOfClient(scope)} and ${isWithin('refusedAt', scope.window)} and "voided" = 0
    and "value" is not null and "reasonGroup" not in (${sql.join(noRefusals)})`;
  const invoiced = sql`"invoices" where ${isOfClient(scope)} and ${isWithin('issuedAt', scope.window)} and "voided" = 0`;
  const ofKind = (kind: string) =>
    sql`"payments" p left join "invoices" i on i."invoiceId" = p."invoiceId" where p."clientId" in (${sql.join(scope.ids)})
      and ${isWithin('p.at', scope.window)} and p."kind" = ${kind}`;
  // A credit note may name no invoice: then it has the currency that it says itself.
  const ofInvoice = sql`coalesce(i."currency", p."currency")`;
  return {
    valueAccepted: { amount: sql`"value"`, currency, rowsOf: sql`${accepted} and "value" is not null` },
    valueRefused: { amount: sql`"value"`, currency, rowsOf: refused },
    valueInvoicedNet: { amount: sql`"net"`, currency, rowsOf: invoiced },
    valueInvoicedGross: { amount: sql`"gross"`, currency, rowsOf: invoiced },
    valueCreditedNet: { amount: sql`p."amount"`, currency: ofInvoice, rowsOf: ofKind('credit note') },
    valueCreditedGross: { amount: sql`p."covered"`, currency: ofInvoice, rowsOf: ofKind('credit note') },
    valuePaid: { amount: sql`p."covered"`, currency: ofInvoice, rowsOf: ofKind('payment') },
    valueRefunded: { amount: sql`p."amount"`, currency: sql`p."currency"`, rowsOf: ofKind('refund') },
    margin: { amount: sql`"margin"`, currency, rowsOf: sql`${accepted} and "margin" is not null` },
  };
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
    const valueOf = (name: string): number => values.get(name) ?? 0;
    const margin = valueOf('margin');
    const isPerHour = hours > 0 && !isBeyond(margin);
    return [
      ...[...values].map(([name, value]) => figure(name, value, 'minor units', currency)),
      figure('marginPerEffortHour', isPerHour ? margin / hours : null, 'minor units per hour of talk', currency),
      figure('monetary', lessAmount(valueOf('valueInvoicedNet'), valueOf('valueCreditedNet')), 'minor units', currency),
    ];
  });
};

const lastPaid = async (scope: Scope): Promise<string | null> => {
  const { rows } = await sql<{ paidOn: string | null }>`select max("paidOn") as "paidOn" from "invoices"
    where ${isOfClient(scope)} and "voided" = 0 and "outstanding" <= 0`.execute(scope.db);
  return rows[0]?.paidOn ?? null;
};

export const figuresOf = async (
  db: ClientHistoryDb,
  ids: readonly string[],
  window: ReportWindow,
  { at, zone }: ReportContext,
): Promise<readonly AnswerRow[]> => {
  const scope = { db, ids, window };
  const calls = await callSumsOf(scope);
  const paidOn = await lastPaid(scope);
  const recency = paidOn === null ? null : localDayNumber(millisecondsOf(at), zone) - dayNumberOf(paidOn);
  const invoices = sql`"invoices" where ${isOfClient(scope)} and ${isWithin('issuedAt', scope.window)} and "voided" = 0`;
  return [
    ...(await intensityRows(scope, calls)),
    figure('recencyDays', recency, 'days since the last paid invoice'),
    figure('frequency', await countOf(scope, invoices), 'invoices'),
    ...(await resultRows(scope, calls)),
  ];
};
