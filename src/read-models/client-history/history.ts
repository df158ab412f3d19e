import { sql, type SqlBool } from 'kysely';
import { DAY, millisecondsOf } from '../../domain/shared/time';
import { heldIfKnown } from '../kit/beyond';
import type { AnyEvent } from '../kit/trace';
import { pageOf, withOneMore, type Page } from '../kit/page';
import type { AnswerRow, ReportContext, SqlCondition } from '../kit/report';
import type { ReportWindow } from '../kit/window';
import { wordingFor } from './wording';
import type { FactsDb } from '../facts/tables';

/** An event may be in the histories of two clients who are read as one: an entry is its event and the client. */
interface HistoryPlace {
  readonly position: number;
  readonly clientId: string;
}

const START: HistoryPlace = { position: 0, clientId: '' };

/** As `after` gives a place, and the note on the next page. */
const historyPlaceText = ({ position, clientId }: HistoryPlace): string => `${position}:${clientId}`;
export const HISTORY_PLACE = /^(\d{1,15}):(.+)$/;
export const historyPlaceOf = (text: string | undefined): HistoryPlace | undefined => {
  const [, position, clientId] = HISTORY_PLACE.exec(text ?? '') ?? [];
  return position === undefined || clientId === undefined ? undefined : { position: Number(position), clientId };
};

export interface HistoryPage {
  readonly limit: number;
  /** The last entry that was read before; undefined at the start. */
  readonly after: HistoryPlace | undefined;
  readonly withVoided: boolean;
  /** Left out: every entry of the page; otherwise this one. */
  readonly only?: { readonly position: number; readonly clientId: string };
}

/** Whose entries the history shows: the client's own, and those of the campaigns that chose it. */
const ownersOf = async (db: FactsDb, ids: readonly string[]): Promise<readonly string[]> => {
  const campaigns = await db
    .selectFrom('client_events')
    .select('subjectId')
    .distinct()
    .where('clientId', 'in', ids)
    .where('type', '=', 'TargetsFrozen')
    .execute();
  return [...ids, ...campaigns.flatMap(({ subjectId }) => (subjectId === null ? [] : [subjectId]))];
};

const momentAt = async (db: FactsDb, position: number): Promise<string> => {
  const row = await db
    .selectFrom('client_events')
    .select('occurredAt')
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.occurredAt ?? '';
};

/** The event that voided what an entry is about, where one did later. */
const voidedLater = sql<string | null>`(select v."eventId" from "voids" v
  where v."subjectId" = e."subjectId" and v."position" >= e."position" order by v."position" limit 1)`;

const isEntry = ({ position, clientId }: NonNullable<HistoryPage['only']>): SqlCondition =>
  sql<SqlBool>`"e"."position" = ${position} and "e"."clientId" = ${clientId}`;

const historyEntries = async (
  db: FactsDb,
  ids: readonly string[],
  { from, until }: ReportWindow,
  asked: HistoryPage,
) => {
  const owners = await ownersOf(db, ids);
  const { after = START, limit, withVoided, only } = asked;
  const reached = await momentAt(db, after.position);
  return db
    .selectFrom('client_events as e')
    .where('e.clientId', 'in', owners)
    .$if(!withVoided, (query) => query.where(sql<SqlBool>`${voidedLater} is null`))
    .where(only === undefined ? sql<SqlBool>`1 = 1` : isEntry(only))
    .where('e.occurredAt', '>=', from)
    .where('e.occurredAt', '<', until)
    .where(
      sql<SqlBool>`("e"."occurredAt", "e"."position", "e"."clientId") > (${reached}, ${after.position}, ${after.clientId})`,
    )
    .select(['e.position', 'e.clientId', 'e.subjectId', voidedLater.as('voidedBy')])
    .orderBy('e.occurredAt')
    .orderBy('e.position')
    .orderBy('e.clientId')
    .limit(withOneMore(limit))
    .execute();
};

const isLate = ({ occurredAt, recordedAt, metadata }: AnyEvent): boolean =>
  millisecondsOf(recordedAt) - millisecondsOf(occurredAt) > DAY && metadata.source !== 'import';

type HistoryEntry = Awaited<ReturnType<typeof historyEntries>>[number];

/** Of most events only some of this is told. */
const untold = { currency: null, margin: null, direction: null, outcome: null, seconds: null };

const entryRow = (event: AnyEvent, { clientId, subjectId, position, voidedBy }: HistoryEntry) => {
  const { summary, said = null, managerId = null, amount = null, margin = null, ...told } = wordingFor(event, clientId);
  return {
    position,
    clientId,
    eventId: event.id,
    type: event.type,
    occurredAt: event.occurredAt,
    recordedAt: event.recordedAt,
    late: isLate(event),
    ...{ managerId, subjectId, summary, said },
    amount: heldIfKnown(amount),
    ...untold,
    ...told,
    margin: heldIfKnown(margin),
    voidedBy,
  };
};

/** In the order of occurredAt, recordedAt, position; the last two go together along the log, from which the events are read. */
export const historyOf = async (
  db: FactsDb,
  ids: readonly string[],
  window: ReportWindow,
  asked: HistoryPage,
  { eventsAt }: ReportContext,
): Promise<Page<AnswerRow>> => {
  const entries = await historyEntries(db, ids, window, asked);
  const { rows, notes } = pageOf('history', entries, asked.limit, historyPlaceText);
  const events = await eventsAt(rows.map(({ position }) => position));
  const shown = rows.flatMap((entry) => {
    const event = events.get(entry.position);
    return event === undefined ? [] : [entryRow(event, entry)];
  });
  return { rows: shown, notes };
};

/** What passed between the client and the company beside calls, not what the company noted about it. */
const interactions = [
  'EnquiryReceived',
  'EnquiryAnswered',
  'OfferMade',
  'OfferRevised',
  'OfferLinesAccepted',
  'OfferLinesRefused',
  'InvoiceIssued',
  'PaymentRecorded',
  'DeliveryRecorded',
];

/** What passed with the client, but for calls, and was not voided. */
export const isInteraction = (ids: readonly string[]): SqlCondition =>
  sql<SqlBool>`e."clientId" in (${sql.join(ids)}) and e."type" in (${sql.join(interactions)}) and ${voidedLater} is null`;

/** A call counts for the client with whom it was, and when it was, as it was last corrected. */
export const lastInteractionOf = async (db: FactsDb, ids: readonly string[]): Promise<string | null> => {
  const { rows } = await sql<{ at: string | null }>`select max("at") as "at" from (
      select max("at") as "at" from "calls" where "clientId" in (${sql.join(ids)}) and "voided" = 0
      union all
      select max(e."occurredAt") from "client_events" e where ${isInteraction(ids)}
    ) as "last"`.execute(db);
  return rows[0]?.at ?? null;
};
