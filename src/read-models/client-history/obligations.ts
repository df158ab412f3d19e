import { sql } from 'kysely';
import { localDay } from '../../domain/shared/time';
import { shownSum, summed, sumParts, type SumParts } from '../kit/beyond';
import type { offers } from '../facts/offers/tables';
import type { RowOfTable } from '../kit/projection';
import type { ReportContext } from '../kit/report';
import type { FactsDb } from '../facts/tables';
import { ascending } from '../kit/order';

const noAmount = { amount: null, currency: null };

export interface Obligation {
  readonly [column: string]: string | number | boolean | null;
  readonly subjectId: string;
  readonly kind: 'enquiry' | 'offer' | 'invoice' | 'reminder';
  readonly dueAt: string | null;
}

type OpenOffer = Pick<
  RowOfTable<typeof offers>,
  'offerId' | 'managerId' | 'offeredAt' | 'validUntil' | 'deferredUntil'
> &
  SumParts<'value'> & { readonly openLines: number; readonly currency: string | null };

type ObligationsOf = (db: FactsDb, ids: readonly string[], context: ReportContext) => Promise<readonly Obligation[]>;

const enquiryObligations: ObligationsOf = async (db, ids, { at }) => {
  const rows = await db
    .selectFrom('enquiries')
    .selectAll()
    .where('clientId', 'in', ids)
    .where('endedAt', 'is', null)
    .orderBy('enquiryId')
    .execute();
  return rows.map((row) => {
    const isAnswered = row.status === 'answered';
    const isPaused = row.pausedAt !== null;
    const dueAt = isAnswered ? row.fulfilDueAt : row.answerDueAt;
    return {
      kind: 'enquiry',
      subjectId: row.enquiryId,
      state: isPaused ? 'waiting on the client' : isAnswered ? 'not fulfilled' : 'not answered',
      since: row.reopenedAt ?? row.receivedAt,
      dueAt,
      overdue: !isPaused && dueAt < at,
      managerId: row.managerId,
      ...noAmount,
    };
  });
};

const offerObligations: ObligationsOf = async (db, ids, { at, zone }) => {
  const { rows } = await sql<OpenOffer>`select o."offerId", o."managerId", o."offeredAt", o."validUntil",
      o."deferredUntil", count(*) as "openLines", max(l."currency") as "currency", ${sumParts('value', sql`l."value"`)}
    from "offers" o join "offer_lines" l on l."offerId" = o."offerId"
    where o."clientId" in (${sql.join(ids)}) and o."voided" = 0 and l."outcome" = 'open'
    group by o."offerId", o."managerId", o."offeredAt", o."validUntil", o."deferredUntil"
    order by o."offerId"`.execute(db);
  const today = localDay(at, zone);
  return rows.map((row) => ({
    kind: 'offer',
    subjectId: row.offerId,
    state: `${row.openLines} open${row.deferredUntil === null ? '' : `, deferred until ${row.deferredUntil}`}`,
    since: row.offeredAt,
    dueAt: row.deferredUntil ?? row.validUntil,
    overdue: row.deferredUntil === null ? (row.validUntil ?? at) < at : row.deferredUntil < today,
    managerId: row.managerId,
    amount: row.currency === null ? null : shownSum(summed(row, 'value')),
    currency: row.currency,
  }));
};

const invoiceObligations: ObligationsOf = async (db, ids, { at, zone }) => {
  const rows = await db
    .selectFrom('invoices')
    .selectAll()
    .where('clientId', 'in', ids)
    .where('voided', '=', 0)
    .where('outstanding', '>', 0)
    .orderBy('invoiceId')
    .execute();
  return rows.map((row) => ({
    kind: 'invoice',
    subjectId: row.invoiceId,
    state: row.state,
    since: row.issuedAt,
    dueAt: row.dueOn,
    overdue: row.dueOn < localDay(at, zone),
    managerId: row.managerId,
    amount: row.outstanding,
    currency: row.currency,
  }));
};

const reminderObligations: ObligationsOf = async (db, ids, { at, zone }) => {
  const rows = await db
    .selectFrom('refusals')
    .select(['eventId', 'offerId', 'managerId', 'reconsiderOn'])
    .distinct()
    .where('clientId', 'in', ids)
    .where('voided', '=', 0)
    .where('reconsiderOn', '>=', localDay(at, zone))
    .orderBy('eventId')
    .execute();
  return rows.map((row) => ({
    kind: 'reminder',
    subjectId: row.offerId,
    state: 'to be asked again',
    since: null,
    dueAt: row.reconsiderOn,
    overdue: false,
    managerId: row.managerId,
    ...noAmount,
  }));
};

/** A step is planned where the client is owed one by a date: an invoice that waits for its money is none. */
export const isStep = ({ kind, dueAt }: Obligation): boolean => kind !== 'invoice' && dueAt !== null;

/** What is open with the client now, whatever the window; the soonest first. */
export const obligationsOf = async (
  db: FactsDb,
  ids: readonly string[],
  context: ReportContext,
): Promise<{ readonly rows: readonly Obligation[]; readonly nextStepAt: string | null }> => {
  const open: Obligation[] = [];
  for (const obligationsFrom of [enquiryObligations, offerObligations, invoiceObligations, reminderObligations])
    open.push(...(await obligationsFrom(db, ids, context)));
  const rows = open.sort((one, other) => ascending(one.dueAt ?? '9999', other.dueAt ?? '9999'));
  return { rows, nextStepAt: rows.find(isStep)?.dueAt ?? null };
};
