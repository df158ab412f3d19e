import { sql } from 'kysely';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { isBeyond, lessAmount } from '../beyond';
import { calls } from '../facts/calls';
import { invoices } from '../facts/invoices';
import { added, computed, counted, sumAt, told, type Figure, type Figures, type Ground } from '../grounds';
import type { ReportContext } from '../report';
import {
  countedCalls,
  countedThings,
  isCalled,
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
  table: calls,
  rows: { where: sql`${isCalled(scope)} and ${isTalk}`, adds: sql`"seconds"` },
});

const countFigures = (scope: Scope, beside: Ground): Figures => {
  const ofCalls = Object.entries(countedCalls).map(([name, condition]): readonly [string, RowsThat] => [
    name,
    { table: calls, where: sql`${isCalled(scope)} and ${condition}` },
  ]);
  const counts = [...ofCalls, ...Object.entries(countedThings(scope))].map(
    ([name, { table, where }]) => [name, counted({ role: 'counted', table, rows: { where } }, [beside])] as const,
  );
  return { ...Object.fromEntries(counts), talkMinutes: added(talkOf('counted', scope), [beside], (sum) => sum / 60) };
};

const summed = (role: string, { table, where, amount, currency }: Summand, asked: string): Ground => ({
  role,
  table,
  rows: { where: sql`${where} and ${currency} = ${asked}`, adds: amount },
});

/** The invoices that payments belong to, and in whose currency they count. */
const invoicesOf = ({ table, where }: Summand): readonly Ground[] =>
  table.name === 'payments'
    ? [
        {
          role: 'looked up',
          table: invoices,
          rows: { where: sql`"invoiceId" in (select "invoiceId" from "payments" where ${where})` },
        },
      ]
    : [];

const sumFigures = (scope: Scope, currency: string, beside: Ground): Figures => {
  const results = resultsOf(scope);
  const sums = Object.entries(results).map(
    ([name, summand]) => [name, added(summed('counted', summand, currency), [...invoicesOf(summand), beside])] as const,
  );
  const margin = summed('numerator: margin', results.margin, currency);
  const perHour = computed([margin, talkOf('denominator: seconds of talk', scope), beside], (totals) => {
    const [sum, seconds] = [sumAt(totals, 0), sumAt(totals, 1)];
    const value = seconds > 0 && !isBeyond(sum) ? sum / (seconds / 3600) : null;
    return { value, formula: `${sum} ÷ (${seconds} s ÷ 3600)` };
  });
  const credited = results.valueCreditedNet;
  const monetary = computed(
    [
      summed('invoiced', results.valueInvoicedNet, currency),
      summed('less: credited', credited, currency),
      ...invoicesOf(credited),
      beside,
    ],
    (totals) => {
      const [sum, other] = [sumAt(totals, 0), sumAt(totals, 1)];
      return { value: lessAmount(sum, other), formula: `${sum} − ${other}` };
    },
  );
  return { ...Object.fromEntries(sums), marginPerEffortHour: perHour, monetary };
};

const recencyOf = async (scope: Scope, { at, zone }: ReportContext, beside: Ground): Promise<Figure> => {
  const paidOn = await lastPaid(scope);
  const ground: Ground = {
    role: 'last paid',
    table: invoices,
    rows: { where: sql`${isPaid(scope)} and "paidOn" = ${paidOn}` },
  };
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
): Promise<Figures | undefined> => {
  const all: Figures = {
    ...countFigures(scope, beside),
    ...(currency !== '' && sumFigures(scope, currency, beside)),
    recencyDays: await recencyOf(scope, context, beside),
  };
  const value = Object.hasOwn(all, name) ? all[name] : undefined;
  return value && { value };
};
