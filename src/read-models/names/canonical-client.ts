import type { ReportContext } from '../kit/report';
import type { ClientRow } from '../facts/clients';
import type { FactsDb } from '../facts/tables';

export const clientById = (db: FactsDb, clientId: string): Promise<ClientRow | undefined> =>
  db.selectFrom('clients').selectAll().where('clientId', '=', clientId).executeTakeFirst();

export type Finding = Pick<ReportContext, 'keyOf'>;

/** More systems than a company has had. */
const MOST_OF_ONE_ID = 10;

/** A log of before holds ids of other systems plain, and so does the column: as an object that begins with the text. */
const plainIdStart = (externalId: string): string => `{"personal":${JSON.stringify(externalId)},`;
const plainIdEnd = (externalId: string): string => `{"personal":${JSON.stringify(externalId)}-`;

/** Those to whom other systems gave this id, the first registered first. */
export const clientsWithExternalId = (
  db: FactsDb,
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
const clientNamed = async (db: FactsDb, name: string, finding: Finding): Promise<ClientRow | undefined> =>
  (await clientById(db, name)) ?? (await clientsWithExternalId(db, name, finding))[0];

/** The client as whom this one is read: the end of the chain of merges. */
const survivorOf = async (db: FactsDb, client: ClientRow): Promise<ClientRow> => {
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

const withDuplicates = async (db: FactsDb, clientId: string): Promise<readonly string[]> => {
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
  db: FactsDb,
  name: string,
  finding: Finding,
): Promise<CanonicalClient | undefined> => {
  const found = await clientNamed(db, name, finding);
  if (found === undefined) return undefined;
  const client = await survivorOf(db, found);
  return { client, ids: await withDuplicates(db, client.clientId) };
};
