import { sql } from 'kysely';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import type { Zone } from '../../domain/shared/values';
import { refusalKindOf } from '../../domain/shared/words';
import type { Window } from '../window';
import type { AnswerRow, ReportContext } from '../report';
import type { Database } from './canonical';

interface Sum {
  readonly type: string;
  readonly direction: string | null;
  readonly outcome: string | null;
  readonly currency: string | null;
  readonly entries: number;
  readonly seconds: number;
  readonly amount: number;
  readonly margin: number;
}

const measured = [
  'clientId',
  'type',
  'occurredAt',
  'position',
  'subjectId',
  'direction',
  'outcome',
  'currency',
  'seconds',
  'amount',
  'margin',
] as const;

/** The entries of the window, and what corrections take out of it or put into it. */
const entriesOf = (db: Database, ids: readonly string[], { from, until }: Window) => {
  const corrections = db
    .selectFrom('client_entry_changes')
    .select(measured)
    .select('weight')
    .where('clientId', 'in', ids)
    .where('occurredAt', '>=', from)
    .where('occurredAt', '<', until);
  return db
    .selectFrom('client_entries')
    .select(measured)
    .select(sql<number>`1`.as('weight'))
    .where('clientId', 'in', ids)
    .where('occurredAt', '>=', from)
    .where('occurredAt', '<', until)
    .unionAll(corrections);
};

/** What they add up to; voided subjects are left out. */
const sumsOf = (db: Database, ids: readonly string[], window: Window): Promise<readonly Sum[]> => {
  const total = (column: 'seconds' | 'amount' | 'margin') =>
    sql<number>`coalesce(sum(${sql.ref('e.weight')} * ${sql.ref(`e.${column}`)}), 0)`.as(column);
  return db
    .selectFrom(entriesOf(db, ids, window).as('e'))
    .leftJoin('client_voids as v', (join) =>
      join.onRef('v.subjectId', '=', 'e.subjectId').onRef('v.position', '>=', 'e.position'),
    )
    .where('v.subjectId', 'is', null)
    .select(['e.type', 'e.direction', 'e.outcome', 'e.currency'])
    .select([
      sql<number>`sum(${sql.ref('e.weight')})`.as('entries'),
      total('seconds'),
      total('amount'),
      total('margin'),
    ])
    .groupBy(['e.type', 'e.direction', 'e.outcome', 'e.currency'])
    .execute();
};

const figure = (name: string, value: number | null, unit: string, currency: string | null = null): AnswerRow => ({
  figure: name,
  value,
  unit,
  currency,
});

const add = (sums: readonly Sum[], what: 'entries' | 'seconds' | 'amount' | 'margin'): number =>
  sums.reduce((total, sum) => total + sum[what], 0);

const intensity = (sums: readonly Sum[]): readonly AnswerRow[] => {
  const of = (type: string): readonly Sum[] => sums.filter((sum) => sum.type === type);
  const calls = of('CallLogged');
  const reached = calls.filter((sum) => sum.outcome === 'reached');
  const messages = of('EnquiryAnswered').filter((sum) => sum.outcome === 'message');
  return [
    figure('calls', add(calls, 'entries'), 'calls'),
    figure(
      'attempts',
      add(
        calls.filter((sum) => sum.direction === 'out'),
        'entries',
      ),
      'calls out',
    ),
    figure('reached', add(reached, 'entries'), 'calls'),
    figure('talkMinutes', add(calls, 'seconds') / 60, 'minutes'),
    figure('offers', add(of('OfferMade'), 'entries'), 'offers'),
    figure('messages', add(messages, 'entries'), 'answers by message'),
  ];
};

const isValid = (sum: Sum): boolean => sum.type !== 'OfferLinesRefused' || refusalKindOf(sum.outcome) === 'refused';

const results = {
  valueAccepted: 'OfferLinesAccepted',
  valueRefused: 'OfferLinesRefused',
  valueInvoiced: 'InvoiceIssued',
  valueCredited: 'CreditNoteIssued',
  valuePaid: 'PaymentRecorded',
  valueRefunded: 'RefundRecorded',
};

/** Values by currency; margin per hour of talk, where anybody talked. */
const result = (sums: readonly Sum[]): readonly AnswerRow[] => {
  const hours =
    add(
      sums.filter((sum) => sum.type === 'CallLogged'),
      'seconds',
    ) / 3600;
  const currencies = new Set(sums.flatMap(({ currency }) => (currency === null ? [] : [currency])));
  return [...currencies].sort().flatMap((currency) => {
    const own = sums.filter((sum) => sum.currency === currency && isValid(sum));
    const of = (type: string): readonly Sum[] => own.filter((sum) => sum.type === type);
    const margin = add(of('OfferLinesAccepted'), 'margin');
    return [
      ...Object.entries(results).map(([name, type]) => figure(name, add(of(type), 'amount'), 'minor units', currency)),
      figure('margin', margin, 'minor units', currency),
      figure('marginPerEffortHour', hours > 0 ? margin / hours : null, 'minor units per hour of talk', currency),
      figure(
        'monetary',
        add(of('InvoiceIssued'), 'amount') - add(of('CreditNoteIssued'), 'amount'),
        'minor units',
        currency,
      ),
    ];
  });
};

const lastPaid = async (db: Database, ids: readonly string[]): Promise<string | null> => {
  const row = await db
    .selectFrom('client_invoices')
    .select((select) => select.fn.max('paidOn').as('paidOn'))
    .where('clientId', 'in', ids)
    .where('outstanding', '<=', 0)
    .executeTakeFirst();
  return row?.paidOn ?? null;
};

const recency = (paidOn: string | null, at: string, zone: Zone): number | null =>
  paidOn === null ? null : localDayNumber(millisecondsOf(at), zone) - dayNumberOf(paidOn);

export const figuresOf = async (
  db: Database,
  ids: readonly string[],
  window: Window,
  { at, zone }: ReportContext,
): Promise<readonly AnswerRow[]> => {
  const sums = await sumsOf(db, ids, window);
  const invoices = sums.filter((sum) => sum.type === 'InvoiceIssued');
  return [
    ...intensity(sums),
    figure('recencyDays', recency(await lastPaid(db, ids), at, zone), 'days since the last paid invoice'),
    figure('frequency', add(invoices, 'entries'), 'invoices'),
    ...result(sums),
  ];
};
