import { sql, type SqlBool } from 'kysely';
import { personalCell } from '../personal';
import { pageOf, withOneMore, type Page } from '../page';
import type { ReportWindow } from '../window';
import type { AnswerRow } from '../report';
import type { ClientHistoryDb } from './canonical';

export interface HistoryPage {
  readonly limit: number;
  /** The position of the last entry that was read before; 0 at the start. */
  readonly after: number;
  readonly withVoided: boolean;
}

/** Whose entries the history shows: the client's own, and those of the campaigns that chose it. */
const ownersOf = async (db: ClientHistoryDb, ids: readonly string[]): Promise<readonly string[]> => {
  const campaigns = await db
    .selectFrom('client_entries')
    .select('subjectId')
    .distinct()
    .where('clientId', 'in', ids)
    .where('type', '=', 'TargetsFrozen')
    .execute();
  return [...ids, ...campaigns.flatMap(({ subjectId }) => (subjectId === null ? [] : [subjectId]))];
};

const momentAt = async (db: ClientHistoryDb, position: number): Promise<string> => {
  const row = await db
    .selectFrom('client_entries')
    .select('occurredAt')
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.occurredAt ?? '';
};

const historyEntries = async (
  db: ClientHistoryDb,
  ids: readonly string[],
  { from, until }: ReportWindow,
  asked: HistoryPage,
) => {
  const owners = await ownersOf(db, ids);
  const { after, limit, withVoided } = asked;
  const reached = await momentAt(db, after);
  return db
    .selectFrom('client_entries as e')
    .leftJoin('client_voids as v', (join) =>
      join.onRef('v.subjectId', '=', 'e.subjectId').onRef('v.position', '>=', 'e.position'),
    )
    .where('e.clientId', 'in', owners)
    .$if(!withVoided, (query) => query.where('v.subjectId', 'is', null))
    .where('e.occurredAt', '>=', from)
    .where('e.occurredAt', '<', until)
    .where(sql<SqlBool>`("e"."occurredAt", "e"."position") > (${reached}, ${after})`)
    .selectAll('e')
    .select('v.eventId as voidedBy')
    .orderBy('e.occurredAt')
    .orderBy('e.position')
    .orderBy('e.clientId')
    .limit(withOneMore(limit))
    .execute();
};

/** In the order of occurredAt, recordedAt, position; the last two go together along the log. */
export const historyOf = async (
  db: ClientHistoryDb,
  ids: readonly string[],
  window: ReportWindow,
  asked: HistoryPage,
): Promise<Page<AnswerRow>> => {
  const entries = await historyEntries(db, ids, window, asked);
  const shown = entries.map(({ late, said, ...entry }) => ({ ...entry, late: late === 1, said: personalCell(said) }));
  return pageOf('history', shown, asked.limit, ({ position }) => position);
};

/** Interactions: what passed between the client and the company, not what the company noted about it. */
const interactions = [
  'CallLogged',
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

export const lastInteractionOf = async (db: ClientHistoryDb, ids: readonly string[]): Promise<string | null> => {
  const row = await db
    .selectFrom('client_entries as e')
    .leftJoin('client_voids as v', (join) =>
      join.onRef('v.subjectId', '=', 'e.subjectId').onRef('v.position', '>=', 'e.position'),
    )
    .select((select) => select.fn.max('e.occurredAt').as('occurredAt'))
    .where('e.clientId', 'in', ids)
    .where('e.type', 'in', interactions)
    .where('v.subjectId', 'is', null)
    .executeTakeFirst();
  return row?.occurredAt ?? null;
};
