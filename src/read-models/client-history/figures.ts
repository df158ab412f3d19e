import { sql, type RawBuilder } from 'kysely';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import type { Zone } from '../../domain/shared/values';
import { isRefusal } from '../../domain/shared/words';
import { BEYOND, figureOf, fromParts, isBeyond, lessAmount, millionsOf, restOf } from '../beyond';
import type { ReportWindow } from '../window';
import type { AnswerRow, ReportContext } from '../report';
import type { ClientHistoryDb } from './canonical';

/** Amounts in the parts in which they are added up, and how many of them are beyond. */
interface EntrySum {
  readonly type: string;
  readonly direction: string | null;
  readonly outcome: string | null;
  readonly currency: string | null;
  readonly entries: number;
  readonly seconds: number;
  /** Entries that do not say how many seconds they took. */
  readonly untimed: number;
  readonly amountMillions: number;
  readonly amountRest: number;
  readonly amountsBeyond: number;
  readonly marginMillions: number;
  readonly marginRest: number;
  readonly marginsBeyond: number;
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
const weightedEntries = (db: ClientHistoryDb, ids: readonly string[], { from, until }: ReportWindow) => {
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
const entrySums = (db: ClientHistoryDb, ids: readonly string[], window: ReportWindow): Promise<readonly EntrySum[]> => {
  const weight = sql.ref('e.weight');
  const total = (of: RawBuilder<number>) => sql<number>`coalesce(sum(${weight} * ${of}), 0)`;
  const beyond = (column: RawBuilder<unknown>) =>
    sql<number>`sum(case when abs(${column}) = ${sql.lit(BEYOND)} then 1 else 0 end)`;
  const [amount, margin] = [sql.ref('e.amount'), sql.ref('e.margin')];
  return db
    .selectFrom(weightedEntries(db, ids, window).as('e'))
    .leftJoin('client_voids as v', (join) =>
      join.onRef('v.subjectId', '=', 'e.subjectId').onRef('v.position', '>=', 'e.position'),
    )
    .where('v.subjectId', 'is', null)
    .select(['e.type', 'e.direction', 'e.outcome', 'e.currency'])
    .select([
      sql<number>`sum(${weight})`.as('entries'),
      total(sql.ref('e.seconds')).as('seconds'),
      total(sql`case when ${sql.ref('e.seconds')} is null then 1 else 0 end`).as('untimed'),
      total(millionsOf(amount)).as('amountMillions'),
      total(restOf(amount)).as('amountRest'),
      beyond(amount).as('amountsBeyond'),
      total(millionsOf(margin)).as('marginMillions'),
      total(restOf(margin)).as('marginRest'),
      beyond(margin).as('marginsBeyond'),
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

const totalOf = (sums: readonly EntrySum[], what: 'entries' | 'seconds' | 'untimed'): number =>
  sums.reduce((total, sum) => total + sum[what], 0);

const amountIn = (sums: readonly EntrySum[]): number =>
  sums.some(({ amountsBeyond }) => amountsBeyond > 0)
    ? BEYOND
    : figureOf(sums.reduce((sum, { amountMillions, amountRest }) => sum + fromParts(amountMillions, amountRest), 0n));

const marginIn = (sums: readonly EntrySum[]): number =>
  sums.some(({ marginsBeyond }) => marginsBeyond > 0)
    ? BEYOND
    : figureOf(sums.reduce((sum, { marginMillions, marginRest }) => sum + fromParts(marginMillions, marginRest), 0n));

const intensityRows = (sums: readonly EntrySum[]): readonly AnswerRow[] => {
  const of = (type: string): readonly EntrySum[] => sums.filter((sum) => sum.type === type);
  const calls = of('CallLogged');
  const outgoing = calls.filter((sum) => sum.direction === 'out');
  const undirected = calls.filter((sum) => sum.direction === null);
  const reached = calls.filter((sum) => sum.outcome === 'reached');
  const messages = of('EnquiryAnswered').filter((sum) => sum.outcome === 'message');
  return [
    figure('calls', totalOf(calls, 'entries'), 'calls'),
    figure('attempts', totalOf(outgoing, 'entries'), 'calls out'),
    figure('reached', totalOf(reached, 'entries'), 'calls'),
    figure('talkMinutes', totalOf(calls, 'seconds') / 60, 'minutes'),
    figure('directionUnknown', totalOf(undirected, 'entries'), 'calls'),
    figure('durationUnknown', totalOf(calls, 'untimed'), 'calls'),
    figure('offers', totalOf(of('OfferMade'), 'entries'), 'offers'),
    figure('messages', totalOf(messages, 'entries'), 'answers by message'),
  ];
};

const isValid = (sum: EntrySum): boolean => sum.type !== 'OfferLinesRefused' || isRefusal(sum.outcome);

const results = {
  valueAccepted: 'OfferLinesAccepted',
  valueRefused: 'OfferLinesRefused',
  valueInvoiced: 'InvoiceIssued',
  valueCredited: 'CreditNoteIssued',
  valuePaid: 'PaymentRecorded',
  valueRefunded: 'RefundRecorded',
};

/** Values by currency; margin per hour of talk, where there was any. */
const resultRows = (sums: readonly EntrySum[]): readonly AnswerRow[] => {
  const calls = sums.filter((sum) => sum.type === 'CallLogged');
  const hours = totalOf(calls, 'seconds') / 3600;
  const currencies = new Set(sums.flatMap(({ currency }) => (currency === null ? [] : [currency])));
  return [...currencies].sort().flatMap((currency) => {
    const own = sums.filter((sum) => sum.currency === currency && isValid(sum));
    const of = (type: string): readonly EntrySum[] => own.filter((sum) => sum.type === type);
    const margin = marginIn(of('OfferLinesAccepted'));
    const isPerHour = hours > 0 && !isBeyond(margin);
    const net = lessAmount(amountIn(of('InvoiceIssued')), amountIn(of('CreditNoteIssued')));
    return [
      ...Object.entries(results).map(([name, type]) => figure(name, amountIn(of(type)), 'minor units', currency)),
      figure('margin', margin, 'minor units', currency),
      figure('marginPerEffortHour', isPerHour ? margin / hours : null, 'minor units per hour of talk', currency),
      figure('monetary', net, 'minor units', currency),
    ];
  });
};

const lastPaid = async (db: ClientHistoryDb, ids: readonly string[]): Promise<string | null> => {
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
  db: ClientHistoryDb,
  ids: readonly string[],
  window: ReportWindow,
  { at, zone }: ReportContext,
): Promise<readonly AnswerRow[]> => {
  const sums = await entrySums(db, ids, window);
  const invoices = sums.filter((sum) => sum.type === 'InvoiceIssued');
  return [
    ...intensityRows(sums),
    figure('recencyDays', recency(await lastPaid(db, ids), at, zone), 'days since the last paid invoice'),
    figure('frequency', totalOf(invoices, 'entries'), 'invoices'),
    ...resultRows(sums),
  ];
};
