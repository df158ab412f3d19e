import type { Kysely } from 'kysely';
import type { RowOfTable } from '../kit/projection';
import type { ReportContext } from '../kit/report';
import type { calls } from '../facts/calls';
import type { ClientRow, clients } from '../facts/clients';
import type { enquiries } from '../facts/enquiries/tables';
import type { clientEvents } from '../facts/history';
import type { invoices, payments } from '../facts/invoices';
import type { offerLines, offers, refusals } from '../facts/offers/tables';
import type { voids } from '../facts/voids';

/** A type, not an interface: only a type is a record of its own members. */
export type ClientHistoryTables = {
  readonly clients: RowOfTable<typeof clients>;
  readonly client_events: RowOfTable<typeof clientEvents>;
  readonly voids: RowOfTable<typeof voids>;
  readonly calls: RowOfTable<typeof calls>;
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly offers: RowOfTable<typeof offers>;
  readonly offer_lines: RowOfTable<typeof offerLines>;
  readonly refusals: RowOfTable<typeof refusals>;
  readonly invoices: RowOfTable<typeof invoices>;
  readonly payments: RowOfTable<typeof payments>;
};

export type ClientHistoryDb = Kysely<ClientHistoryTables>;
export const clientById = (db: ClientHistoryDb, clientId: string): Promise<ClientRow | undefined> =>
  db.selectFrom('clients').selectAll().where('clientId', '=', clientId).executeTakeFirst();

export type Finding = Pick<ReportContext, 'keyOf'>;

/** More systems than a company has had. */
const MOST_OF_ONE_ID = 10;

/** A log of before holds ids of other systems plain, and so does the column: as an object that begins with the text. */
const plainIdStart = (externalId: string): string => `{"personal":${JSON.stringify(externalId)},`;
const plainIdEnd = (externalId: string): string => `{"personal":${JSON.stringify(externalId)}-`;

/** Those to whom other systems gave this id, the first registered first. */
export const clientsWithExternalId = (
  db: ClientHistoryDb,
  externalId: string,
  { keyOf }: Finding,
): Promise<readonly ClientRow[]> =>
  db
    .selectFrom('clients')
    .selectAll()
    .where((where) =>
      where.or([
        where('externalKey', '=', keyOf(externalId)),
        where.and([
          where('externalId', '>', plainIdStart(externalId)),
          where('externalId', '<', plainIdEnd(externalId)),
        ]),
      ]),
    )
    .orderBy('registeredAt')
    .orderBy('clientId')
    .limit(MOST_OF_ONE_ID)
    .execute();

/** By our own id, else by the id that another system gave. Two systems may use one id: the first registered is taken. */
const clientNamed = async (db: ClientHistoryDb, name: string, finding: Finding): Promise<ClientRow | undefined> =>
  (await clientById(db, name)) ?? (await clientsWithExternalId(db, name, finding))[0];

/** The client as whom this one is read: the end of the chain of merges. */
const survivorOf = async (db: ClientHistoryDb, client: ClientRow): Promise<ClientRow> => {
  let reached = client;
  const seen = new Set<string>();
  while (reached.mergedInto !== null && !seen.has(reached.clientId)) {
    seen.add(reached.clientId);
    const next = await clientById(db, reached.mergedInto);
    if (next === undefined) return reached;
    reached = next;
  }
  return reached;
};

const withDuplicates = async (db: ClientHistoryDb, clientId: string): Promise<readonly string[]> => {
  const all = new Set([clientId]);
  let level: readonly string[] = [clientId];
  while (level.length > 0) {
    const found = await db.selectFrom('clients').select('clientId').where('mergedInto', 'in', level).execute();
    level = found.map((row) => row.clientId).filter((duplicate) => !all.has(duplicate));
    level.forEach((duplicate) => all.add(duplicate));
  }
  return [...all];
};

export interface CanonicalClient {
  readonly client: ClientRow;
  /** The client and all duplicates that are read as it. */
  readonly ids: readonly string[];
}

export const canonicalClient = async (
  db: ClientHistoryDb,
  name: string,
  finding: Finding,
): Promise<CanonicalClient | undefined> => {
  const found = await clientNamed(db, name, finding);
  if (found === undefined) return undefined;
  const client = await survivorOf(db, found);
  return { client, ids: await withDuplicates(db, client.clientId) };
};
