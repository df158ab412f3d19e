import { sql } from 'kysely';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { isBeyond, lessAmount, shownSum } from '../kit/beyond';
import { addedFigure, computed, countFigure, sumOfTotal, told, rowsWith } from '../kit/grounds';
import type { ReportFigure, ReportFigures, Ground, ReportContext } from '../kit/report';
import {
  clientCallCounts,
  countedThings,
  isCallWithClient,
  isPaid,
  isTalk,
  lastPaid,
  resultsOf,
  type RowsThat,
  type Scope,
  type Summand,
} from './figures';

interface NamedFigure {
  readonly name: string;
  readonly currency: string;
}

const talkOf = (role: string, scope: Scope): Ground => ({
  role,
  table: 'calls',
  rows: { where: sql`${isCallWithClient(scope)} and ${isTalk}`, adds: sql`"seconds"` },
});

const countFigures = (scope: Scope, beside: Ground): ReportFigures => {
  const ofCalls = Object.entries(clientCallCounts).map(([name, condition]): readonly [string, RowsThat] => [
    name,
    { table: 'calls', where: sql`${isCallWithClient(scope)} and ${condition}` },
  ]);
  const counts = [...ofCalls, ...Object.entries(countedThings(scope))].map(
    ([name, { table, where }]) => [name, countFigure(rowsWith('counted', table, where), [beside])] as const,
  );
  return {
    ...Object.fromEntries(counts),
    talkMinutes: addedFigure(talkOf('counted', scope), [beside], (sum) => Number(sum) / 60),
  };
};

const summedGround = (role: string, { table, where, amount, currency }: Summand, asked: string): Ground => ({
  role,
  table,
  rows: { where: sql`${where} and ${currency} = ${asked}`, adds: amount },
});

/** The invoices that payments belong to, and in whose currency they count. */
const invoicesOf = ({ table, where }: Summand): readonly Ground[] =>
  table === 'payments'
    ? [rowsWith('looked up', 'invoices', sql`"invoiceId" in (select "invoiceId" from "payments" where ${where})`)]
    : [];

const sumFigures = (scope: Scope, currency: string, beside: Ground): ReportFigures => {
  const results = resultsOf(scope);
  const sums = Object.entries(results).map(
    ([name, summand]) =>
      [name, addedFigure(summedGround('counted', summand, currency), [...invoicesOf(summand), beside])] as const,
  );
  const margin = summedGround('numerator: margin', results.margin, currency);
  const perHour = computed([margin, talkOf('denominator: seconds of talk', scope), beside], (totals) => {
    const [sum, seconds] = [sumOfTotal(totals, 0), sumOfTotal(totals, 1)];
    const value = seconds > 0 && !isBeyond(sum) ? Number(sum) / (Number(seconds) / 3600) : null;
    return { value, formula: `${sum} ÷ (${seconds} s ÷ 3600)` };
  });
  const credited = results.valueCreditedNet;
  const monetary = computed(
    [
      summedGround('invoiced', results.valueInvoicedNet, currency),
      summedGround('less: credited', credited, currency),
      ...invoicesOf(credited),
      beside,
    ],
    (totals) => {
      const [sum, other] = [sumOfTotal(totals, 0), sumOfTotal(totals, 1)];
      return { value: shownSum(lessAmount(sum, other)), formula: `${sum} − ${other}` };
    },
  );
  return { ...Object.fromEntries(sums), marginPerEffortHour: perHour, monetary };
};

const recencyOf = async (scope: Scope, { at, zone }: ReportContext, beside: Ground): Promise<ReportFigure> => {
  const paidOn = await lastPaid(scope);
  const ground = rowsWith('last paid', 'invoices', isPaid(scope), sql`"paidOn" = ${paidOn}`);
  if (paidOn === null) return told(ground, null, [beside]);
  const value = localDayNumber(millisecondsOf(at), zone) - dayNumberOf(paidOn);
  return computed([ground, beside], () => ({ value, formula: `days from ${paidOn} to ${at}` }));
};

/** The section of figures has a row for each: what is explained of it is its value. */
export const figuresExplained = async (
  scope: Scope,
  { name, currency }: NamedFigure,
  context: ReportContext,
  beside: Ground,
): Promise<ReportFigures | undefined> => {
  const all: ReportFigures = {
    ...countFigures(scope, beside),
    ...(currency !== '' && sumFigures(scope, currency, beside)),
    recencyDays: await recencyOf(scope, context, beside),
  };
  const value = Object.hasOwn(all, name) ? all[name] : undefined;
  return value && { value };
};
