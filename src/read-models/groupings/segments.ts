import { sql } from 'kysely';
import type { ClientRow } from '../facts/clients';
import { mergedClients } from './merged-clients';
import type { SqlPart } from '../kit/report';
import { isAmong } from '../kit/conditions';
import { commonSpelling, commonSpellingOf, type Spelling } from '../kit/spellings';
import type { FactsDb } from '../facts/tables';

/**
 * The segment of a client now, as it is written of most clients: however it was written, it is one. Of a duplicate, that of
 * the client it was merged into.
 */
export const segmentNow = async (db: FactsDb): Promise<(clientId: string) => string | null> => {
  const canonical = (await mergedClients(db)).of;
  const { rows } = await sql<Pick<ClientRow, 'clientId' | 'segment'>>`
    select "clientId", "segment" from "clients"`.execute(db);
  const common = commonSpelling(rows.map(({ segment }) => segment));
  const segments = new Map(rows.map(({ clientId, segment }) => [clientId, common(segment)]));
  return (clientId) => segments.get(canonical(clientId)) ?? null;
};

/** How often each spelling of a segment is written. */
const writtenSegments = async (db: FactsDb): Promise<readonly Spelling[]> => {
  const { rows } = await sql<{ segment: string | null; times: number }>`select "segment", count(*) as "times"
    from "clients" group by "segment"`.execute(db);
  return rows.map(({ segment, times }) => [segment, times]);
};

/** However it is written: how a segment is written. */
export const segmentSpellings = async (db: FactsDb, segment: string | null): Promise<readonly string[]> => {
  const written = await writtenSegments(db);
  const common = commonSpellingOf(written);
  return written.flatMap(([text]) => (text !== null && common(text) === segment ? [text] : []));
};

const isOfSegments = (
  client: SqlPart,
  spellings: SqlPart,
  duplicates: readonly string[],
): SqlPart => sql`(${client} in (
  select c."clientId" from "clients" c where c."mergedInto" is null and ${spellings}) or ${isAmong(client, duplicates)})`;

/** Which clients are in a segment now, or in none, as a condition on their ids: `segmentNow` the other way round. */
export const isInSegment = async (db: FactsDb, segment: string | null): Promise<(client: SqlPart) => SqlPart> => {
  const { duplicates } = await mergedClients(db);
  const segmentOf = duplicates.length === 0 ? () => null : await segmentNow(db);
  if (segment === null) {
    const inAny = duplicates.filter((id) => segmentOf(id) !== null);
    return (client) => sql`(${client} is null or not ${isOfSegments(client, sql`c."segment" is not null`, inAny)})`;
  }
  const spellings = await segmentSpellings(db, segment);
  const inThis = duplicates.filter((id) => segmentOf(id) === segment);
  return (client) => isOfSegments(client, isAmong(sql`c."segment"`, spellings), inThis);
};
